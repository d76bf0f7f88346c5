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
}
