using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Training;

/// <summary>
/// The update of one phase: loss, gradients, optimizer step. A batch that does not fit the device's memory is split into micro-batches (gradient
/// accumulation).
/// </summary>
/// <param name="microBatchSize">The largest number of rows that the networks process at once.</param>
/// <param name="pack">The size of a micro-batch is a multiple of this.</param>
/// <param name="warn">Receives a warning when a batch did not fit.</param>
internal sealed class PhaseUpdate(int microBatchSize, int pack, Action<string> warn)
{
    private int _microBatchSize = microBatchSize;

    /// <summary>Updates the player of a phase.</summary>
    /// <param name="phase">The phase.</param>
    /// <param name="batch">The batch.</param>
    /// <param name="position">The position in the stage, before this step.</param>
    /// <param name="images">Rows seen after this step.</param>
    /// <param name="step">The number of the step, for messages.</param>
    /// <param name="batchScope">Owns the tensors kept for later phases.</param>
    /// <returns>Loss, gradient norm and reported scalars, owned by the current scope; null if there is no loss.</returns>
    public PhaseResult? Run(Phase phase, Batch batch, StepPosition position, long images, long step, DisposeScope batchScope)
    {
        while (true)
        {
            using var attempt = NewDisposeScope();
            (Tensor Loss, Tensor[] Gradients, List<(string, Tensor)> Scalars)? found;
            try
            {
                found = Gradients(phase, batch, phase.CountBefore(position.Steps), batchScope);
            }
            catch (ExternalException e) when (IsOutOfMemory(e) && Math.Min(_microBatchSize, batch.Count) > pack)
            {
                var packs = Math.Min(_microBatchSize, batch.Count) / pack;
                _microBatchSize = (packs + 1) / 2 * pack;
                warn($"Step {step}: a batch of {batch.Count} rows does not fit the device's memory. From now on it is split into micro-batches of {_microBatchSize}, " +
                    "whose gradients are added up. Batch normalization then sees micro-batches.");
                continue;
            }

            if (found is not var (loss, gradients, scalars))
                return null;
            var norm = phase.Player.Update(gradients, images);
            if (phase.AfterUpdate is { } after)
            {
                using var noGradient = no_grad();
                after();
            }

            return new PhaseResult(
                loss.MoveToOuterDisposeScope(),
                norm.MoveToOuterDisposeScope(),
                [.. scalars.Select(scalar => (scalar.Item1, scalar.Item2.MoveToOuterDisposeScope()))]);
        }
    }

    private (Tensor Loss, Tensor[] Gradients, List<(string, Tensor)> Scalars)? Gradients(Phase phase, Batch batch, long count, DisposeScope batchScope)
    {
        Tensor? total = null;
        Tensor[]? sum = null;
        List<(string, Tensor)> scalars = [];
        var parts = batch.Split(_microBatchSize);
        foreach (var part in parts)
        {
            using var scope = NewDisposeScope();
            var context = new PhaseContext(part, IsWhole: parts.Count == 1, count);
            if (phase.Loss(context) is not { } loss)
                return null;
            if (parts.Count > 1)
                loss *= (double)part.Count / batch.Count;
            var gradients = phase.Player.Gradients(loss);
            foreach (var kept in context.Kept)
                kept.MoveTo(batchScope);
            total = (total is null ? loss.detach() : total + loss.detach()).MoveToOuterDisposeScope();
            scalars = [.. context.Scalars.Select(scalar => (scalar.Name, scalar.Value.MoveToOuterDisposeScope()))]; // of the last micro-batch
            if (sum is null)
            {
                sum = gradients;
                foreach (var gradient in gradients)
                    gradient.MoveToOuterDisposeScope();
            }
            else
            {
                for (var i = 0; i < sum.Length; i++)
                    sum[i].add_(gradients[i]);
            }
        }

        return (total!, sum!, scalars);
    }

    // libtorch's CUDA and CPU allocators report it only in the message.
    private static bool IsOutOfMemory(ExternalException e) =>
        e.Message.Contains("out of memory", StringComparison.OrdinalIgnoreCase)
        || e.Message.Contains("not enough memory", StringComparison.OrdinalIgnoreCase)
        || e.Message.Contains("can't allocate memory", StringComparison.OrdinalIgnoreCase);
}

/// <summary>The scalars of an update, on the device.</summary>
internal sealed record PhaseResult(Tensor Loss, Tensor GradientNorm, IReadOnlyList<(string Name, Tensor Value)> Scalars);
