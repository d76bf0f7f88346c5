using System.Reflection;
using Microsoft.ML.Data;
using Microsoft.ML.Gan.Tests.Testing;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Gan.Tests.Estimators;

/// <summary>Training through Fit: reports, snapshots, the log, and cancellation.</summary>
[TestClass]
public class GanTrainingTests
{
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void Progress_reports_every_fifty_steps_and_the_last()
    {
        var progress = new Recorder<GanProgress>();

        using var transformer = TinyGan.Fit(_ml, options => (options.Training.Kimg, options.Progress) = (TinyGan.KimgOf(120), progress));

        var steps = progress.Reports.Select(report => report.Step).ToArray();
        CollectionAssert.IsSubsetOf(new long[] { 50, 100, 120 }, steps);
        CollectionAssert.AreEqual(steps.Order().Distinct().ToArray(), steps);
    }

    [TestMethod]
    public void Snapshot_made_in_small_batches_is_the_same()
    {
        var (whole, parts) = (LastSnapshot(generationBatchSize: 64), LastSnapshot(generationBatchSize: 7));

        Assert.HasCount(whole.Length, parts);
        Assert.IsGreaterThan(1, whole.Distinct().Count());
        Assert.IsLessThanOrEqualTo(1, whole.Zip(parts, (one, other) => Math.Abs(one - other)).Max()); // sums are rounded by the batch

        byte[] LastSnapshot(int generationBatchSize)
        {
            byte[] pixels = [];
            TinyGan.Fit(_ml, options =>
            {
                options.Generation.BatchSize = generationBatchSize;
                options.Snapshots.Show = snapshot =>
                {
                    using var image = snapshot.ToImage();
                    pixels = image.Pixels.ToArray();
                };
            }).Dispose();
            return pixels;
        }
    }

    [TestMethod]
    public void Progress_of_the_last_step_says_what_was_done()
    {
        var progress = new Recorder<GanProgress>();

        using var transformer = TinyGan.Fit(_ml, options => (options.Training.Kimg, options.Progress) = (TinyGan.KimgOf(7), progress));

        var last = progress.Reports[^1];
        Assert.AreEqual((7, 7), (last.Step, last.TotalSteps));
        Assert.AreEqual(7 * TinyGan.BatchSize, last.Images);
        Assert.AreEqual(TimeSpan.Zero, last.Remaining);
        Assert.IsTrue(double.IsFinite(last.DiscriminatorLoss) && double.IsFinite(last.GeneratorLoss));
        Assert.IsGreaterThan(0, last.ImagesPerSecond);
    }

    [TestMethod]
    public void Kimg_part_of_a_batch_is_a_whole_step()
    {
        var progress = new Recorder<GanProgress>();

        using var transformer = TinyGan.Fit(_ml, options => (options.Training.Kimg, options.Progress) = (0.0001, progress));

        Assert.AreEqual(1, progress.Reports[^1].TotalSteps);
    }

    [TestMethod]
    public void DiscriminatorSteps_count_towards_the_images()
    {
        var progress = new Recorder<GanProgress>();

        using var transformer = TinyGan.Fit(_ml, options =>
            (options.Training.Kimg, options.Optimization.DiscriminatorSteps, options.Progress) = (TinyGan.KimgOf(15), 5, progress));

        Assert.AreEqual((3, 15 * TinyGan.BatchSize), (progress.Reports[^1].Step, progress.Reports[^1].Images));
    }

    [TestMethod]
    public void Log_says_what_is_trained()
    {
        var log = new LogRecorder(_ml);

        using var transformer = TinyGan.Fit(_ml);

        Assert.Contains(
            message => message.Contains("mlp on 3×16×16 images, non-saturating loss, 4 steps of 16 images on cpu", StringComparison.Ordinal),
            log.Of(ChannelMessageKind.Info));
    }

    [TestMethod]
    public void Snapshot_is_shown_before_during_and_after()
    {
        var steps = new List<long>();
        var images = new List<long>();

        using var transformer = TinyGan.Fit(_ml, options =>
        {
            (options.Training.Kimg, options.Snapshots.EveryKimg) = (TinyGan.KimgOf(7), TinyGan.KimgOf(3));
            options.Snapshots.Show = snapshot =>
            {
                steps.Add(snapshot.Step);
                images.Add(snapshot.Images);
            };
        });

        CollectionAssert.AreEqual(new long[] { 0, 3, 6, 7 }, steps);
        CollectionAssert.AreEqual(new long[] { 0, 48, 96, 112 }, images);
    }

    [TestMethod]
    public void Snapshot_of_classes_has_a_row_for_each()
    {
        var shapes = new List<(ImageShape Shape, int Columns, int Height)>();

        using var transformer = TinyGan.Fit(_ml, options => options.Snapshots.Show = snapshot =>
        {
            using var image = snapshot.ToImage();
            shapes.Add((snapshot.Shape, snapshot.Columns, image.Height));
        });

        foreach (var (shape, columns, height) in shapes)
        {
            Assert.AreEqual(new ImageShape(3, Squares.Side, Squares.Side), shape);
            Assert.AreEqual(10, columns);
            Assert.AreEqual(Squares.Classes, height / Squares.Side); // what is over is padding
        }
    }

    [TestMethod]
    public void Snapshot_can_be_saved()
    {
        using var folder = new TemporaryFolder();

        using var transformer = TinyGan.Fit(_ml, options => options.Snapshots.Show = snapshot => snapshot.Save(folder[$"{snapshot.Step}.png"]));

        using var saved = MLImage.CreateFromFile(folder["4.png"]);
        Assert.IsGreaterThanOrEqualTo(Squares.Classes * Squares.Side, saved.Height);
    }

    [TestMethod]
    public void Snapshot_does_not_change_what_is_learned()
    {
        using var without = TinyGan.Fit(_ml);
        using var with = TinyGan.Fit(_ml, options => (options.Snapshots.Show, options.Snapshots.EveryKimg) = (_ => { }, TinyGan.KimgOf(1)));
        var rows = LabelRow.LoadMany(_ml, 8);

        Values.AssertSame(Values.Images(without.Transform(rows)), Values.Images(with.Transform(rows)));
    }

    [TestMethod]
    public void CancellationToken_cancelled_before_throws_without_a_step()
    {
        var progress = new Recorder<GanProgress>();
        using var source = new CancellationTokenSource();
        source.Cancel();

        Assert.Throws<OperationCanceledException>(() =>
            TinyGan.Fit(_ml, options => (options.CancellationToken, options.Progress) = (source.Token, progress)));

        Assert.IsEmpty(progress.Reports);
    }

    [TestMethod]
    public void CancellationToken_cancelled_while_training_stops_at_the_next_step()
    {
        using var source = new CancellationTokenSource();
        var last = 0L;

        Assert.Throws<OperationCanceledException>(() => TinyGan.Fit(_ml, options =>
        {
            (options.Training.Kimg, options.Snapshots.EveryKimg, options.CancellationToken) = (1000, TinyGan.KimgOf(1), source.Token);
            options.Snapshots.Show = snapshot =>
            {
                last = snapshot.Step;
                if (last == 3)
                    source.Cancel();
            };
        }));

        Assert.AreEqual(3, last);
    }

    [TestMethod]
    public void CancellationToken_cancelled_while_reading_stops_at_the_next_row()
    {
        using var source = new CancellationTokenSource();
        var read = 0;

        Assert.Throws<OperationCanceledException>(() =>
            TinyGan.Estimator(_ml, options => options.CancellationToken = source.Token).Fit(Squares.LoadUnsized(_ml, Endless())));

        Assert.IsLessThan(20, read);

        IEnumerable<Square> Endless()
        {
            while (true)
            {
                if (++read == 10)
                    source.Cancel();
                yield return Squares.Row(read % Squares.Classes);
            }
        }
    }

    [TestMethod]
    public void CancelExecution_of_the_context_stops_the_training()
    {
        // Not public in ML.NET, but called by its own tools.
        var cancel = typeof(MLContext).GetMethod("CancelExecution", BindingFlags.Instance | BindingFlags.NonPublic | BindingFlags.Public)!;

        Assert.Throws<OperationCanceledException>(() => TinyGan.Fit(_ml, options =>
        {
            (options.Training.Kimg, options.Snapshots.EveryKimg) = (100_000, 50_000);
            options.Snapshots.Show = _ => cancel.Invoke(_ml, null);
        }));
    }

    [TestMethod]
    public void Fit_coloured_images_in_gray_as_asked_makes_gray_images()
    {
        using var transformer = TinyGan.Fit(_ml, options => options.Input.Channels = 1);

        Assert.AreEqual(new ImageShape(1, Squares.Side, Squares.Side), transformer.ImageShape);
    }

    [TestMethod]
    public void Fit_gray_images_makes_gray_images()
    {
        var rows = Squares.Rows(32);
        foreach (var row in rows)
            row.Image = Squares.ImageOf([.. row.Gray, .. row.Gray, .. row.Gray], Squares.Side, Squares.Side);

        using var transformer = TinyGan.Estimator(_ml).Fit(_ml.Data.LoadFromEnumerable(rows));

        Assert.AreEqual(1, transformer.ImageShape.Channels);
        foreach (var pixels in Values.Images(transformer.Transform(LabelRow.LoadMany(_ml, 2))))
        {
            for (var i = 0; i < pixels.Length; i += 4)
                Assert.IsTrue(pixels[i] == pixels[i + 1] && pixels[i] == pixels[i + 2] && pixels[i + 3] == 255);
        }
    }

    [TestMethod]
    public void Fit_gray_images_in_colour_as_asked_makes_coloured_images()
    {
        var rows = Squares.Rows(32);
        foreach (var row in rows)
            row.Image = Squares.PlainImage(Squares.Side, Squares.Side);

        using var transformer = TinyGan.Estimator(_ml, options => options.Input.Channels = 3).Fit(_ml.Data.LoadFromEnumerable(rows));

        Assert.AreEqual(3, transformer.ImageShape.Channels);
    }
}
