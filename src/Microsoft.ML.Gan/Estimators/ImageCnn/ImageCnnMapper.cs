using Microsoft.ML.Data;

namespace Microsoft.ML.Gan;

/// <summary>A classifier laid over one input schema: the column of images that it reads, and the schema with its two columns.</summary>
internal sealed class ImageCnnMapper : IRowToRowMapper
{
    private readonly ImageCnnTransformer _transformer;
    private readonly ImageColumn _images;

    /// <exception cref="ArgumentOutOfRangeException">
    /// The image column is missing or of the wrong type, or there is a label column of other classes; the message names it.
    /// </exception>
    public ImageCnnMapper(ImageCnnTransformer transformer, DataViewSchema input)
    {
        (_transformer, InputSchema) = (transformer, input);
        var model = transformer.Model;
        var description = model.Description;
        _images = ImageColumn.Create(input, description.Columns.Image, description.InputLayout, description.Image, layoutOption: null);
        if (description.Columns.Label is { } label && input.GetColumnOrNull(label) is { Type: KeyDataViewType } column)
            RequireSameClasses(column, transformer.ClassNames);
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(input);
        ClassColumns.AddTo(builder, input, description, model.Labels);
        OutputSchema = builder.ToSchema();
    }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema OutputSchema { get; }

    /// <summary>The place of the class; after it stand the probabilities, before it the input's columns, each in its own.</summary>
    public int PredictedIndex => InputSchema.Count;

    public ImageCnnModel Model => _transformer.Model;

    /// <summary>The column that classifying reads.</summary>
    public DataViewSchema.Column Input => _images.Column;

    public bool IsOutput(DataViewSchema.Column column) => column.Index >= PredictedIndex;

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        var needed = new SortedSet<int>(dependingColumns.Select(column => IsOutput(column) ? Input.Index : column.Index));
        return needed.Select(index => InputSchema[index]);
    }

    /// <exception cref="ArgumentOutOfRangeException">The row has another schema than this mapper was made for.</exception>
    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (!ReferenceEquals(input.Schema, InputSchema))
            throw new ArgumentOutOfRangeException(nameof(input), "The row's schema is not the input schema of this mapper.");
        return new ClassifiedRow(this, input, activeColumns.Any(IsOutput));
    }

    /// <summary>Reads the images of a row; as the row moves, so does the reader.</summary>
    public ImageReader OpenReader(DataViewRow row) => _images.OpenReader(row);

    /// <summary>Reads the row's image as H×W×C.</summary>
    /// <returns>False where there is none.</returns>
    /// <exception cref="InvalidOperationException">It is of another size, or has values that are no pixels.</exception>
    public bool TryRead(ImageReader reader, Span<byte> pixels)
    {
        if (!reader.TryLoad())
            return false;
        reader.RequireSize(Model.Description.Image);
        reader.CopyTo(pixels, Model.Description.Image.Channels);
        reader.RequireScale();
        return true;
    }

    /// <summary>A getter of one of the two columns that takes each row's probabilities from <paramref name="scores"/>.</summary>
    /// <exception cref="InvalidOperationException">The column is of another type.</exception>
    public ValueGetter<TValue> Getter<TValue>(DataViewSchema.Column column, Func<ReadOnlyMemory<float>> scores)
    {
        Delegate getter = column.Index == PredictedIndex
            ? (ValueGetter<uint>)((ref uint value) => value = Best(scores().Span))
            : (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) =>
            {
                var found = scores().Span;
                var editor = VBufferEditor.Create(ref value, found.Length);
                found.CopyTo(editor.Values);
                value = editor.Commit();
            });
        return getter as ValueGetter<TValue>
            ?? throw new InvalidOperationException($"Column '{column.Name}' is of type {column.Type}, which is not read as {typeof(TValue)}.");
    }

    /// <summary>
    /// The label is not read here, but what evaluates compares its keys with those of the predicted label. Where they mean other
    /// classes, or the same in another order, all numbers would be wrong.
    /// </summary>
    private static void RequireSameClasses(DataViewSchema.Column label, IReadOnlyList<string> known)
    {
        var names = KeyNames.Of(label);
        if (names.Count > 0 && known.Count > 0 && !names.SequenceEqual(known))
            throw KeyNames.Different("label", label, known, "the classes that the classifier was trained on, in this order");
    }

    /// <summary>The key of the most probable class; of a missing image, none.</summary>
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
}
