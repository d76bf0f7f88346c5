using Microsoft.ML.Gan;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Legends;
using OxyPlot.Series;

namespace FashionMnist;

/// <summary>Both losses over the course of training, as a line plot.</summary>
internal static class LossPlot
{
    private const int Height = 760;

    public static void Write(string path, IReadOnlyList<GanProgress> reports) => PlotStyle.WritePng(Model(reports), path, Height);

    public static PlotModel Model(IReadOnlyList<GanProgress> reports)
    {
        var model = PlotStyle.Model("Losses of the two networks");
        var images = PlotStyle.Axis(AxisPosition.Bottom, "images seen, thousands");
        (images.Minimum, images.MaximumPadding) = (0, 0);
        model.Axes.Add(images);
        model.Axes.Add(PlotStyle.Axis(AxisPosition.Left, "loss"));
        model.Legends.Add(new Legend { LegendPosition = LegendPosition.RightTop, LegendBackground = OxyColors.White });
        model.Series.Add(Curve("discriminator", "#2563EB", report => report.DiscriminatorLoss));
        model.Series.Add(Curve("generator", "#D97706", report => report.GeneratorLoss));
        return model;

        LineSeries Curve(string name, string colour, Func<GanProgress, double> loss)
        {
            var line = new LineSeries { Title = name, Color = OxyColor.Parse(colour), StrokeThickness = 1.2, LineJoin = LineJoin.Round };
            // A loss that is not a number leaves a gap.
            line.Points.AddRange(reports.Select(report => double.IsFinite(loss(report)) ? new DataPoint(report.Images / 1000.0, loss(report)) : DataPoint.Undefined));
            return line;
        }
    }
}
