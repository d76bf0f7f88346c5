using Microsoft.ML.Data;

namespace Microsoft.ML.Gan.Systems.SyntheticRows;

/// <summary>Rows of generated images. An image is a function of seed and row number; the candidates of filters are also drawn row by row.</summary>
internal sealed class SyntheticImages : ISyntheticRows
{
    private readonly GanTransformer _gan;
    private readonly ImageColumn _images;
    private readonly AugmentWithGanOptions _options;
    private readonly int _seed;
    private readonly double _truncation;
    private readonly ConditionColumn? _label;
    private readonly ClassAgreement? _agreement;
    private readonly ImageDiscriminator? _discriminator;

    /// <param name="gan">The GAN.</param>
    /// <param name="images">The image column.</param>
    /// <param name="label">The label column; null for none.</param>
    /// <param name="options">The filters.</param>
    /// <param name="seed">The random seed.</param>
    public SyntheticImages(GanTransformer gan, ImageColumn images, ConditionColumn? label, AugmentWithGanOptions options, int seed)
    {
        (_gan, _images, _label, _options, _seed, _truncation) = (gan, images, label, options, seed, gan.Truncation);
        if (options.Classifier is { } classifier)
            _agreement = new ClassAgreement(classifier, options.PredictedLabelColumnName, label!, this);
        if (options.BestOf > 1)
            _discriminator = gan.DiscriminatorFor(gan.ImageShape, gan.Description.Specification.ConditionSize);
    }

    public int BatchSize => _options.BatchSize;

    public bool MayFail => _agreement is not null;

    public bool Fills(DataViewSchema.Column column) => column.Index == _images.Column.Index;

    public ISyntheticBatch Make(IReadOnlyList<SyntheticRow> rows)
    {
        var batch = new Batch(rows.Count, _gan.ImageShape);
        int[] pending = [.. Enumerable.Range(0, rows.Count)];
        for (var attempt = 0; pending.Length > 0 && attempt < (MayFail ? _options.Attempts : 1); attempt++)
        {
            SyntheticRow[] candidates = [.. pending.SelectMany(place => Enumerable.Repeat(rows[place], _options.BestOf))];
            var pixels = Generate(candidates, attempt);
            var agreed = _agreement?.Ask(candidates, pixels);
            for (var i = 0; i < pending.Length; i++)
            {
                if (Best(pixels, candidates, agreed, i * _options.BestOf) is { } best)
                    batch.Set(pending[i], pixels.Of(best));
            }

            pending = [.. pending.Where(place => !batch.Has(place))];
        }

        return batch;
    }

    public Delegate CreateGetter(DataViewSchema.Column column, Func<(ISyntheticBatch Batch, int Place)> current)
    {
        var vector = new PixelVector(_gan.ImageShape, _images.Layout);
        return column.Type switch
        {
            VectorDataViewType { ItemType: var item } when item == NumberDataViewType.Byte => (ValueGetter<VBuffer<byte>>)((ref VBuffer<byte> value) =>
            {
                var editor = VBufferEditor.Create(ref value, _gan.ImageShape.Length);
                vector.Write(Pixels(), editor.Values);
                value = editor.Commit();
            }),
            VectorDataViewType => (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) =>
            {
                var editor = VBufferEditor.Create(ref value, _gan.ImageShape.Length);
                vector.Write(Pixels(), editor.Values);
                value = editor.Commit();
            }),
            _ => (ValueGetter<MLImage>)((ref MLImage value) => value = MLImagePixels.Create(Pixels(), _gan.ImageShape)),
        };

        ReadOnlySpan<byte> Pixels()
        {
            var (batch, place) = current();
            return ((Batch)batch).Of(place);
        }
    }

    /// <summary>One image for each entry; repeated rows get several images.</summary>
    private Batch Generate(SyntheticRow[] rows, int attempt)
    {
        var (latentSize, conditionSize) = (_gan.LatentSize, _gan.Description.Specification.ConditionSize);
        var batch = new Batch(rows.Length, _gan.ImageShape);
        for (var start = 0; start < rows.Length; start += BatchSize)
        {
            var count = Math.Min(BatchSize, rows.Length - start);
            var latents = new float[count * latentSize];
            var conditions = new float[count * conditionSize];
            for (var i = 0; i < count; i++)
            {
                var row = rows[start + i];
                var draw = ((ulong)attempt * (ulong)_options.BestOf) + (ulong)((start + i) % _options.BestOf);
                var id = new DataViewRowId((ulong)row.Number, CounterRandom.Mix(RandomStreams.SyntheticNoise + CounterRandom.Mix(draw)));
                Latents.Fill(latents.AsSpan(i * latentSize, latentSize), _seed, id, _gan.Description.Codes, _gan.Generator.HasStyles ? 1 : _truncation);
                if (conditionSize > 0)
                    conditions[(i * conditionSize) + _label!.ClassOf(row.Class)] = 1;
            }

            var pixels = _gan.Generator.Generate(latents, conditions, count, _truncation);
            for (var i = 0; i < count; i++)
                batch.Set(start + i, pixels.AsSpan(i * _gan.ImageShape.Length, _gan.ImageShape.Length));
        }

        return batch;
    }

    /// <summary>The best of a row's candidates from <paramref name="first"/> on; null if the classifier agrees with none.</summary>
    private int? Best(Batch pixels, SyntheticRow[] candidates, bool[]? agreed, int first)
    {
        int? best = null;
        // The candidates of one row are scored in a batch of their own, because the logits of some discriminators depend on the batch.
        var scores = _discriminator is null ? null : Score(pixels, candidates[first].Class, first);
        for (var i = 0; i < _options.BestOf; i++)
        {
            if (agreed?[first + i] != false && (best is null || scores![i] > scores[best.Value - first]))
                best = first + i;
        }

        return best;
    }

    private float[] Score(Batch pixels, int @class, int first)
    {
        using var scope = TorchSharp.torch.NewDisposeScope();
        var (count, conditionSize) = (_options.BestOf, _gan.Description.Specification.ConditionSize);
        var conditions = new float[count * conditionSize];
        for (var i = 0; i < count && conditionSize > 0; i++)
            conditions[(i * conditionSize) + _label!.ClassOf(@class)] = 1;
        return _discriminator!.Logits(Microsoft.ML.Gan.Pixels.ToTensor(pixels.Of(first, count), count, _gan.ImageShape, _gan.Generator.Device), conditions);
    }

    /// <summary>Images, H×W×C bytes each.</summary>
    private sealed class Batch(int count, ImageShape shape) : ISyntheticBatch
    {
        private readonly byte[] _pixels = new byte[checked(count * shape.Length)];
        private readonly bool[] _has = new bool[count];

        public bool Has(int place) => _has[place];

        public void Set(int place, ReadOnlySpan<byte> pixels)
        {
            pixels.CopyTo(_pixels.AsSpan(place * shape.Length));
            _has[place] = true;
        }

        public ReadOnlySpan<byte> Of(int place) => _pixels.AsSpan(place * shape.Length, shape.Length);

        public byte[] Of(int place, int number) => _pixels.AsSpan(place * shape.Length, number * shape.Length).ToArray();
    }
}
