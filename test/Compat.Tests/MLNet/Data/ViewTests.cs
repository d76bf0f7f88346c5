using Microsoft.ML;
using Microsoft.ML.Data;

namespace Compat.Tests.MLNet.Data;

[TestClass]
public sealed class ViewTests
{
    private readonly MLContext _ml = new(seed: 3);

    private sealed class Row
    {
        public int Id { get; set; }

        public float Value { get; set; }

        [KeyType(4)]
        public uint Kind { get; set; }

        [VectorType(2)]
        public float[]? Pair { get; set; }

        public string Group { get; set; } = "";
    }

    private IDataView Rows(int count) => _ml.Data.LoadFromEnumerable(Enumerable.Range(0, count).Select(i => new Row
    {
        Id = i,
        Value = i,
        Kind = (uint)(i % 4),
        Pair = [i, -i],
        Group = $"g{i / 10}",
    }).ToArray());

    private static int[] Ids(IDataView data) => data.GetColumn<int>("Id").ToArray();

    [TestMethod]
    public void Skip_and_take_choose_rows_in_the_middle()
    {
        var data = _ml.Data.TakeRows(_ml.Data.SkipRows(Rows(20), 5), 3);

        CollectionAssert.AreEqual(new[] { 5, 6, 7 }, Ids(data));
        Assert.AreEqual(3L, data.GetRowCount());
        Assert.IsFalse(data.CanShuffle);
    }

    [TestMethod]
    public void Skipping_everything_leaves_nothing()
    {
        Assert.IsEmpty(Ids(_ml.Data.SkipRows(Rows(3), 10)));
    }

    [TestMethod]
    public void Counts_must_be_positive()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Data.TakeRows(Rows(3), 0));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Data.SkipRows(Rows(3), 0));
    }

    [TestMethod]
    public void Rows_are_filtered_from_the_lower_bound_to_below_the_upper()
    {
        CollectionAssert.AreEqual(new[] { 3, 4 }, Ids(_ml.Data.FilterRowsByColumn(Rows(10), "Value", 3, 5)));
    }

    [TestMethod]
    public void Only_real_numbers_can_be_filtered_by_bounds()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Data.FilterRowsByColumn(Rows(10), "Group", 3));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Data.FilterRowsByColumn(Rows(10), "Id", 3));
    }

    [TestMethod]
    public void A_share_of_the_keys_can_be_kept()
    {
        var kinds = _ml.Data.FilterRowsByKeyColumnFraction(Rows(8), "Kind", 0, 0.5).GetColumn<uint>("Kind").Distinct().Order().ToArray();

        CollectionAssert.AreEqual(new uint[] { 1, 2 }, kinds);
    }

    [TestMethod]
    public void Rows_with_missing_values_are_left_out()
    {
        var data = _ml.Data.LoadFromEnumerable(
        [
            new Row { Id = 0, Pair = [1, 2] }, new Row { Id = 1, Value = float.NaN, Pair = [1, 2] },
            new Row { Id = 2, Pair = [1, float.NaN] }, new Row { Id = 3, Kind = 9, Pair = [1, 2] },
        ]);

        CollectionAssert.AreEqual(new[] { 0 }, Ids(_ml.Data.FilterRowsByMissingValues(data, "Value", "Pair", "Kind")));
    }

    [TestMethod]
    public void Shuffling_keeps_every_row_and_is_fixed_by_the_seed()
    {
        var shuffled = _ml.Data.ShuffleRows(Rows(500), seed: 5, shufflePoolSize: 100);
        var order = Ids(shuffled);

        CollectionAssert.AreNotEqual(Enumerable.Range(0, 500).ToArray(), order);
        CollectionAssert.AreEquivalent(Enumerable.Range(0, 500).ToArray(), order);
        CollectionAssert.AreEqual(order, Ids(shuffled));
        CollectionAssert.AreEqual(order, Ids(_ml.Data.ShuffleRows(Rows(500), seed: 5, shufflePoolSize: 100)));
        CollectionAssert.AreNotEqual(order, Ids(_ml.Data.ShuffleRows(Rows(500), seed: 6, shufflePoolSize: 100)));
    }

    [TestMethod]
    public void Shuffled_rows_stay_whole()
    {
        var data = _ml.Data.ShuffleRows(Rows(50), seed: 1);

        foreach (var row in _ml.Data.CreateEnumerable<Row>(data, reuseRowObject: false, ignoreMissingColumns: true))
        {
            Assert.AreEqual(row.Id, row.Value);
            CollectionAssert.AreEqual(new float[] { row.Id, -row.Id }, row.Pair);
        }
    }

    [TestMethod]
    public void A_pool_reads_no_more_rows_than_it_holds()
    {
        var touched = 0;
        var data = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 10_000).Select(i =>
        {
            touched++;
            return new Row { Id = i };
        }));

        Assert.HasCount(1, Ids(_ml.Data.TakeRows(_ml.Data.ShuffleRows(data, shufflePoolSize: 20), 1)));
        Assert.AreEqual(20, touched);
    }

    [TestMethod]
    public void The_cache_reads_its_source_once_for_each_column()
    {
        var passes = 0;
        IEnumerable<Row> Source()
        {
            passes++;
            for (var i = 0; i < 100; i++)
                yield return new Row { Id = i, Pair = [i, i] };
        }

        var cached = _ml.Data.Cache(_ml.Data.LoadFromEnumerable(Source()));
        for (var pass = 0; pass < 3; pass++)
            Assert.HasCount(100, Ids(cached));

        Assert.AreEqual(1, passes);
        Assert.AreEqual(100L, cached.GetRowCount());
        Assert.AreEqual(99f, cached.GetColumn<float[]>("Pair").Last()[0]);
        Assert.AreEqual(2, passes);
    }

    [TestMethod]
    public void Columns_can_be_cached_ahead()
    {
        var rows = new List<Row> { new() { Id = 1 } };
        var cached = _ml.Data.Cache(_ml.Data.LoadFromEnumerable(rows), "Id");
        rows[0] = new() { Id = 2 };

        CollectionAssert.AreEqual(new[] { 1 }, Ids(cached));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => _ml.Data.Cache(cached, "Nothing"));
    }

    [TestMethod]
    public void Cursors_of_a_set_share_the_rows_on_several_threads()
    {
        var cached = _ml.Data.Cache(Rows(1_000));
        var cursors = cached.GetRowCursorSet(cached.Schema, 4);
        var seen = new System.Collections.Concurrent.ConcurrentBag<(long Batch, int Id)>();

        Parallel.ForEach(cursors, cursor =>
        {
            using (cursor)
            {
                var getter = cursor.GetGetter<int>(cached.Schema["Id"]);
                var id = 0;
                while (cursor.MoveNext())
                {
                    getter(ref id);
                    seen.Add((cursor.Batch, id));
                }
            }
        });

        Assert.HasCount(4, cursors);
        var ordered = seen.OrderBy(row => row.Batch).ThenBy(row => row.Id).Select(row => row.Id).ToArray();
        CollectionAssert.AreEqual(Enumerable.Range(0, 1_000).ToArray(), ordered);
    }

    [TestMethod]
    public void A_cache_can_be_read_in_random_order()
    {
        var cached = _ml.Data.Cache(Rows(100));
        using var cursor = cached.GetRowCursor([cached.Schema["Id"]], new Random(1));
        var getter = cursor.GetGetter<int>(cached.Schema["Id"]);
        var ids = new List<int>();
        for (var id = 0; cursor.MoveNext(); ids.Add(id))
            getter(ref id);

        Assert.IsTrue(cached.CanShuffle);
        CollectionAssert.AreEquivalent(Enumerable.Range(0, 100).ToArray(), ids);
        CollectionAssert.AreNotEqual(Enumerable.Range(0, 100).ToArray(), ids);
    }

    [TestMethod]
    public void A_split_gives_each_row_to_one_side()
    {
        var split = _ml.Data.TrainTestSplit(Rows(2_000), testFraction: 0.25, seed: 7);
        var train = Ids(split.TrainSet);
        var test = Ids(split.TestSet);

        CollectionAssert.AreEquivalent(Enumerable.Range(0, 2_000).ToArray(), train.Concat(test).ToArray());
        Assert.IsInRange(400, 600, test.Length);
        CollectionAssert.AreEqual(test, Ids(_ml.Data.TrainTestSplit(Rows(2_000), testFraction: 0.25, seed: 7).TestSet));
    }

    [TestMethod]
    public void A_split_by_a_sampling_key_keeps_groups_together()
    {
        var split = _ml.Data.TrainTestSplit(Rows(1_000), testFraction: 0.3, samplingKeyColumnName: "Group");
        var train = split.TrainSet.GetColumn<string>("Group").ToHashSet();
        var test = split.TestSet.GetColumn<string>("Group").ToHashSet();

        Assert.IsNotEmpty(train);
        Assert.IsNotEmpty(test);
        Assert.IsFalse(train.Overlaps(test));
    }

    [TestMethod]
    public void Folds_test_each_row_once()
    {
        var folds = _ml.Data.CrossValidationSplit(Rows(100), numberOfFolds: 4);

        Assert.HasCount(4, folds);
        CollectionAssert.AreEquivalent(Enumerable.Range(0, 100).ToArray(), folds.SelectMany(fold => Ids(fold.TestSet)).ToArray());
        Assert.IsTrue(folds.All(fold => Ids(fold.TrainSet).Length + Ids(fold.TestSet).Length == 100));
    }

    [TestMethod]
    public void A_preview_shows_the_first_rows_by_row_and_by_column()
    {
        var preview = Rows(10).Preview(maxRows: 2);

        Assert.HasCount(2, preview.RowView);
        Assert.AreEqual(1, preview.RowView[1].Values.Single(value => value.Key == "Id").Value);
        CollectionAssert.AreEqual(new object[] { 0, 1 }, preview.ColumnView[0].Values);
        Assert.AreEqual("5 columns, 2 rows", preview.ToString());
    }

    [TestMethod]
    public void A_column_is_read_as_texts_and_arrays()
    {
        var data = Rows(2);

        CollectionAssert.AreEqual(new[] { "g0", "g0" }, data.GetColumn<string>("Group").ToArray());
        CollectionAssert.AreEqual(new float[] { 1, -1 }, data.GetColumn<float[]>("Pair").Last());
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => data.GetColumn<double>("Value"));
    }
}
