namespace Microsoft.ML.Gan;

/// <summary>What ML.NET's own estimators throw, in their words, when a column is missing or of the wrong type.</summary>
internal static class SchemaError
{
    public static ArgumentOutOfRangeException Missing(string role, string name) =>
        new("inputSchema", $"Could not find {role} column '{name}'");

    public static ArgumentOutOfRangeException Mismatch(string role, string name, string expected, string actual) =>
        new("inputSchema", $"Schema mismatch for {role} column '{name}': expected {expected}, got {actual}");

    /// <summary>
    /// An image column that is missing from a schema without any. ML.NET's own shuffle and cache drop columns of images and tell
    /// nobody.
    /// </summary>
    public static ArgumentOutOfRangeException MissingImages(string role, string name) =>
        new("inputSchema", $"Could not find {role} column '{name}', nor any other column of images. " +
            "ML.NET's ShuffleRows, Cache and AppendCacheCheckpoint drop columns of images without a word: leave them out " +
            "(training keeps rows in memory and shuffles them by itself), or put them before the images are loaded, or turn the images into vectors first (ExtractPixels).");

    public static DataViewSchema.Column Find(DataViewSchema schema, string role, string name) =>
        schema.GetColumnOrNull(name) ?? throw Missing(role, name);

    public static SchemaShape.Column Find(SchemaShape shape, string role, string name)
    {
        // Of several columns of one name the last hides the others.
        for (var i = shape.Count - 1; i >= 0; i--)
        {
            if (shape[i].Name == name)
                return shape[i];
        }

        throw Missing(role, name);
    }

    /// <summary>The type of a column that is only promised yet, in the words of ML.NET's own messages.</summary>
    public static string Describe(SchemaShape.Column column) => MlNet.TypeOf(column);
}
