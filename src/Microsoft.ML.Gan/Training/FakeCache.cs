using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Training;

/// <summary>
/// The generated images of a step. The discriminator's phase generates them, and the generator's phase uses the same ones, as in PyTorch's DCGAN. If
/// a batch is split into micro-batches, there is no memory for the images: the latents are kept, and the images are generated again.
/// </summary>
/// <param name="generate">(latents, condition) → images.</param>
/// <param name="sampler">Draws the latents.</param>
internal sealed class FakeCache(Func<Tensor, Tensor, Tensor> generate, LatentSampler sampler) : IDisposable
{
    private readonly Dictionary<int, Tensor> _latentsOfParts = [];
    private Tensor? _latents;
    private Tensor? _images;

    /// <summary>New images for the discriminator's loss, detached from the generator.</summary>
    /// <param name="context">The batch or micro-batch.</param>
    /// <param name="isUsedAgain">Whether a later phase of the step needs the images' gradient.</param>
    public (Tensor Latents, Tensor Images) New(PhaseContext context, bool isUsedAgain)
    {
        var batch = context.Batch;
        var latents = sampler.Draw(batch.Count, batch[Batch.Real].device);
        (_latents, _images) = (null, null);
        if (!context.IsWhole)
        {
            Remember(batch.Start, latents);
            using var noGradient = no_grad();
            return (latents, generate(latents, batch[Batch.Condition]));
        }

        using (isUsedAgain ? null : no_grad())
            (_latents, _images) = (latents, generate(latents, batch[Batch.Condition]));
        context.Keep(_latents);
        context.Keep(_images);
        return (latents, _images.detach());
    }

    /// <summary>The images of the discriminator's phase with their graph; generated again for a micro-batch.</summary>
    public (Tensor Latents, Tensor Images) ForGenerator(Batch batch)
    {
        if (_images is not null && _images.shape[0] == batch.Count)
            return (_latents!, _images);
        // If the batch is split from now on, there is no memory for all images and their graph.
        _images?.Dispose();
        _images = null;
        var latents = LatentsOf(batch);
        return (latents, generate(latents, batch[Batch.Condition]));
    }

    /// <summary>The images of the discriminator's phase without a graph.</summary>
    public Tensor Detached(Batch batch)
    {
        using var noGradient = no_grad();
        return _images?.detach().narrow(0, batch.Start, batch.Count) ?? generate(LatentsOf(batch), batch[Batch.Condition]);
    }

    /// <summary>The latents of the discriminator's phase; new ones if the batch is now split differently.</summary>
    public Tensor LatentsOf(Batch batch) =>
        _latents?.narrow(0, batch.Start, batch.Count)
        ?? (_latentsOfParts.TryGetValue(batch.Start, out var latents) && latents.shape[0] == batch.Count ? latents : null)
        ?? sampler.Draw(batch.Count, batch[Batch.Real].device);

    /// <summary>Drops the images of the step, which a rollback has freed.</summary>
    public void Clear() => (_latents, _images) = (null, null);

    public void Dispose()
    {
        Clear();
        foreach (var latents in _latentsOfParts.Values)
            latents.Dispose();
        _latentsOfParts.Clear();
    }

    private void Remember(int start, Tensor latents)
    {
        if (_latentsOfParts.Remove(start, out var old))
            old.Dispose();
        _latentsOfParts[start] = latents.DetachFromDisposeScope();
    }
}
