using Microsoft.ML.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Metrics;

/// <summary>Images that a generator generates each time they are read, always of the same latents: those of rows 0, 1, 2…</summary>
internal sealed class GeneratedSet : IImageSet
{
    private readonly nn.Module<Tensor, Tensor, Tensor> _generator;
    private readonly int _latentSize;
    private readonly int _seed;
    private readonly float[] _conditions;
    private readonly Device _device;
    private readonly LatentCodes? _codes;

    /// <param name="generator">The generator; set to evaluation mode while it is used.</param>
    /// <param name="latentSize">Z, the number of values in a latent.</param>
    /// <param name="seed">The seed of the latents.</param>
    /// <param name="shape">The shape of the images.</param>
    /// <param name="count">The number of images.</param>
    /// <param name="conditions">count×K values; empty for none.</param>
    /// <param name="classes">The class of each image, if the conditions have classes.</param>
    /// <param name="classCount">The number of classes; 0 for none.</param>
    /// <param name="device">The device of the generator.</param>
    /// <param name="codes">Codes in the latents; null for none.</param>
    public GeneratedSet(
        nn.Module<Tensor, Tensor, Tensor> generator,
        int latentSize,
        int seed,
        ImageShape shape,
        int count,
        float[] conditions,
        IReadOnlyList<int>? classes,
        int classCount,
        Device device,
        LatentCodes? codes = null)
    {
        (_generator, _latentSize, _seed, _conditions, _device, _codes) = (generator, latentSize, seed, conditions, device, codes);
        (Shape, Count, Classes, ClassCount) = (shape, count, classes, classCount);
        Order = [.. Enumerable.Range(0, count)];
    }

    public ImageShape Shape { get; }

    public int Count { get; }

    /// <inheritdoc/>
    /// <remarks>The order of the rows: latents are random already.</remarks>
    public IReadOnlyList<int> Order { get; }

    public IReadOnlyList<int>? Classes { get; }

    public int ClassCount { get; }

    public IEnumerable<ImageSlice> Read(int batchSize, CancellationToken cancellationToken)
    {
        var conditionSize = _conditions.Length / Count;
        var wasTraining = _generator.training;
        _generator.eval();
        try
        {
            for (var start = 0; start < Count; start += batchSize)
            {
                cancellationToken.ThrowIfCancellationRequested();
                var count = Math.Min(batchSize, Count - start);
                var latents = new float[count * _latentSize];
                for (var i = 0; i < count; i++)
                    Latents.Fill(latents.AsSpan(i * _latentSize, _latentSize), _seed, new DataViewRowId((ulong)(start + i), 0), _codes);
                var conditions = _conditions.AsSpan(start * conditionSize, count * conditionSize).ToArray();
                var pixels = ImageGenerator.Generate(_generator, latents, conditions, count, _device);
                yield return new ImageSlice(start, count, pixels, conditions);
            }
        }
        finally
        {
            _generator.train(wasTraining);
        }
    }
}
