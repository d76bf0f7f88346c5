using Microsoft.ML.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Systems.Gan;

/// <summary>Generates images of fixed latents by a generator in training.</summary>
internal sealed class SnapshotMaker
{
    private const int Side = 8;
    private const int PicturesOfClass = 10;
    private const int MostRows = 32;

    private readonly nn.Module<Tensor, Tensor, Tensor> _generator;
    private readonly ImageShape _shape;
    private readonly Device _device;
    private readonly int _rows;
    private readonly int _columns;
    private readonly int _batchSize;
    private readonly float[] _latents;
    private readonly float[] _conditions;

    public SnapshotMaker(
        GanEstimator.Options options,
        int seed,
        NetworkSpecification specification,
        ConditionColumns? condition,
        nn.Module<Tensor, Tensor, Tensor> generator,
        Device device)
    {
        (_generator, _shape, _device, _batchSize) = (generator, specification.Image, device, options.Generation.BatchSize);
        var isByClass = condition is { IsKey: true };
        (_rows, _columns) = isByClass ? (Math.Min(condition!.Size, MostRows), PicturesOfClass) : (Side, Side);
        var (latent, size) = (options.Architecture.LatentSize, specification.ConditionSize);
        _latents = new float[_rows * _columns * latent];
        _conditions = new float[_rows * _columns * size];
        for (var i = 0; i < _rows * _columns; i++)
        {
            var row = new DataViewRowId((ulong)i, 0);
            Latents.Fill(_latents.AsSpan(i * latent, latent), seed, row, options.Conditioning?.LatentCodes);
            if (isByClass)
                _conditions[(i * size) + (i / _columns)] = 1;
            else if (condition is not null)
                DrawClasses(_conditions.AsSpan(i * size, size), condition, seed, row);
        }
    }

    /// <summary>With several label columns, classes are drawn and numbers are 0.</summary>
    private static void DrawClasses(Span<float> values, ConditionColumns condition, int seed, DataViewRowId row)
    {
        for (var i = 0; i < condition.Columns.Count; i++)
        {
            var column = condition.Columns[i];
            if (column.IsKey)
                values[Latents.Class(column.Size, seed, row, i)] = 1;
            values = values[column.Size..];
        }
    }

    public GanSnapshot Make(long step, long imagesPerStep)
    {
        var wasTraining = _generator.training;
        _generator.eval();
        var count = _rows * _columns;
        var pixels = new byte[count * _shape.Length];
        for (var start = 0; start < count; start += _batchSize)
        {
            var size = Math.Min(_batchSize, count - start);
            ImageGenerator.Generate(_generator, Slice(_latents, start, size), Slice(_conditions, start, size), size, _device)
                .CopyTo(pixels, start * _shape.Length);
        }

        _generator.train(wasTraining);
        return new GanSnapshot(step, step * imagesPerStep, _shape, _columns, pixels);

        float[] Slice(float[] values, int start, int size) => values.AsSpan(start * (values.Length / count), size * (values.Length / count)).ToArray();
    }
}
