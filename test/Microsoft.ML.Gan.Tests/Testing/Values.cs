using Microsoft.ML.Data;

namespace Microsoft.ML.Gan.Tests.Testing;

/// <summary>Reads columns into arrays.</summary>
internal static class Values
{
    /// <summary>The pixels of each row's image: blue, green, red, alpha.</summary>
    public static List<byte[]> Images(IDataView data, string column = "Generated")
    {
        using var cursor = data.GetRowCursor([data.Schema[column]]);
        return Images(cursor, column);
    }

    /// <inheritdoc cref="Images(IDataView, string)"/>
    public static List<byte[]> Images(DataViewRowCursor cursor, string column = "Generated")
    {
        var getter = cursor.GetGetter<MLImage>(cursor.Schema[column]);
        var images = new List<byte[]>();
        while (cursor.MoveNext())
        {
            MLImage image = null!;
            getter(ref image);
            using (image)
                images.Add(image.Pixels.ToArray());
        }

        return images;
    }

    /// <summary>Each row's vector.</summary>
    public static List<T[]> Vectors<T>(IDataView data, string column = "Generated") =>
        [.. data.GetColumn<VBuffer<T>>(data.Schema[column]).Select(values => values.DenseValues().ToArray())];

    public static void AssertSame<T>(IReadOnlyList<T[]> expected, IReadOnlyList<T[]> actual)
    {
        Assert.HasCount(expected.Count, actual);
        for (var row = 0; row < expected.Count; row++)
            CollectionAssert.AreEqual(expected[row], actual[row], $"row {row}");
    }

    /// <summary>Asserts that no value differs by more than one grey level: float arithmetic may round another way in a batch of another size.</summary>
    public static void AssertWithinOneLevel(IReadOnlyList<byte[]> expected, IReadOnlyList<byte[]> actual)
    {
        Assert.HasCount(expected.Count, actual);
        for (var row = 0; row < expected.Count; row++)
        {
            Assert.HasCount(expected[row].Length, actual[row]);
            var farthest = expected[row].Zip(actual[row], (a, b) => Math.Abs(a - b)).Max();
            Assert.IsLessThanOrEqualTo(1, farthest, $"row {row}");
        }
    }
}
