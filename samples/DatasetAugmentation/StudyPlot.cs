using FashionMnist;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Legends;
using OxyPlot.Series;

namespace DatasetAugmentationSample;

/// <summary>Accuracy of each setting and arm with its standard error, as a plot.</summary>
internal static class StudyPlot
{
    private const int Height = 880;

    /// <summary>How far apart the arms of a setting are; settings are 1 apart.</summary>
    private const double Spread = 0.14;

    private const double Step = 5;

    private static readonly (Arm Arm, string Title, string Colour)[] _arms =
    [
        (Arm.Real, "real", "#6B7280"),
        (Arm.Augmented, "real + AugmentImages", "#2563EB"),
        (Arm.Repeated, "repeated + AugmentImages", "#A855F7"),
        (Arm.Gan, "real + GAN", "#D97706"),
        (Arm.Both, "both", "#059669"),
    ];

    public static void Write(string path, IReadOnlyList<StudyRun> runs) => PlotStyle.WritePng(Model(runs), path, Height);

    public static PlotModel Model(IReadOnlyList<StudyRun> runs)
    {
        (string Title, (Arm Arm, Estimate Percent)[] Arms)[] settings =
        [
            .. Setting.All.Select(setting => (setting.Title, Runs: runs.Where(run => run.Setting == setting.Name).ToArray()))
                .Where(setting => setting.Runs.Length > 0).Select(setting => (setting.Title, EstimatesOf(setting.Runs))),
        ];
        var model = PlotStyle.Model("Test pictures whose class was found", "mean and standard error over seeds");
        var names = new CategoryAxis { Position = AxisPosition.Bottom, Title = "labelled pictures", AxisTitleDistance = 10, TickStyle = TickStyle.None };
        names.Labels.AddRange(settings.Select(setting => setting.Title));
        model.Axes.Add(names);
        var accuracy = PlotStyle.Axis(AxisPosition.Left, "accuracy, %");
        var estimates = settings.SelectMany(setting => setting.Arms).Select(arm => arm.Percent).ToArray();
        accuracy.MajorStep = Step;
        accuracy.Minimum = Step * Math.Floor(estimates.Min(estimate => estimate.Mean - estimate.StandardError) / Step);
        accuracy.Maximum = Math.Min(100, Step * Math.Ceiling(estimates.Max(estimate => estimate.Mean + estimate.StandardError) / Step));
        model.Axes.Add(accuracy);
        model.Legends.Add(new Legend
        {
            LegendPlacement = LegendPlacement.Outside,
            LegendPosition = LegendPosition.TopCenter,
            LegendOrientation = LegendOrientation.Horizontal,
            LegendFontSize = 11,
            LegendItemSpacing = 12,
        });

        foreach (var (arm, title, colour) in _arms)
        {
            var series = new ScatterErrorSeries
            {
                Title = title,
                MarkerType = MarkerType.Circle,
                MarkerSize = 3.5,
                MarkerFill = OxyColor.Parse(colour),
                ErrorBarColor = OxyColor.Parse(colour),
                ErrorBarStrokeThickness = 1.5,
                ErrorBarStopWidth = 0,
            };
            for (var place = 0; place < settings.Length; place++)
            {
                var arms = settings[place].Arms;
                var number = Array.FindIndex(arms, one => one.Arm == arm);
                if (number < 0)
                    continue;
                var percent = arms[number].Percent;
                // The whole length of the bar, upwards and downwards.
                series.Points.Add(new ScatterErrorPoint(place + ((number - ((arms.Length - 1) / 2.0)) * Spread), percent.Mean, errorX: 0, errorY: 2 * percent.StandardError));
            }

            model.Series.Add(series);
        }

        return model;
    }

    private static (Arm Arm, Estimate Percent)[] EstimatesOf(StudyRun[] seeds) =>
    [
        .. _arms.Select(arm => arm.Arm).Where(arm => seeds.All(run => run.Accuracy.ContainsKey(arm)))
            .Select(arm => (arm, Estimate.Of(seeds.Select(run => 100 * run.Accuracy[arm])))),
    ];
}
