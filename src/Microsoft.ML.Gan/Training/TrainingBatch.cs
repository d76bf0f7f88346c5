using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>What the networks are shown in one step, on their device.</summary>
/// <param name="Images">Real images, N×C×H×W in [-1, 1].</param>
/// <param name="Condition">The condition of each image, N×K; K is 0 when there is none.</param>
internal sealed record TrainingBatch(Tensor Images, Tensor Condition);

/// <summary>An endless supply of batches. The tensors of a batch belong to the dispose scope that asks for it.</summary>
internal interface IBatchSource
{
    TrainingBatch Next(CancellationToken cancellationToken);
}
