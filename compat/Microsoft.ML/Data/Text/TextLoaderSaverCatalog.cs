using System.Reflection;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

public static class TextLoaderSaverCatalog
{
    public static TextLoader CreateTextLoader(
        this DataOperationsCatalog catalog,
        TextLoader.Column[] columns,
        char separatorChar = '\t',
        bool hasHeader = false,
        IMultiStreamSource? dataSample = null,
        bool allowQuoting = false,
        bool trimWhitespace = false,
        bool allowSparse = false)
        => new(catalog.GetEnvironment(), MakeOptions(columns, separatorChar, hasHeader, allowQuoting, trimWhitespace, allowSparse), dataSample);

    public static TextLoader CreateTextLoader(this DataOperationsCatalog catalog, TextLoader.Options options, IMultiStreamSource? dataSample = null)
        => new(catalog.GetEnvironment(), options, dataSample);

    public static TextLoader CreateTextLoader<TInput>(
        this DataOperationsCatalog catalog,
        char separatorChar = '\t',
        bool hasHeader = false,
        IMultiStreamSource? dataSample = null,
        bool allowQuoting = false,
        bool trimWhitespace = false,
        bool allowSparse = false)
        => catalog.CreateTextLoader(ColumnsOf(typeof(TInput)), separatorChar, hasHeader, dataSample, allowQuoting, trimWhitespace, allowSparse);

    public static IDataView LoadFromTextFile(
        this DataOperationsCatalog catalog,
        string path,
        TextLoader.Column[] columns,
        char separatorChar = '\t',
        bool hasHeader = false,
        bool allowQuoting = false,
        bool trimWhitespace = false,
        bool allowSparse = false)
    {
        var source = Source(path);
        return catalog.CreateTextLoader(columns, separatorChar, hasHeader, source, allowQuoting, trimWhitespace, allowSparse).Load(source);
    }

    public static IDataView LoadFromTextFile(this DataOperationsCatalog catalog, string path, TextLoader.Options? options = null)
    {
        Contracts.CheckNonEmpty(path, nameof(path));
        var source = Source(path);
        return catalog.CreateTextLoader(options ?? new TextLoader.Options(), source).Load(source);
    }

    public static IDataView LoadFromTextFile<TInput>(
        this DataOperationsCatalog catalog,
        string path,
        char separatorChar = '\t',
        bool hasHeader = false,
        bool allowQuoting = false,
        bool trimWhitespace = false,
        bool allowSparse = false)
        => catalog.LoadFromTextFile(path, ColumnsOf(typeof(TInput)), separatorChar, hasHeader, allowQuoting, trimWhitespace, allowSparse);

    public static IDataView LoadFromTextFile<TInput>(this DataOperationsCatalog catalog, string path, TextLoader.Options options)
    {
        Contracts.CheckValue(options, nameof(options));
        options.Columns = ColumnsOf(typeof(TInput));
        return catalog.LoadFromTextFile(path, options);
    }

    private static MultiFileSource Source(string path)
    {
        Contracts.CheckNonEmpty(path, nameof(path));
        if (!File.Exists(path))
            throw Contracts.ExceptParam(nameof(path), $"File does not exist at path: {path}");
        return new(path);
    }

    private static TextLoader.Options MakeOptions(
        TextLoader.Column[] columns, char separatorChar, bool hasHeader, bool allowQuoting, bool trimWhitespace, bool allowSparse)
    {
        if (allowSparse)
            throw Contracts.ExceptNotSupp("Sparse text files are beyond this stand-in");
        return new()
        {
            Columns = columns,
            Separators = [separatorChar],
            HasHeader = hasHeader,
            AllowQuoting = allowQuoting,
            TrimWhitespace = trimWhitespace,
        };
    }

    // The members of the class that say which fields they are loaded from.
    private static TextLoader.Column[] ColumnsOf(Type type)
    {
        var columns = new List<TextLoader.Column>();
        foreach (var member in SchemaDefinition.MembersOf(type, SchemaDefinition.Direction.Both))
        {
            if (member.GetCustomAttribute<LoadColumnAttribute>() is not { } load)
                continue;
            var (item, isVector) = MemberColumnType.Shape(MemberColumnType.TypeOf(member));
            if (!item.TryGetDataKind(out var kind))
                throw Contracts.Except($"{member.Name} is of unsupported type.");
            var sources = load.Sources;
            if (isVector)
                Array.ForEach(sources, range => range.ForceVector = true);
            else
                Contracts.Check(sources.Length == 1 && sources[0].Min == sources[0].Max, $"Column {member.Name} has several fields, but its member is no vector");
            columns.Add(new(member.GetCustomAttribute<ColumnNameAttribute>()?.Name ?? member.Name, kind, sources)
            {
                KeyCount = member.GetCustomAttribute<KeyTypeAttribute>() is { } key ? key.KeyCount ?? new KeyCount() : null,
            });
        }

        Contracts.CheckParam(columns.Count > 0, nameof(type), $"Should define at least one public, readable field or property in {type.Name} with LoadColumn.");
        return [.. columns];
    }
}
