using Microsoft.ML.Data;

namespace Microsoft.ML.Gan.Systems.ImageCnn;

/// <summary>
/// The columns of classes and probabilities for one input schema: reads the image column and computes the probabilities of a batch.
/// </summary>
internal sealed class ClassifiedRows : IBatchedColumns
{
    private const int PredictedLabel = 0; // the index of the class among the outputs; the probabilities are the other one

    private readonly ImageCnnTransformer _transformer;
    private readonly ImageColumn _images;

    /// <exception cref="ArgumentOutOfRangeException">
    /// The image column is missing or of the wrong type, or there is a label column with other classes; the message names it.
    /// </exception>
    public ClassifiedRows(ImageCnnTransformer transformer, DataViewSchema input)
    {
        _transformer = transformer;
        var model = transformer.Model;
        var description = model.Description;
        _images = ImageColumn.Create(input, description.Columns.Image, description.InputLayout, description.Image, layoutOption: null);
        if (description.Columns.Label is { } label && input.GetColumnOrNull(label) is { Type: KeyDataViewType } column)
            RequireSameClasses(column, transformer.ClassNames);
        Inputs = [_images.Column];
        Outputs = ClassColumns.Of(input, description, model.Labels);
    }

    public string TransformerName => "classifier";

    public IReadOnlyList<DataViewSchema.DetachedColumn> Outputs { get; }

    public IReadOnlyList<DataViewSchema.Column> Inputs { get; }

    public int BatchSize => _transformer.Model.Description.PredictionBatchSize;

    public IRowBatch Open(DataViewRow row, int capacity) => new Batch(_transformer, _images.OpenReader(row), capacity);

    /// <summary>
    /// The label is not read here, but evaluators compare its keys with the predicted ones. If the keys had other classes, or another order, all
    /// metrics would be wrong.
    /// </summary>
    private static void RequireSameClasses(DataViewSchema.Column label, IReadOnlyList<string> known)
    {
        var names = KeyNames.Of(label);
        if (names.Count > 0 && known.Count > 0 && !names.SequenceEqual(known))
            throw KeyNames.Different("label", label, known, "the classes that the classifier was trained on, in this order");
    }

    /// <summary>The key of the most probable class; 0 for a missing image.</summary>
    private static uint Best(ReadOnlySpan<float> scores)
    {
        var best = 0;
        for (var i = 1; i < scores.Length; i++)
        {
            if (scores[i] > scores[best])
                best = i;
        }

        return float.IsNaN(scores[best]) ? 0 : (uint)best + 1;
    }

    /// <summary>Images of rows, H×W×C bytes, and their probabilities.</summary>
    private sealed class Batch(ImageCnnTransformer transformer, ImageReader reader, int capacity) : IRowBatch
    {
        private readonly ImageShape _shape = transformer.Model.Description.Image;
        private readonly int _classes = transformer.Model.Description.ClassCount;
        private readonly byte[] _pixels = new byte[capacity * transformer.Model.Description.Image.Length];
        private readonly bool[] _isMissing = new bool[capacity];
        private float[] _scores = [];

        /// <exception cref="InvalidOperationException">The image has another size, or invalid pixel values.</exception>
        public void Read(int slot)
        {
            var pixels = _pixels.AsSpan(slot * _shape.Length, _shape.Length);
            _isMissing[slot] = !reader.TryLoad();
            if (_isMissing[slot])
            {
                pixels.Clear();
                return;
            }

            reader.RequireSize(_shape);
            reader.CopyTo(pixels, _shape.Channels);
            reader.RequireScale();
        }

        public void Compute(int count)
        {
            var isMissing = _isMissing.AsSpan(0, count);
            _scores = isMissing.Contains(false)
                ? transformer.Model.Classify(count == capacity ? _pixels : _pixels[..(count * _shape.Length)], count)
                : new float[count * _classes];
            for (var i = 0; i < count; i++)
            {
                if (isMissing[i])
                    _scores.AsSpan(i * _classes, _classes).Fill(float.NaN);
            }
        }

        public Delegate Getter(int output, Func<int> slot) => output == PredictedLabel
            ? (ValueGetter<uint>)((ref uint value) => value = Best(Scores(slot)))
            : (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) =>
            {
                var scores = Scores(slot);
                var editor = VBufferEditor.Create(ref value, scores.Length);
                scores.CopyTo(editor.Values);
                value = editor.Commit();
            });

        public void Dispose() => reader.Dispose();

        private ReadOnlySpan<float> Scores(Func<int> slot)
        {
            var current = slot(); // computes the scores
            return _scores.AsSpan(current * _classes, _classes);
        }
    }
}
