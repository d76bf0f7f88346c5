using System.Collections.Concurrent;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace Compat.Tests.MLNet.Pipeline;

[TestClass]
public sealed class CursorSetTests
{
    private readonly MLContext _ml = new();

    private sealed class Row
    {
        public int Id { get; set; }

        [VectorType(3)]
        public float[]? Pixels { get; set; }

        public string? Name { get; set; }
    }

    private IDataView Rows(int count) => _ml.Data.LoadFromEnumerable(
        Enumerable.Range(0, count).Select(i => new Row { Id = i, Pixels = [i, i + 1, i + 2], Name = $"n{i}" }));

    [TestMethod]
    public void A_mapping_over_a_single_cursor_runs_on_several_threads()
    {
        var source = Rows(500);
        var data = _ml.Transforms.CopyColumns("Copy", "Pixels").Fit(source).Transform(source);
        var cursors = data.GetRowCursorSet(data.Schema, 4);
        var seen = new ConcurrentBag<(long Batch, DataViewRowId Id, int Number)>();

        Parallel.ForEach(cursors, cursor =>
        {
            using (cursor)
            {
                var number = cursor.GetGetter<int>(data.Schema["Id"]);
                var copy = cursor.GetGetter<VBuffer<float>>(data.Schema["Copy"]);
                var name = cursor.GetGetter<ReadOnlyMemory<char>>(data.Schema["Name"]);
                var id = cursor.GetIdGetter();
                var n = 0;
                VBuffer<float> pixels = default;
                ReadOnlyMemory<char> text = default;
                DataViewRowId rowId = default;
                while (cursor.MoveNext())
                {
                    number(ref n);
                    copy(ref pixels);
                    name(ref text);
                    id(ref rowId);
                    Assert.AreEqual(n + 2f, pixels.GetItemOrDefault(2));
                    Assert.AreEqual($"n{n}", text.ToString());
                    seen.Add((cursor.Batch, rowId, n));
                }
            }
        });

        Assert.HasCount(4, cursors);
        CollectionAssert.AreEqual(
            Enumerable.Range(0, 500).ToArray(), seen.OrderBy(row => row.Batch).ThenBy(row => row.Number).Select(row => row.Number).ToArray());
        Assert.IsTrue(seen.All(row => row.Id.Low == (ulong)row.Number));
    }

    [TestMethod]
    public void A_mapping_nobody_asks_for_is_not_computed_and_not_split()
    {
        var source = Rows(10);
        var data = _ml.Transforms.CopyColumns("Copy", "Pixels").Fit(source).Transform(source);

        var cursors = data.GetRowCursorSet([data.Schema["Id"]], 4);

        Assert.HasCount(1, cursors);
        Assert.IsFalse(cursors[0].IsColumnActive(data.Schema["Copy"]));
        cursors[0].Dispose();
    }

    [TestMethod]
    public void Cursors_left_early_let_the_others_go_on()
    {
        var source = Rows(100);
        var data = _ml.Transforms.CopyColumns("Copy", "Pixels").Fit(source).Transform(source);
        var cursors = data.GetRowCursorSet(data.Schema, 2);
        cursors[0].Dispose();

        var count = 0;
        while (cursors[1].MoveNext())
            count++;
        cursors[1].Dispose();

        Assert.AreEqual(100, count);
    }
}
