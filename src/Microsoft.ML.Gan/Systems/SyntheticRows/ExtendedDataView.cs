using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Gan.Systems.SyntheticRows;

/// <summary>
/// The rows of a dataset followed by synthetic rows, which are generated while a cursor reads. Only the dataset is read, and only its labels to count
/// the classes.
/// </summary>
internal sealed class ExtendedDataView : IDerivedView
{
    /// <summary>The upper half of a synthetic row's id is derived from this, so that it differs from all real ids.</summary>
    private const ulong IdMark = 0x5359_4E54_4845_5449;

    private readonly IHost _host;
    private readonly ConditionColumn? _label;
    private readonly double _factor;
    private readonly Lazy<SyntheticPlan> _plan;
    private int _hasWarned;

    /// <param name="host">The host, whose log reports rows that could not be generated.</param>
    /// <param name="source">The real rows.</param>
    /// <param name="label">Their classes; null for none.</param>
    /// <param name="rows">Generates the synthetic rows.</param>
    /// <param name="options">The number of rows.</param>
    /// <param name="seed">The seed of their order and ids.</param>
    /// <param name="maker">Views with the same maker over the same rows have the same rows.</param>
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
                    $"Label column '{label!.Name}': {plan.RowsWithoutClass} of {plan.RealRows} rows have no class (key 0). They are kept, and no synthetic rows are generated for them.");
            }

            return plan;
        });
    }

    /// <summary>The same synthetic rows after those of another source.</summary>
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

    /// <summary>The source's own column of the same name, whose marks are kept; null if it has none.</summary>
    public DataViewSchema.Column? SourceMark { get; }

    /// <summary>The index of the column that marks synthetic rows, after the source's columns.</summary>
    public int MarkIndex => Schema.Count - 1;

    public bool CanShuffle => Source.CanShuffle;

    /// <summary>The source's schema and the column that marks synthetic rows.</summary>
    public static DataViewSchema SchemaOf(DataViewSchema source, AugmentWithGanOptions options)
    {
        var schema = new DataViewSchema.Builder();
        schema.AddColumns(source);
        schema.AddColumn(options.SyntheticColumnName, BooleanDataViewType.Instance);
        return schema.ToSchema();
    }

    /// <summary>A marking column of the same name that the source already has.</summary>
    public static DataViewSchema.Column? Mark(DataViewSchema source, AugmentWithGanOptions options) =>
        source.GetColumnOrNull(options.SyntheticColumnName) is { Type: BooleanDataViewType } mark ? mark : null;

    /// <summary>Known once the classes are counted, or if they need not be; unknown if rows may turn out to be missing.</summary>
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

    /// <summary>One cursor has all synthetic rows, because they are generated in batches, on all cores.</summary>
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
            $"The classifier agreed with none of the images generated for a row of class {(row.Class < names.Count ? $"'{names[row.Class]}'" : $"{row.Class + 1}")}: " +
            "this row and others like it are left out.");
    }
}

/// <summary>Draws for each row whether it is real or synthetic, in proportion to the numbers left.</summary>
internal sealed class RowMix(Random random, long real, long synthetic)
{
    public bool NextIsReal()
    {
        var isReal = random.NextDouble() * (real + synthetic) < real;
        _ = isReal ? real-- : synthetic--;
        return isReal;
    }
}
