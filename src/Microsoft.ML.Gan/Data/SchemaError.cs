namespace Microsoft.ML.Gan.Data;

/// <summary>The exceptions of ML.NET's own estimators for missing columns and wrong types.</summary>
internal static class SchemaError
{
    /// <summary>The number of columns that a message names.</summary>
    private const int MostListed = 20;

    /// <param name="role">What the column is for.</param>
    /// <param name="name">The name that was not found.</param>
    /// <param name="columns">The names that there are.</param>
    public static ArgumentOutOfRangeException Missing(string role, string name, IEnumerable<string> columns) =>
        new("inputSchema", $"Could not find {role} column '{name}'; {ListClosest(name, columns)}.");

    public static ArgumentOutOfRangeException Mismatch(string role, string name, string expected, string actual) =>
        new("inputSchema", $"Schema mismatch for {role} column '{name}': expected {expected}, got {actual}");

    /// <summary>
    /// An image column is missing from a schema without image columns. ML.NET's own shuffle and cache silently drop image columns.
    /// </summary>
    public static ArgumentOutOfRangeException MissingImages(string role, string name, IEnumerable<string> columns) =>
        new("inputSchema", $"Could not find {role} column '{name}', nor any other column of images. " +
            "ML.NET's ShuffleRows, Cache and AppendCacheCheckpoint silently drop image columns: leave them out " +
            "(training caches and shuffles rows itself), or put them before the images are loaded, or turn the images into vectors first (ExtractPixels). " +
            $"If the name is misspelt: {ListClosest(name, columns)}.");

    /// <summary>The names of the columns that are not hidden by another of the same name.</summary>
    public static IEnumerable<string> NamesOf(DataViewSchema schema) => schema.Where(column => !column.IsHidden).Select(column => column.Name);

    public static DataViewSchema.Column Find(DataViewSchema schema, string role, string name) =>
        schema.GetColumnOrNull(name) ?? throw Missing(role, name, NamesOf(schema));

    public static SchemaShape.Column Find(SchemaShape shape, string role, string name)
    {
        // The last of several columns with the same name hides the others.
        for (var i = shape.Count - 1; i >= 0; i--)
        {
            if (shape[i].Name == name)
                return shape[i];
        }

        throw Missing(role, name, shape.Select(column => column.Name));
    }

    /// <summary>
    /// Finds a column that may be absent. A column of nearly the same name (other case or blanks) is an error, because ignoring it would silently
    /// give other results.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">There is only a column of nearly the same name.</exception>
    public static DataViewSchema.Column? FindOptional(DataViewSchema schema, string role, string name)
    {
        if (schema.GetColumnOrNull(name) is { } column)
            return column;
        return NamesOf(schema).Any(other => Likeness.Same(other, name)) ? throw Missing(role, name, NamesOf(schema)) : null;
    }

    /// <summary>The type of a column of a schema shape, in ML.NET's wording.</summary>
    public static string Describe(SchemaShape.Column column) => MlNet.TypeOf(column);

    private static string ListClosest(string name, IEnumerable<string> columns)
    {
        var all = columns.Distinct(StringComparer.Ordinal).ToArray();
        if (all.Length == 0)
            return "there are no columns";
        var listed = all.OrderBy(other => Likeness.Distance(other, name)).Take(MostListed).Select(other => $"'{other}'");
        return $"the columns are, closest match first: {string.Join(", ", listed)}{(all.Length > MostListed ? $", and {all.Length - MostListed} others" : "")}";
    }
}
