using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Gan.Systems.SyntheticRows;

/// <summary>
/// The rows of a dataset, and after them synthetic ones that are made while a cursor walks. No other rows than the dataset's are
/// ever read, and of them, to count the classes, the labels alone.
/// </summary>
internal sealed class ExtendedDataView : IDerivedView
{
    /// <summary>The upper half of a synthetic row's id is made of this, so that it is no real row's.</summary>
    private const ulong IdMark = 0x5359_4E54_4845_5449;

    private readonly IHost _host;
    private readonly ConditionColumn? _label;
    private readonly double _factor;
    private readonly Lazy<SyntheticPlan> _plan;
    private int _hasWarned;

    /// <param name="host">Whose log is told of rows that could not be made.</param>
    /// <param name="source">The real rows.</param>
    /// <param name="label">Their classes; null for none.</param>
    /// <param name="rows">Makes the synthetic ones.</param>
    /// <param name="options">How many.</param>
    /// <param name="seed">Decides their order and their ids.</param>
    /// <param name="maker">Two views of one maker over the same rows have the same rows.</param>
    public ExtendedDataView(
        IHost host, IDataView source, ConditionColumn? label, ISyntheticRows rows, AugmentWithGanOptions options, int seed, object maker)
    {
        RowsAddedBy = maker;
        (_host, Source, _label, Rows) = (host, source, label, rows);
        _factor = options.EffectiveFactor;
        IdHigh = CounterRandom.Mix((source is ExtendedDataView inner ? inner.IdHigh : IdMark) + (ulong)seed);
        Columns = new SyntheticColumns(source.Schema, label?.Column, rows);
        Schema = SchemaOf(source.Schema, options);
        SourceMark = Mark(source.Schema, options);
        _plan = new Lazy<SyntheticPlan>(() =>
        {
            var plan = SyntheticPlan.Make(source, label, options.Balance, options.EffectiveFactor, seed);
            if (plan.RowsWithoutClass > 0)
            {
                using var channel = host.Start("Generating");
                channel.Warning(
                    MessageSensitivity.None,
                    $"Label column '{label!.Name}': {plan.RowsWithoutClass} of {plan.RealRows} rows have no class (key 0). They stay, and no synthetic rows are made for them.");
            }

            return plan;
        });
    }

    /// <summary>The same synthetic rows behind another source's.</summary>
    private ExtendedDataView(ExtendedDataView other, IDataView source)
    {
        (_host, Source, _label, Rows, RowsAddedBy) = (other._host, source, other._label, other.Rows, other.RowsAddedBy);
        (_factor, _plan, IdHigh, Columns, Schema, SourceMark) = (other._factor, other._plan, other.IdHigh, other.Columns, other.Schema, other.SourceMark);
    }

    public IDataView Source { get; }

    public IDataView Over(IDataView source) => new ExtendedDataView(this, source);

    public object RowsAddedBy { get; }

    public ISyntheticRows Rows { get; }

    public SyntheticColumns Columns { get; }

    /// <summary>The upper half of the synthetic rows' ids; the lower is the row's number.</summary>
    public ulong IdHigh { get; }

    public DataViewSchema Schema { get; }

    /// <summary>The source's own mark of synthetic rows, which stays true; null if it has none.</summary>
    public DataViewSchema.Column? SourceMark { get; }

    /// <summary>The place of the column that marks synthetic rows; before it stand the source's columns, each in its own.</summary>
    public int MarkIndex => Schema.Count - 1;

    public bool CanShuffle => Source.CanShuffle;

    /// <summary>The schema of such a view: the source's, and the column that marks synthetic rows.</summary>
    public static DataViewSchema SchemaOf(DataViewSchema source, AugmentWithGanOptions options)
    {
        var schema = new DataViewSchema.Builder();
        schema.AddColumns(source);
        schema.AddColumn(options.SyntheticColumnName, BooleanDataViewType.Instance);
        return schema.ToSchema();
    }

    /// <summary>A mark of the same name that the source has already.</summary>
    public static DataViewSchema.Column? Mark(DataViewSchema source, AugmentWithGanOptions options) =>
        source.GetColumnOrNull(options.SyntheticColumnName) is { Type: BooleanDataViewType } mark ? mark : null;

    /// <summary>Known when the classes have been counted, or need not be; and not if rows may turn out not to be there.</summary>
    public long? GetRowCount()
    {
        if (Rows.MayFail)
            return null;
        if (_plan.IsValueCreated)
            return _plan.Value.RealRows + _plan.Value.Count;
        return _label is null && Source.GetRowCount() is { } count ? count + SyntheticPlan.Added(count, _factor) : null;
    }

    public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null)
    {
        var active = Active(columnsNeeded);
        return new ExtendedCursor(this, active, Source.GetRowCursor(OfSource(active), rand), NewWalk(rand), Mix(rand));
    }

    /// <summary>One of the cursors has all synthetic rows: they are made in batches, on all cores.</summary>
    public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null)
    {
        var active = Active(columnsNeeded);
        if (n < 2)
            return [GetRowCursor(Schema.Where(column => active[column.Index]), rand)];
        return
        [
            .. Source.GetRowCursorSet(OfSource(active), n - 1, rand).Select(cursor => new ExtendedCursor(this, active, cursor, synthetic: null, mix: null)),
            new ExtendedCursor(this, active, real: null, NewWalk(rand), mix: null),
        ];
    }

    private SyntheticWalk NewWalk(Random? random)
    {
        int[]? order = null;
        if (random is not null && CanShuffle)
        {
            order = [.. Enumerable.Range(0, _plan.Value.Count)];
            random.Shuffle(order);
        }

        return new SyntheticWalk(_plan.Value, Rows, order, Warn);
    }

    private RowMix? Mix(Random? random) =>
        random is not null && CanShuffle ? new RowMix(random, _plan.Value.RealRows, _plan.Value.Count) : null;

    private bool[] Active(IEnumerable<DataViewSchema.Column> columns)
    {
        var active = new bool[Schema.Count];
        foreach (var column in columns)
            active[column.Index] = true;
        return active;
    }

    private IEnumerable<DataViewSchema.Column> OfSource(bool[] active) =>
        Source.Schema.Where(column => active[column.Index] || (active[MarkIndex] && column.Index == SourceMark?.Index));

    private void Warn(SyntheticRow row)
    {
        if (Interlocked.Exchange(ref _hasWarned, 1) != 0)
            return;
        using var channel = _host.Start("Generating");
        var names = _label is null ? [] : KeyNames.Of(_label.Column);
        channel.Warning(
            MessageSensitivity.None,
            $"The classifier agreed with none of the images that were made for a row of class {(row.Class < names.Count ? $"'{names[row.Class]}'" : $"{row.Class + 1}")}: " +
            "this row is left out, and so is every other of which that is true.");
    }
}

/// <summary>Draws, row by row, whether a real row comes next or a synthetic one: each as likely as there are more of them left.</summary>
internal sealed class RowMix(Random random, long real, long synthetic)
{
    public bool NextIsReal()
    {
        var isReal = random.NextDouble() * (real + synthetic) < real;
        _ = isReal ? real-- : synthetic--;
        return isReal;
    }
}
