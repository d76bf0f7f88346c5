using System.Globalization;
using System.Xml.Linq;
using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.Series;

namespace MlGan.Cli.Report;

/// <summary>
/// Draws a chart as an SVG element whose colours are those of the page: OxyPlot draws in colours that stand for the page's, which take
/// their place.
/// </summary>
internal static class ChartSvg
{
    /// <summary>Curves of more reports than this are drawn through the means of neighbours.</summary>
    public const int MostPoints = 500;

    /// <summary>Colours for curves in the style sheet: --curve0 and so on; the last is that of references.</summary>
    private const int Colors = 6;

    private const int Width = 380;
    private const int Height = 230;

    /// <summary>With fewer points than this, each has a mark.</summary>
    private const int MarkedPoints = 40;

    private static readonly OxyColor _text = OxyColor.FromRgb(1, 1, 1);
    private static readonly OxyColor _lines = OxyColor.FromRgb(1, 1, 2);

    /// <param name="chart">What to draw.</param>
    /// <param name="kimg">Where the axis of images ends, so that all plots of a page have the same.</param>
    /// <param name="id">Is in front of the ids in the element, which must differ on a page.</param>
    public static XElement Draw(Chart chart, double kimg, string id)
    {
        var model = new PlotModel
        {
            Culture = CultureInfo.InvariantCulture,
            DefaultFont = "system-ui, sans-serif",
            TextColor = _text,
            PlotAreaBorderColor = _lines,
            Padding = new OxyThickness(18, 6, 12, 4), // browsers' fonts are wider than OxyPlot takes them for
        };
        model.Axes.Add(Styled(new LinearAxis { Position = AxisPosition.Bottom, Title = "thousands of images", Minimum = 0, Maximum = Math.Max(kimg, 1e-3) }));
        model.Axes.Add(Styled(chart.IsLogarithmic ? new LogarithmicAxis { Position = AxisPosition.Left } : new LinearAxis { Position = AxisPosition.Left, MinimumRange = 1e-6, MinimumPadding = 0.05, MaximumPadding = 0.05 }));
        for (var i = 0; i < chart.Curves.Count; i++)
            model.Series.Add(SeriesOf(chart.Curves[i], i));

        var svg = XElement.Parse(Themed(new SvgExporter { Width = Width, Height = Height, IsDocument = false }.ExportToString(model), id));
        svg.Attribute("width")?.Remove();
        svg.Attribute("height")?.Remove();
        svg.Add(new XAttribute("viewBox", $"0 0 {Width} {Height}"), new XAttribute("role", "img"), new XAttribute("aria-label", Html.Clean(chart.Title)));
        return svg;
    }

    /// <summary>The name of the colour of a curve in the style sheet.</summary>
    public static string ColorOf(Curve curve, int index) => $"--curve{(curve.IsReference ? Colors : index % Colors)}";

    /// <summary>The curve through at most <see cref="MostPoints"/> points: means of neighbours.</summary>
    public static IReadOnlyList<(double Kimg, double Value)> Thin(IReadOnlyList<(double Kimg, double Value)> points)
    {
        if (points.Count <= MostPoints)
            return points;
        var size = (points.Count + MostPoints - 1) / MostPoints;
        return [.. points.Chunk(size).Select(chunk => (chunk.Average(point => point.Kimg), chunk.Average(point => point.Value)))];
    }

    private static Axis Styled(Axis axis)
    {
        axis.AxislineColor = axis.TicklineColor = axis.MajorGridlineColor = axis.MinorTicklineColor = _lines;
        axis.MajorGridlineStyle = LineStyle.Solid;
        axis.TickStyle = TickStyle.None;
        axis.TextColor = axis.TitleColor = _text;
        axis.AxisTitleDistance = 6;
        axis.IntervalLength = axis.IsHorizontal() ? 60 : 28;
        axis.FontSize = axis.TitleFontSize = 12;
        return axis;
    }

    private static LineSeries SeriesOf(Curve curve, int index)
    {
        var points = Thin(curve.Points);
        var color = OxyColor.FromRgb(1, 2, (byte)(curve.IsReference ? Colors : index % Colors));
        var series = new LineSeries
        {
            Color = color,
            StrokeThickness = curve.IsReference ? 1.25 : 1.75,
            LineStyle = curve.IsReference ? LineStyle.Dash : LineStyle.Solid,
            MarkerType = !curve.IsReference && points.Count < MarkedPoints ? MarkerType.Circle : MarkerType.None,
            MarkerFill = color,
            MarkerSize = 2.5,
        };
        series.Points.AddRange(points.Select(point => new DataPoint(point.Kimg, point.Value)));
        return series;
    }

    private static string Themed(string svg, string id)
    {
        svg = svg.Replace("id=\"clip", $"id=\"{id}-clip", StringComparison.Ordinal)
            .Replace("url(#clip", $"url(#{id}-clip", StringComparison.Ordinal)
            .Replace("rgb(1,1,1)", "var(--text)", StringComparison.Ordinal)
            .Replace("rgb(1,1,2)", "var(--lines)", StringComparison.Ordinal);
        for (var i = 0; i <= Colors; i++)
            svg = svg.Replace($"rgb(1,2,{i})", $"var(--curve{i})", StringComparison.Ordinal);
        return svg;
    }
}
