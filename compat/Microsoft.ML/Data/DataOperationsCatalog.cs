using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

public sealed partial class DataOperationsCatalog : IInternalCatalog
{
    private readonly IHostEnvironment _env;

    internal DataOperationsCatalog(IHostEnvironment env) => _env = env;

    IHostEnvironment IInternalCatalog.Environment => _env;

    public IDataView LoadFromEnumerable<TRow>(IEnumerable<TRow> data, SchemaDefinition? schemaDefinition = null)
        where TRow : class
        => new ObjectDataView<TRow>(_env, data, schemaDefinition);

    public IDataView LoadFromEnumerable<TRow>(IEnumerable<TRow> data, DataViewSchema schema)
        where TRow : class
    {
        _env.CheckValue(schema, nameof(schema));
        return new ObjectDataView<TRow>(_env, data, DefinitionFor<TRow>(_env, schema));
    }

    public IEnumerable<TRow> CreateEnumerable<TRow>(
        IDataView data, bool reuseRowObject, bool ignoreMissingColumns = false, SchemaDefinition? schemaDefinition = null)
        where TRow : class, new()
    {
        _env.CheckValue(data, nameof(data));
        // Bad bindings are reported now, rows are read later.
        return Enumerate(data, new RowReader<TRow>(_env, data.Schema, ignoreMissingColumns, schemaDefinition), reuseRowObject);
    }

    public IDataView TakeRows(IDataView input, long count)
    {
        _env.CheckValue(input, nameof(input));
        _env.CheckUserArg(count > 0, nameof(count), "Must be greater than zero.");
        return new SkipTakeDataView(input, 0, count);
    }

    public IDataView SkipRows(IDataView input, long count)
    {
        _env.CheckValue(input, nameof(input));
        _env.CheckUserArg(count > 0, nameof(count), "Must be greater than zero.");
        return new SkipTakeDataView(input, count, long.MaxValue);
    }

    public IDataView ShuffleRows(IDataView input, int? seed = null, int shufflePoolSize = 1000, bool shuffleSource = true)
    {
        _env.CheckValue(input, nameof(input));
        _env.CheckUserArg(shufflePoolSize > 0, nameof(shufflePoolSize), "Must be positive");
        return new ShuffledDataView(input, seed ?? _env.Register("Shuffle").Rand.Next(), shufflePoolSize, shuffleSource);
    }

    public IDataView Cache(IDataView input, params string[] columnsToPrefetch)
    {
        _env.CheckValue(input, nameof(input));
        return new CacheDataView(_env, input, columnsToPrefetch);
    }

    public IDataView FilterRowsByColumn(
        IDataView input, string columnName, double lowerBound = double.NegativeInfinity, double upperBound = double.PositiveInfinity)
    {
        _env.CheckValue(input, nameof(input));
        _env.CheckNonEmpty(columnName, nameof(columnName));
        _env.CheckParam(lowerBound < upperBound, nameof(upperBound), "Must be greater than lowerBound");
        var column = input.Schema[columnName];
        if (column.Type is not NumberDataViewType)
            throw _env.ExceptSchemaMismatch(nameof(columnName), "filter", columnName, "number", column.Type.ToString()!);
        if (column.Type != NumberDataViewType.Single && column.Type != NumberDataViewType.Double)
            throw _env.ExceptUserArg(nameof(columnName), "Column '{0}' does not have compatible type", columnName);
        return new FilteredDataView(input, [column], row => RangeTest.Create(row, column, lowerBound, upperBound, includeMax: false, complement: false));
    }

    public IDataView FilterRowsByKeyColumnFraction(IDataView input, string columnName, double lowerBound = 0, double upperBound = 1)
    {
        _env.CheckValue(input, nameof(input));
        _env.CheckNonEmpty(columnName, nameof(columnName));
        _env.CheckParam(0 <= lowerBound && lowerBound <= 1, nameof(lowerBound), "Must be in [0, 1]");
        _env.CheckParam(0 <= upperBound && upperBound <= 1, nameof(upperBound), "Must be in [0, 1]");
        _env.CheckParam(lowerBound <= upperBound, nameof(upperBound), "Must be no less than lowerBound");
        var column = input.Schema[columnName];
        if (column.Type is not KeyDataViewType)
            throw _env.ExceptSchemaMismatch(nameof(columnName), "filter", columnName, "KeyType", column.Type.ToString()!);
        return new FilteredDataView(input, [column], row => RangeTest.Create(row, column, lowerBound, upperBound, includeMax: false, complement: false));
    }

    public IDataView FilterRowsByMissingValues(IDataView input, params string[] columns)
    {
        _env.CheckValue(input, nameof(input));
        _env.CheckUserArg(columns is { Length: > 0 }, nameof(columns));
        var tested = Array.ConvertAll(
            columns, name => input.Schema.GetColumnOrNull(name) ?? throw _env.ExceptUserArg(nameof(columns), "Source column '{0}' not found", name));
        return new FilteredDataView(input, tested, row => MissingTest.Create(row, tested));
    }

    internal static SchemaDefinition DefinitionFor<TRow>(IHostEnvironment env, DataViewSchema schema)
    {
        var definition = SchemaDefinition.Create(typeof(TRow), SchemaDefinition.Direction.Read);
        foreach (var column in schema)
        {
            // The schema's type may say more than the class: a fixed size, a key's count.
            var member = definition[column.Name] ?? throw env.Except($"Type should contain a member named {column.Name}");
            member.ColumnType = column.Type;
            member.SetAnnotations(column.Annotations);
        }

        return definition;
    }

    private static IEnumerable<TRow> Enumerate<TRow>(IDataView data, RowReader<TRow> reader, bool reuse)
        where TRow : class, new()
    {
        using var cursor = data.GetRowCursor(reader.Needed);
        var fill = reader.Bind(cursor);
        TRow? row = null;
        while (cursor.MoveNext())
        {
            if (!reuse || row is null)
                row = new();
            fill(row);
            yield return row;
        }
    }
}
