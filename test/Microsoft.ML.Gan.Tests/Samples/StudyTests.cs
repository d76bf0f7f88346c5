using DatasetAugmentationSample;
using Microsoft.ML.Gan.Experiments;
using OxyPlot.Series;

namespace Microsoft.ML.Gan.Tests.Samples;

[TestClass]
public class StudyTests
{
    private static readonly StudyOptions _quick = new() { ClassifierSteps = 24, GanKimg = 0.256, GanWidth = 4, MeasuredImages = 40 };

    [TestMethod]
    public void A_setting_draws_as_many_pictures_as_it_says_and_others_with_another_seed()
    {
        PictureRow[] all = Halves(30);
        var imbalanced = new Setting("few", "few", 20, OfRareClass: 2);

        var rows = imbalanced.Choose(all, seed: 1);

        Assert.HasCount((9 * 20) + 2, rows);
        Assert.AreEqual(2, rows.Count(row => row.Label == Setting.RareClass));
        CollectionAssert.AreEqual(rows, imbalanced.Choose(all, seed: 1));
        CollectionAssert.AreNotEquivalent(rows, imbalanced.Choose(all, seed: 2));
        CollectionAssert.IsSubsetOf(rows, all);
    }

    [TestMethod]
    public void The_study_learns_from_what_can_be_learned_and_says_so()
    {
        using var study = new Study(_quick, Halves(24), Halves(6, from: 24));
        using var folder = new Testing.TemporaryFolder();

        var run = study.Run(new Setting("20", "", 20), seed: 1);

        foreach (var arm in (Arm[])[Arm.Real, Arm.Augmented, Arm.Gan, Arm.Both])
            Assert.IsGreaterThan(0.6, run.Accuracy[arm], $"{arm}");
        Assert.IsTrue(run.IntendedClassRate is >= 0 and <= 1);
        run.Write(Path.GetDirectoryName(folder["x"])!);
        var read = StudyRun.ReadAll(Path.GetDirectoryName(folder["x"])!).Single();
        Assert.AreEqual(StudyTable.Write([run]), StudyTable.Write([read]));
    }

    [TestMethod]
    public void A_rare_class_is_balanced_by_its_own_pictures()
    {
        var imbalanced = new Setting("few", "few", 20, OfRareClass: 3).Choose(Halves(30), seed: 1);

        var rows = Setting.Balance(imbalanced);

        foreach (var pictures in rows.GroupBy(row => row.Label))
            Assert.AreEqual(20, pictures.Count());
        CollectionAssert.AreEquivalent(imbalanced, rows.Distinct().ToArray());
    }

    [TestMethod]
    public void The_table_shows_means_and_differences_of_the_same_seeds()
    {
        StudyRun[] runs = [Made("imbalanced", 1, 0.80, 0.84), Made("imbalanced", 2, 0.82, 0.88)];

        var document = StudyTable.Fill("a\n<!-- the study: written by a command -->\nold\n<!-- the end of the study -->\nz\n", runs);

        Assert.Contains("| 500 a class, 5 dresses | 2 | 81.00 ± 1.00 | 81.00 ± 1.00 | 81.00 ± 1.00 | 86.00 ± 2.00 | +5.00 ± 1.00 |", document);
        Assert.Contains("| recall of the rare class | 2 | 81.00 ± 1.00 | 81.00 ± 1.00 | 81.00 ± 1.00 | 81.00 ± 1.00 | 86.00 ± 2.00 | +5.00 ± 1.00 |", document);
        Assert.DoesNotContain("old", document);
        Assert.StartsWith("a\n", document);
        Assert.EndsWith("z\n", document);
        Assert.AreEqual(document, StudyTable.Fill(document, runs));
        Assert.ThrowsExactly<InvalidDataException>(() => StudyTable.Fill("no place", runs));
    }

    [TestMethod]
    public void The_plot_has_a_point_for_each_arm_of_each_setting()
    {
        var plot = StudyPlot.Model([Made("20", 1, 0.70, 0.80), Made("20", 2, 0.72, 0.80), Made("imbalanced", 1, 0.80, 0.84)]);

        var arms = plot.Series.Cast<ScatterErrorSeries>().ToDictionary(series => series.Title, series => series.Points.Cast<ScatterErrorPoint>().ToArray());
        CollectionAssert.AreEqual(new[] { 2, 2, 1, 2, 2 }, arms.Values.Select(points => points.Length).ToArray());
        Assert.AreEqual(71, arms["real"][0].Y, 1e-9);
        Assert.AreEqual(2, arms["real"][0].ErrorY, 1e-9, "from one standard error below to one above");
        Assert.AreEqual(84, arms["both"][1].Y, 1e-9);
        var axis = plot.Axes.Single(axis => axis.Title == "accuracy, %");
        Assert.AreEqual((70, 85), (axis.Minimum, axis.Maximum));
    }

    private static StudyRun Made(string setting, int seed, double others, double both)
    {
        var scores = Enum.GetValues<Arm>().Where(arm => arm != Arm.Repeated || setting == "imbalanced").ToDictionary(arm => arm, arm => arm == Arm.Both ? both : others);
        return new StudyRun
        {
            Setting = setting,
            Seed = seed,
            Options = _quick,
            Accuracy = scores,
            RareRecall = scores,
            IntendedClassRate = 0.5,
            DeceptionRate = 0.5,
            DiscriminatorAuc = 0.5,
            Seconds = 1,
        };
    }

    /// <summary>Pictures of ten classes, which flips and small shifts leave alone: two halves of four shades each.</summary>
    private static PictureRow[] Halves(int perClass, int from = 0) =>
    [
        .. Enumerable.Range(from, perClass).SelectMany(number => Enumerable.Range(0, PictureRow.Classes).Select(label =>
        {
            var pixels = new byte[PictureRow.Side * PictureRow.Side];
            var half = pixels.Length / 2;
            pixels.AsSpan(0, half).Fill((byte)((label % 4 * 75) + number));
            pixels.AsSpan(half).Fill((byte)((label / 4 * 75) + number));
            return new PictureRow { Image = pixels, Label = (uint)label };
        })),
    ];
}
