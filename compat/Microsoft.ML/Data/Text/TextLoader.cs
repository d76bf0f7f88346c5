using System.Reflection;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

// Lines of text as rows. Fields are cut and parsed only as far as columns are asked for.
public sealed partial class TextLoader : IDataLoader<IMultiStreamSource>
{
    private readonly IHost _host;
    private readonly Options _options;
    private readonly Segment[] _segments;
    private readonly DataViewSchema _schema;

    internal TextLoader(IHostEnvironment env, Options options, IMultiStreamSource? dataSample)
    {
        Contracts.CheckValue(env, nameof(env));
        _host = env.Register("TextLoader");
        _host.CheckValue(options, nameof(options));
        _host.CheckUserArg(options.Columns is { Length: > 0 }, nameof(options.Columns), "Columns must be given");
        _host.CheckUserArg(options.Separators is { Length: > 0 }, nameof(options.Separators), "Must specify a separator");
        _options = options;

        // A range to the end of the line has the length that the first line gives it.
        var sample = new Lazy<(string[]? Header, int Fields)>(() => Sample(dataSample));
        _segments = Array.ConvertAll(options.Columns, column => Segment.Create(_host, column, () => sample.Value.Fields));
        var builder = new DataViewSchema.Builder();
        foreach (var segment in _segments)
            builder.AddColumn(segment.Name, segment.Type, SlotNames(segment, options.HasHeader && dataSample is not null ? sample.Value.Header : null));
        _schema = builder.ToSchema();
    }

    public DataViewSchema GetOutputSchema() => _schema;

    public IDataView Load(IMultiStreamSource source)
    {
        _host.CheckValue(source, nameof(source));
        return new View(this, source);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) => throw _host.ExceptNotSupp("A text loader cannot be saved; save the model with its input schema.");

    private (string[]? Header, int Fields) Sample(IMultiStreamSource? source)
    {
        if (source is not { Count: > 0 })
            return (null, 0);
        using var reader = source.OpenTextReader(0);
        var splitter = new LineSplitter(_options);
        var first = NextLine(reader);
        if (first is null)
            return (null, 0);
        var fields = splitter.Split(first).Select(field => field.ToString()).ToArray();
        if (!_options.HasHeader)
            return (null, fields.Length);
        var second = NextLine(reader);
        return (fields, second is null ? fields.Length : splitter.Split(second).Count);
    }

    private static string? NextLine(TextReader reader)
    {
        while (reader.ReadLine() is { } line)
        {
            // Comments and empty lines are no rows.
            if (line.Length > 0 && !line.StartsWith("//", StringComparison.Ordinal) && !line.StartsWith("#@", StringComparison.Ordinal))
                return line;
        }

        return null;
    }

    private static DataViewSchema.Annotations? SlotNames(Segment segment, string[]? header)
    {
        if (header is null || segment.Type is not VectorDataViewType vector || segment.Fields.Any(field => field >= header.Length))
            return null;
        var names = Array.ConvertAll(segment.Fields, field => header[field].AsMemory());
        var builder = new DataViewSchema.Annotations.Builder();
        builder.Add(
            AnnotationUtils.Kinds.SlotNames,
            AnnotationUtils.GetNamesType(vector.Size),
            (ref VBuffer<ReadOnlyMemory<char>> dst) => new VBuffer<ReadOnlyMemory<char>>(names.Length, names).CopyTo(ref dst));
        return builder.ToAnnotations();
    }

    private sealed record Segment(string Name, DataViewType Type, int[] Fields)
    {
        public static Segment Create(IExceptionContext env, Column column, Func<int> fieldCount)
        {
            env.CheckUserArg(!string.IsNullOrWhiteSpace(column.Name), nameof(column.Name), "A column must have a name");
            env.CheckUserArg(column.Source is { Length: > 0 }, nameof(column.Source), "A column must have a source");
            var fields = new List<int>();
            foreach (var range in column.Source)
            {
                var max = range.Max ?? fieldCount() - 1;
                env.CheckUserArg(range.Min >= 0 && range.Min <= max, nameof(column.Source), $"The range of column '{column.Name}' is empty");
                fields.AddRange(Enumerable.Range(range.Min, max - range.Min + 1));
            }

            env.CheckUserArg(fields.Distinct().Count() == fields.Count, nameof(column.Source), $"Intervals specified for column '{column.Name}' overlap");
            var item = ColumnTypeExtensions.PrimitiveTypeFromKind(column.DataKind);
            if (column.KeyCount is { } key)
            {
                env.CheckUserArg(KeyDataViewType.IsValidDataType(item.RawType), nameof(column.DataKind), "The data kind is not valid for a key");
                item = new KeyDataViewType(item.RawType, key.Count ?? KeyDataViewType.MaxCount(item.RawType));
            }

            var isVector = fields.Count > 1 || column.Source[0].ForceVector;
            return new(column.Name, isVector ? new VectorDataViewType(item, fields.Count) : item, [.. fields]);
        }
    }

    private sealed class View(TextLoader loader, IMultiStreamSource source) : IDataView
    {
        public bool CanShuffle => false;

        public DataViewSchema Schema => loader._schema;

        public long? GetRowCount() => null;

        public DataViewRowCursor GetRowCursor(IEnumerable<DataViewSchema.Column> columnsNeeded, Random? rand = null) =>
            new Cursor(loader, source, RowCursorUtils.ActiveColumns(columnsNeeded, Schema));

        public DataViewRowCursor[] GetRowCursorSet(IEnumerable<DataViewSchema.Column> columnsNeeded, int n, Random? rand = null) =>
            [GetRowCursor(columnsNeeded, rand)];
    }

    private sealed class Cursor : RootCursorBase
    {
        private readonly TextLoader _loader;
        private readonly IMultiStreamSource _source;
        private readonly LineSplitter _splitter;
        private readonly Delegate?[] _getters;
        private TextReader? _reader;
        private int _file;
        private string _line = "";
        private List<ReadOnlyMemory<char>>? _fields;

        public Cursor(TextLoader loader, IMultiStreamSource source, bool[] active)
        {
            _loader = loader;
            _source = source;
            _splitter = new(loader._options);
            _getters = new Delegate?[active.Length];
            for (var i = 0; i < active.Length; i++)
            {
                if (active[i])
                    _getters[i] = CreateGetter(loader._segments[i]);
            }
        }

        public override DataViewSchema Schema => _loader._schema;

        public override bool IsColumnActive(DataViewSchema.Column column) => _getters[column.Index] is not null;

        public override ValueGetter<TValue> GetGetter<TValue>(DataViewSchema.Column column) =>
            RowCursorUtils.Cast<TValue>(_getters[column.Index], column);

        public override ValueGetter<DataViewRowId> GetIdGetter() => (ref DataViewRowId id) =>
        {
            CheckGood();
            id = new((ulong)Position, 0);
        };

        protected override bool MoveNextCore()
        {
            if (Position + 1 >= (_loader._options.MaxRows ?? long.MaxValue))
                return false;
            _fields = null;
            while (true)
            {
                if (_reader is null)
                {
                    if (_file == _source.Count)
                        return false;
                    _reader = _source.OpenTextReader(_file++);
                    if (_loader._options.HasHeader)
                        NextLine(_reader);
                }

                if (NextLine(_reader) is { } line)
                {
                    _line = line;
                    return true;
                }

                _reader.Dispose();
                _reader = null;
            }
        }

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                _reader?.Dispose();
            base.Dispose(disposing);
        }

        private ReadOnlyMemory<char> Field(int index)
        {
            CheckGood();
            _fields ??= _splitter.Split(_line);
            // A short line has its missing fields empty.
            return index < _fields.Count ? _fields[index] : default;
        }

        private Delegate CreateGetter(Segment segment)
        {
            var item = segment.Type.GetItemType();
            var name = segment.Type is VectorDataViewType ? nameof(VectorGetter) : nameof(ScalarGetter);
            return (Delegate)typeof(Cursor).GetMethod(name, BindingFlags.Instance | BindingFlags.NonPublic)!
                .MakeGenericMethod(item.RawType)
                .Invoke(this, BindingFlags.DoNotWrapExceptions, null, [segment, FieldParsers.Create(item, _loader._options)], null)!;
        }

        private ValueGetter<T> ScalarGetter<T>(Segment segment, FieldParser<T> parse)
        {
            var field = segment.Fields[0];
            return (ref T dst) => dst = parse(Field(field));
        }

        private ValueGetter<VBuffer<T>> VectorGetter<T>(Segment segment, FieldParser<T> parse) => (ref VBuffer<T> dst) =>
        {
            var editor = VBufferEditor.Create(ref dst, segment.Fields.Length);
            for (var i = 0; i < segment.Fields.Length; i++)
                editor.Values[i] = parse(Field(segment.Fields[i]));
            dst = editor.Commit();
        };
    }
}
