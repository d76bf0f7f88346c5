using Microsoft.ML.Data;

namespace Microsoft.ML.Gan.Systems.Gan;

/// <summary>
/// The column of generated images for one input schema: reads latents and conditions from the model's input columns, and generates images in batches.
/// </summary>
internal sealed class GeneratedRows : IBatchedColumns
{
    private readonly GanTransformer _transformer;
    private readonly DataViewSchema.Column? _noise;
    private readonly ConditionColumn?[] _conditions;
    private readonly double _truncation;

    /// <exception cref="ArgumentOutOfRangeException">A column that the model reads is of the wrong type; the message names it.</exception>
    public GeneratedRows(GanTransformer transformer, DataViewSchema input)
    {
        (_transformer, _truncation) = (transformer, transformer.Truncation);
        var model = transformer.Description;
        if (model.Columns.Noise is { } noise && SchemaError.FindOptional(input, "noise", noise) is { } noiseColumn)
        {
            LatentColumn.Validate(noiseColumn, model.LatentSize);
            _noise = noiseColumn;
        }

        _conditions = [.. model.AllLabels.Select(label => Find(input, label))];
        Inputs = [.. _noise is { } column ? [column] : Array.Empty<DataViewSchema.Column>(), .. _conditions.SelectMany(condition => condition?.Inputs ?? [])];
        Outputs = [new DataViewSchema.DetachedColumn(model.Columns.Output, GeneratedColumn.Type(model))];
    }

    public string TransformerName => "GAN";

    public IReadOnlyList<DataViewSchema.DetachedColumn> Outputs { get; }

    public IReadOnlyList<DataViewSchema.Column> Inputs { get; }

    public int BatchSize => Model.GenerationBatchSize;

    public IEnumerable<string> Messages => Model.AllLabels.Where((_, index) => _conditions[index] is null)
        .Select(label => $"There is no label column '{label.Name}': the class of each row is drawn at random.");

    private GanModelDescription Model => _transformer.Description;

    public IRowBatch Open(DataViewRow row, int capacity) => new Batch(this, row, capacity);

    /// <summary>A missing class column is replaced by drawn classes; a missing number column is an error.</summary>
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

    /// <summary>Latents and conditions of rows, and the images generated from them. Missing latents and classes are drawn.</summary>
    private sealed class Batch : IRowBatch
    {
        private readonly GeneratedRows _rows;
        private readonly GanModelDescription _model;
        private readonly IReadOnlyList<LabelDescription> _labels;
        private readonly DataViewRow _row;
        private readonly ValueGetter<DataViewRowId> _id;
        private readonly ValueGetter<VBuffer<float>>? _noise;
        private readonly ConditionReader?[] _conditionReaders;
        private readonly double _drawnTruncation;
        private readonly float[] _latents;
        private readonly float[] _conditions;
        private readonly int _capacity;
        private VBuffer<float> _noiseValues;
        private byte[] _pixels = [];

        public Batch(GeneratedRows rows, DataViewRow row, int capacity)
        {
            (_rows, _model, _row, _capacity) = (rows, rows.Model, row, capacity);
            _labels = _model.AllLabels;
            _id = row.GetIdGetter();
            _noise = rows._noise is { } noise ? row.GetGetter<VBuffer<float>>(noise) : null;
            _conditionReaders = [.. rows._conditions.Select(condition => condition?.OpenReader(row))];
            // A generator with styles truncates the styles, also for given latents.
            _drawnTruncation = rows._transformer.Generator.HasStyles ? 1 : rows._truncation;
            _latents = new float[capacity * _model.LatentSize];
            _conditions = new float[capacity * ConditionSize];
        }

        private int ConditionSize => _model.Specification.ConditionSize;

        public void Read(int slot)
        {
            DataViewRowId id = default;
            _id(ref id);
            var latent = _latents.AsSpan(slot * _model.LatentSize, _model.LatentSize);
            if (_noise is null)
            {
                Latents.Fill(latent, _model.Seed, id, _model.Codes, _drawnTruncation);
            }
            else
            {
                _noise(ref _noiseValues);
                LatentColumn.Copy(_noiseValues, latent, _model.Columns.Noise!, _row.Position);
            }

            var values = _conditions.AsSpan(slot * ConditionSize, ConditionSize);
            values.Clear();
            for (var i = 0; i < _conditionReaders.Length; i++)
            {
                var size = _labels[i].Size;
                if (_conditionReaders[i] is { } condition)
                    condition.Read(values[..size]);
                else
                    values[Latents.Class(size, _model.Seed, id, i)] = 1;
                values = values[size..];
            }
        }

        public void Compute(int count) => _pixels = _rows._transformer.Generator.Generate(
            count == _capacity ? _latents : _latents[..(count * _model.LatentSize)],
            count == _capacity ? _conditions : _conditions[..(count * ConditionSize)],
            count,
            _rows._truncation);

        public Delegate Getter(int output, Func<int> slot)
        {
            var length = _model.Specification.Image.Length;
            return GeneratedColumn.Getter(_model, () =>
            {
                var current = slot(); // computes the pixels
                return _pixels.AsMemory(current * length, length);
            });
        }

        public void Dispose()
        {
        }
    }
}
