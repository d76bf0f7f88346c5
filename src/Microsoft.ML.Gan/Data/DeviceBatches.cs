using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>Batches of rows as batches of tensors on a device.</summary>
internal sealed class DeviceBatches(BatchReader reader, Device device) : IBatchSource
{
    public Batch Next(CancellationToken cancellationToken)
    {
        var batch = reader.Next(cancellationToken);
        var size = batch.Conditions.Length / batch.Count;
        var condition = size == 0 ? zeros([batch.Count, 0], device: device) : tensor(batch.Conditions, [batch.Count, size]).to(device);
        return new Batch((Batch.Real, Pixels.ToTensor(batch.Pixels, batch.Count, reader.Shape, device)), (Batch.Condition, condition));
    }

    public void Capture(TrainingState state, string prefix)
    {
        state.Add($"{prefix}.epoch", reader.Position.Epoch);
        state.Add($"{prefix}.index", reader.Position.Index);
    }

    /// <summary>Where the data went on after the state was captured.</summary>
    /// <exception cref="InvalidDataException">The state does not say.</exception>
    public static ReaderPosition PositionIn(TrainingState state, string prefix) => new(state.Integer($"{prefix}.epoch"), state.Integer($"{prefix}.index"));
}
