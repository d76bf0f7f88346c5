using Microsoft.ML.Data;

namespace Microsoft.ML.Gan.Tests.Conformance;

/// <summary>Rows as plain values: id and, column by column, numbers or text.</summary>
internal static class RowValues
{
    /// <summary>Every row of a view with all its columns.</summary>
    public static List<object[]> Of(IDataView data, Random? random = null)
    {
        using var cursor = data.GetRowCursor(data.Schema, random);
        return Of(cursor, cursor.MoveNext);
    }

    /// <summary>The rows where <paramref name="row"/> stands after each successful <paramref name="moveNext"/>.</summary>
    public static List<object[]> Of(DataViewRow row, Func<bool> moveNext)
    {
        var id = row.GetIdGetter();
        var readers = row.Schema.Where(row.IsColumnActive).Select(column => Reader(row, column)).ToArray();
        var rows = new List<object[]>();
        while (moveNext())
        {
            DataViewRowId value = default;
            id(ref value);
            rows.Add([value, .. readers.Select(read => read())]);
        }

        return rows;
    }

    /// <summary>Asserts equality; pixels may differ by a grey level, since float arithmetic rounds differently in batches of another size.</summary>
    public static void AssertSame(IReadOnlyList<object[]> expected, IReadOnlyList<object[]> actual)
    {
        Assert.HasCount(expected.Count, actual);
        for (var row = 0; row < expected.Count; row++)
        {
            Assert.HasCount(expected[row].Length, actual[row]);
            for (var i = 0; i < expected[row].Length; i++)
                AssertSame(expected[row][i], actual[row][i], $"row {row}, value {i}");
        }
    }

    private static void AssertSame(object expected, object actual, string where)
    {
        if (expected is not double[] numbers)
        {
            Assert.AreEqual(expected, actual, where);
            return;
        }

        var found = (double[])actual;
        Assert.HasCount(numbers.Length, found, where);
        for (var i = 0; i < numbers.Length; i++)
            Assert.AreEqual(numbers[i], found[i], 1, $"{where}, element {i}");
    }

    private static Func<object> Reader(DataViewRow row, DataViewSchema.Column column) => column.Type switch
    {
        VectorDataViewType { ItemType: var item } when item == NumberDataViewType.Byte => Vector<byte>(row, column),
        VectorDataViewType => Vector<float>(row, column),
        KeyDataViewType => Scalar<uint>(row, column),
        TextDataViewType => Scalar<ReadOnlyMemory<char>>(row, column),
        NumberDataViewType => Scalar<float>(row, column),
        BooleanDataViewType => Scalar<bool>(row, column),
        _ => Image(row, column),
    };

    private static Func<object> Scalar<T>(DataViewRow row, DataViewSchema.Column column)
    {
        var getter = row.GetGetter<T>(column);
        return () =>
        {
            T value = default!;
            getter(ref value);
            return value!.ToString()!;
        };
    }

    private static Func<object> Vector<T>(DataViewRow row, DataViewSchema.Column column)
    {
        var getter = row.GetGetter<VBuffer<T>>(column);
        return () =>
        {
            VBuffer<T> value = default;
            getter(ref value);
            return value.DenseValues().Select(item => Convert.ToDouble(item)).ToArray();
        };
    }

    private static Func<object> Image(DataViewRow row, DataViewSchema.Column column)
    {
        var getter = row.GetGetter<MLImage>(column);
        return () =>
        {
            MLImage? image = null;
            getter(ref image!);
            return image is null ? [] : new double[] { image.Height, image.Width }.Concat(image.Pixels.ToArray().Select(value => (double)value)).ToArray();
        };
    }
}
