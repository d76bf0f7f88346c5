using Microsoft.ML.Data;
using Microsoft.ML.Gan.Tests.Testing;

namespace Microsoft.ML.Gan.Tests.Data;

/// <summary>GanInputOptions.SkipBadRows, from outside.</summary>
[TestClass]
public class FitSkipBadRowsTests
{
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    [DataRow(2L << 30)]
    [DataRow(1L)]
    public void What_is_learned_is_what_the_good_rows_alone_would_have_taught(long memory)
    {
        var good = Squares.Rows(40);
        Square[] all = [.. good.Take(3), Bad(image: false), .. good.Skip(3), Bad(label: false)];
        var warnings = new List<string>();
        _ml.Log += (_, e) =>
        {
            if (e.Message.Contains("skipped", StringComparison.Ordinal))
                warnings.Add(e.Message);
        };

        var expected = Generated(good, options => options.Input.CacheBytes = memory);
        Assert.HasCount(0, warnings);
        var actual = Generated(all, options => (options.Input.CacheBytes, options.Input.SkipBadRows) = (memory, true));

        Values.AssertSame(expected, actual);
        Assert.HasCount(1, warnings);
        Assert.Contains("Image column 'Image': 2 of 42 rows were skipped.", warnings[0]);
        Assert.Contains("row 3: there is no image", warnings[0]);
        Assert.Contains("row 41: the class is missing", warnings[0]);
    }

    [TestMethod]
    public void Training_is_resumed_with_the_same_rows()
    {
        Square[] rows = [Bad(image: false), .. Squares.Rows(40), Bad(label: false)];
        var expected = Generated(rows, options => (options.Input.SkipBadRows, options.Training.Kimg) = (true, TinyGan.KimgOf(9)));

        using var folder = new TemporaryFolder();
        void Options(GanEstimator.Options options, int steps)
        {
            options.Input.SkipBadRows = true;
            options.Checkpoints.Directory = folder["run"];
            options.Checkpoints.EveryKimg = TinyGan.KimgOf(1);
            options.Training.Kimg = TinyGan.KimgOf(steps);
        }

        Generated(rows, options => Options(options, 4));
        Values.AssertSame(expected, Generated(rows, options => Options(options, 9)));
    }

    [TestMethod]
    public void Nothing_but_bad_rows_is_the_error_of_no_rows()
    {
        var data = _ml.Data.LoadFromEnumerable([Bad(image: false), Bad(label: false)]);
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => TinyGan.Estimator(_ml, options => options.Input.SkipBadRows = true).Fit(data));
        Assert.StartsWith("Image column 'Image': the data have no valid rows", error.Message);
    }

    private static Square Bad(bool image = true, bool label = true)
    {
        var square = Squares.Row(1);
        if (!image)
            square.Image = null;
        if (!label)
            square.Label = Squares.Classes; // one beyond the classes, which is a missing label
        return square;
    }

    private List<byte[]> Generated(Square[] rows, Action<GanEstimator.Options> change)
    {
        using var model = TinyGan.Estimator(_ml, change).Fit(_ml.Data.LoadFromEnumerable(rows));
        return Values.Images(model.Transform(_ml.Data.LoadFromEnumerable(Squares.Rows(4))));
    }
}
