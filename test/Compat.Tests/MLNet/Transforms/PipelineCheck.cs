using Microsoft.ML;
using Microsoft.ML.Data;

namespace Compat.Tests.MLNet.Transforms;

// What ML.NET demands of every estimator and transformer, checked in one call.
internal static class PipelineCheck
{
    // Fits, and checks that promise and result agree, that the transformer survives save and load in a new context, and
    // that its row mapper computes what its view shows. Returns the transformed data of the loaded model.
    public static IDataView FitSaveLoad(MLContext context, IEstimator<ITransformer> estimator, IDataView data)
    {
        var shape = estimator.GetOutputSchema(SchemaShape.Create(data.Schema));
        var transformer = estimator.Fit(data);
        var output = transformer.Transform(data);
        CheckShape(shape, output.Schema);

        using var stream = new MemoryStream();
        context.Model.Save(transformer, data.Schema, stream);
        stream.Position = 0;
        var loaded = new MLContext().Model.Load(stream, out var inputSchema);
        // A file holds the schema's columns of plain values; others, images among them, are left out.
        Assert.AreEqual(data.Schema.Count(c => c.Type is PrimitiveDataViewType or VectorDataViewType), inputSchema.Count);
        var again = loaded.Transform(data);
        CollectionAssert.AreEqual(Print(output), Print(again));
        Assert.AreEqual(output.Schema.Count, transformer.GetOutputSchema(data.Schema).Count);
        CollectionAssert.AreEqual(Print(output), PrintRows(transformer, data));
        return again;
    }

    // Every visible column with the promised type and with at least the promised annotations.
    private static void CheckShape(SchemaShape promised, DataViewSchema delivered)
    {
        var actual = SchemaShape.Create(delivered);
        CollectionAssert.AreEquivalent(promised.Select(c => c.Name).ToArray(), actual.Select(c => c.Name).ToArray());
        foreach (var column in promised)
        {
            Assert.IsTrue(actual.TryFindColumn(column.Name, out var found));
            Assert.AreEqual(column.GetTypeString(), found.GetTypeString(), column.Name);
            CollectionAssert.AreEquivalent(
                column.Annotations.Select(a => a.Name + ":" + a.GetTypeString()).ToArray(),
                found.Annotations.Select(a => a.Name + ":" + a.GetTypeString()).ToArray(),
                column.Name);
        }
    }

    public static string[] Print(IDataView data)
    {
        var lines = new List<string>();
        using var cursor = data.GetRowCursor(data.Schema);
        var printers = data.Schema.Select(c => Printer(cursor, c)).ToArray();
        while (cursor.MoveNext())
            lines.Add(string.Join("|", printers.Select(p => p())));
        return lines.ToArray();
    }

    private static string[] PrintRows(ITransformer transformer, IDataView data)
    {
        var lines = new List<string>();
        var mapper = transformer.GetRowToRowMapper(data.Schema);
        using var cursor = data.GetRowCursor(mapper.GetDependencies(mapper.OutputSchema));
        using var row = mapper.GetRow(cursor, mapper.OutputSchema);
        var printers = mapper.OutputSchema.Select(c => Printer(row, c)).ToArray();
        while (cursor.MoveNext())
            lines.Add(string.Join("|", printers.Select(p => p())));
        return lines.ToArray();
    }

    private static Func<string> Printer(DataViewRow row, DataViewSchema.Column column)
        => (Func<string>)typeof(PipelineCheck).GetMethod(nameof(PrinterOf), System.Reflection.BindingFlags.NonPublic | System.Reflection.BindingFlags.Static)!
            .MakeGenericMethod(column.Type.RawType).Invoke(null, [row, column])!;

    private static Func<string> PrinterOf<T>(DataViewRow row, DataViewSchema.Column column)
    {
        var get = row.GetGetter<T>(column);
        T value = default!;
        return () =>
        {
            get(ref value);
            return value switch
            {
                null => "null",
                MLImage image => $"{image.Width}x{image.Height}:{Convert.ToHexString(System.Security.Cryptography.SHA256.HashData(image.Pixels))}",
                System.Collections.IEnumerable items and not string => string.Join(" ", Items(items)),
                _ => Convert.ToString(value, System.Globalization.CultureInfo.InvariantCulture)!,
            };
        };
    }

    private static IEnumerable<string> Items(System.Collections.IEnumerable items)
    {
        foreach (var item in items)
            yield return Convert.ToString(item, System.Globalization.CultureInfo.InvariantCulture)!;
    }

    public static string[] Names(DataViewSchema.Column column, string kind)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        column.Annotations.GetValue(kind, ref names);
        return names.DenseValues().Select(n => n.ToString()).ToArray();
    }
}
