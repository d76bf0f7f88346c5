using Microsoft.ML.Data;

namespace Microsoft.ML.Gan;

/// <summary>
/// A model laid over one input schema: which of its columns the model reads, and the schema with the generated column.
/// </summary>
internal sealed class GanMapper : IRowToRowMapper
{
    private readonly GanTransformer _transformer;
    private readonly DataViewSchema.Column? _noise;
    private readonly ConditionColumn?[] _conditions;
    private readonly double _truncation;

    /// <exception cref="ArgumentOutOfRangeException">A column that the model reads is of the wrong type; the message names it.</exception>
    public GanMapper(GanTransformer transformer, DataViewSchema input)
    {
        (_transformer, InputSchema, _truncation) = (transformer, input, transformer.Truncation);
        var model = transformer.Description;
        if (model.Columns.Noise is { } noise && SchemaError.FindOptional(input, "noise", noise) is { } noiseColumn)
        {
            LatentColumn.Validate(noiseColumn, model.LatentSize);
            _noise = noiseColumn;
        }

        _conditions = [.. model.AllLabels.Select(label => Find(input, label))];
        var builder = new DataViewSchema.Builder();
        builder.AddColumns(input);
        builder.AddColumn(model.Columns.Output, GeneratedColumn.Type(model));
        OutputSchema = builder.ToSchema();
        OutputIndex = OutputSchema.Count - 1;
    }

    public DataViewSchema InputSchema { get; }

    public DataViewSchema OutputSchema { get; }

    /// <summary>The generated column's place; before it stand the input's columns, each in its own.</summary>
    public int OutputIndex { get; }

    public GanModelDescription Model => _transformer.Description;

    /// <summary>The label columns that the input does not have.</summary>
    public IEnumerable<LabelDescription> DrawnLabels => Model.AllLabels.Where((_, index) => _conditions[index] is null);

    /// <summary>The columns that generating reads.</summary>
    public IEnumerable<DataViewSchema.Column> Inputs
    {
        get
        {
            if (_noise is { } noise)
                yield return noise;
            foreach (var condition in _conditions)
            {
                foreach (var input in condition?.Inputs ?? [])
                    yield return input;
            }
        }
    }

    public IEnumerable<DataViewSchema.Column> GetDependencies(IEnumerable<DataViewSchema.Column> dependingColumns)
    {
        var needed = new SortedSet<int>();
        foreach (var column in dependingColumns)
        {
            if (column.Index != OutputIndex)
                needed.Add(column.Index);
            else
                needed.UnionWith(Inputs.Select(input => input.Index));
        }

        return needed.Select(index => InputSchema[index]);
    }

    /// <exception cref="ArgumentOutOfRangeException">The row has another schema than this mapper was made for.</exception>
    public DataViewRow GetRow(DataViewRow input, IEnumerable<DataViewSchema.Column> activeColumns)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (!ReferenceEquals(input.Schema, InputSchema))
            throw new ArgumentOutOfRangeException(nameof(input), "The row's schema is not the input schema of this mapper.");
        return new GeneratedRow(this, input, activeColumns.Any(column => column.Index == OutputIndex));
    }

    /// <summary>Makes images of what a <see cref="RequestReader"/> read.</summary>
    /// <param name="latents">N×Z values.</param>
    /// <param name="conditions">N×K values.</param>
    /// <param name="count">N.</param>
    /// <returns>N×H×W×C bytes.</returns>
    public byte[] Generate(float[] latents, float[] conditions, int count) =>
        _transformer.Generator.Generate(latents, conditions, count, _truncation);

    /// <summary>Reads what one row asks for; as the row moves, so does the reader.</summary>
    public RequestReader OpenReader(DataViewRow row) =>
        new(Model, DrawnTruncation, row, _noise is { } noise ? row.GetGetter<VBuffer<float>>(noise) : null, [.. _conditions.Select(condition => condition?.OpenReader(row))]);

    /// <summary>Styles are truncated when they are made of latents, whoever drew these.</summary>
    private double DrawnTruncation => _transformer.Generator.HasStyles ? 1 : _truncation;

    /// <summary>A class that nobody names is drawn; numbers that nobody gives are an error.</summary>
    private static ConditionColumn? Find(DataViewSchema input, LabelDescription label)
    {
        if (label.IsKey && SchemaError.FindOptional(input, "label", label.Name) is null)
            return null;
        var found = ConditionColumn.Create(input, label.Name, label.Size);
        if (found.Size == label.Size && found.IsKey == label.IsKey)
            return found.MappedTo(label.ClassNames, "the classes that the model was trained on");
        throw label.IsKey
            ? KeyNames.Different("label", found.Column, label.ClassNames, $"a key of the {label.Size} classes that the model was trained on")
            : SchemaError.Mismatch("label", label.Name, $"{label.Size} Single values", found.Column.Type.ToString()!);
    }

    /// <summary>Reads a row's latent and condition, drawing what the row does not say.</summary>
    internal sealed class RequestReader(
        GanModelDescription model, double truncation, DataViewRow row, ValueGetter<VBuffer<float>>? noise, ConditionReader?[] conditions)
    {
        private readonly ValueGetter<DataViewRowId> _id = row.GetIdGetter();
        private readonly IReadOnlyList<LabelDescription> _labels = model.AllLabels;
        private VBuffer<float> _noise;

        public DataViewRowId Read(Span<float> latent, Span<float> conditionValues)
        {
            DataViewRowId id = default;
            _id(ref id);
            if (noise is null)
            {
                Latents.Fill(latent, model.Seed, id, model.Codes, truncation);
            }
            else
            {
                noise(ref _noise);
                LatentColumn.Copy(_noise, latent, model.Columns.Noise!, row.Position);
            }

            for (var i = 0; i < conditions.Length; i++)
            {
                var size = _labels[i].Size;
                if (conditions[i] is { } condition)
                    condition.Read(conditionValues[..size]);
                else
                    conditionValues[Latents.Class(size, model.Seed, id, i)] = 1;
                conditionValues = conditionValues[size..];
            }

            return id;
        }
    }
}
