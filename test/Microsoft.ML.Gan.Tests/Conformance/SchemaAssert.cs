using System.Text;
using Microsoft.ML.Data;

namespace Microsoft.ML.Gan.Tests.Conformance;

/// <summary>Compares schemas as text, which shows the differences.</summary>
internal static class SchemaAssert
{
    /// <summary>Asserts that a schema shape and the actual schema have the same columns and annotations.</summary>
    public static void Same(SchemaShape promised, SchemaShape delivered) => Assert.AreEqual(Text(promised, ""), Text(delivered, ""));

    /// <summary>Asserts the same columns in the same order, with the same annotations of the same values.</summary>
    public static void Same(DataViewSchema expected, DataViewSchema actual) => Assert.AreEqual(Text(expected, ""), Text(actual, ""));

    /// <summary>A column with its annotations.</summary>
    public static string Text(DataViewSchema.Column column, string indent = "")
    {
        var text = new StringBuilder($"{indent}{column.Index} {column.Name}: {column.Type}{(column.IsHidden ? ", hidden" : "")}\n");
        foreach (var annotation in column.Annotations.Schema)
            text.Append($"{indent}  {annotation.Name}: {annotation.Type} {ValueOf(column.Annotations, annotation)}\n");
        return text.ToString();
    }

    private static string Text(DataViewSchema schema, string indent) => string.Concat(schema.Select(column => Text(column, indent)));

    private static string Text(SchemaShape shape, string indent) => string.Concat(shape
        .OrderBy(column => column.Name, StringComparer.Ordinal)
        .Select(column => $"{indent}{column.Name}: {column.Kind} {column.ItemType} key {column.IsKey}\n{Text(column.Annotations, indent + "  ")}"));

    private static string ValueOf(DataViewSchema.Annotations annotations, DataViewSchema.Column annotation)
    {
        if (annotation.Type is not VectorDataViewType { ItemType: TextDataViewType })
            return "";
        VBuffer<ReadOnlyMemory<char>> names = default;
        annotations.GetValue(annotation.Name, ref names);
        return string.Join('|', names.DenseValues());
    }
}
