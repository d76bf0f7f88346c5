using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>Batches of rows as batches of tensors on a device.</summary>
internal sealed class DeviceBatches(BatchReader reader, Device device) : IBatchSource
{
    public TrainingBatch Next(CancellationToken cancellationToken)
    {
        var batch = reader.Next(cancellationToken);
        var size = batch.Conditions.Length / batch.Count;
        var condition = size == 0 ? zeros([batch.Count, 0], device: device) : tensor(batch.Conditions, [batch.Count, size]).to(device);
        return new TrainingBatch(Pixels.ToTensor(batch.Pixels, batch.Count, reader.Shape, device), condition);
    }

    public void Capture(TrainingState state)
    {
        state.Add("data.epoch", reader.Position.Epoch);
        state.Add("data.index", reader.Position.Index);
    }

    /// <summary>Where the data went on after the state was captured.</summary>
    /// <exception cref="InvalidDataException">The state does not say.</exception>
    public static ReaderPosition PositionIn(TrainingState state) => new(state.Integer("data.epoch"), state.Integer("data.index"));
}
