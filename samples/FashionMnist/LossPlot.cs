using System.Globalization;
using System.Text;
using Microsoft.ML.Gan;

namespace FashionMnist;

/// <summary>Both losses over the course of training, as a small SVG line plot.</summary>
internal static class LossPlot
{
    private const double Width = 760, Height = 380;
    private const double Left = 56, Right = 740, Top = 44, Bottom = 332;

    public static void Write(string path, IReadOnlyList<GanProgress> reports)
    {
        var losses = reports.SelectMany(report => new[] { report.DiscriminatorLoss, report.GeneratorLoss }).Where(double.IsFinite).ToArray();
        var x = new Axis(0, Math.Max(reports[^1].Images / 1000.0, 1e-3), Left, Right, ticks: 8);
        var y = new Axis(Math.Min(0, losses.DefaultIfEmpty(0).Min()), Math.Max(1e-3, losses.DefaultIfEmpty(1).Max()), Bottom, Top, ticks: 6);

        var svg = new StringBuilder();
        svg.Append(CultureInfo.InvariantCulture, $"""<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {Width} {Height}" font-family="sans-serif" font-size="12" fill="#374151">""");
        svg.Append("""<rect width="100%" height="100%" fill="#ffffff"/>""");
        foreach (double tick in x.Ticks)
            AppendTick(svg, x.Place(tick), Bottom, x.Place(tick), Top, x.Place(tick), Bottom + 18, "middle", tick);
        foreach (double tick in y.Ticks)
            AppendTick(svg, Left, y.Place(tick), Right, y.Place(tick), Left - 8, y.Place(tick) + 4, "end", tick);
        svg.Append(CultureInfo.InvariantCulture, $"""<path d="M{Left} {Top}V{Bottom}H{Right}" fill="none" stroke="#6b7280"/>""");
        AppendText(svg, (Left + Right) / 2, Height - 12, "middle", "thousand images seen");
        AppendText(svg, Left, 22, "start", "loss");

        AppendCurve(svg, reports, report => report.DiscriminatorLoss, x, y, "#2563eb", "discriminator", Right - 210);
        AppendCurve(svg, reports, report => report.GeneratorLoss, x, y, "#d97706", "generator", Right - 90);
        svg.Append("</svg>\n");
        File.WriteAllText(path, svg.ToString());
    }

    private static void AppendCurve(
        StringBuilder svg, IReadOnlyList<GanProgress> reports, Func<GanProgress, double> loss, Axis x, Axis y, string colour, string name, double legend)
    {
        var points = reports.Where(report => double.IsFinite(loss(report)))
            .Select(report => string.Create(CultureInfo.InvariantCulture, $"{x.Place(report.Images / 1000.0):F1},{y.Place(loss(report)):F1}"));
        svg.Append(CultureInfo.InvariantCulture, $"""<polyline points="{string.Join(' ', points)}" fill="none" stroke="{colour}" stroke-width="1.5" stroke-linejoin="round"/>""");
        svg.Append(CultureInfo.InvariantCulture, $"""<path d="M{legend} 18h20" stroke="{colour}" stroke-width="3"/>""");
        AppendText(svg, legend + 26, 22, "start", name);
    }

    private static void AppendTick(StringBuilder svg, double x1, double y1, double x2, double y2, double textX, double textY, string anchor, double value)
    {
        svg.Append(CultureInfo.InvariantCulture, $"""<path d="M{x1:F1} {y1:F1}L{x2:F1} {y2:F1}" stroke="#e5e7eb"/>""");
        AppendText(svg, textX, textY, anchor, value.ToString("0.###", CultureInfo.InvariantCulture));
    }

    private static void AppendText(StringBuilder svg, double x, double y, string anchor, string text) =>
        svg.Append(CultureInfo.InvariantCulture, $"""<text x="{x:F1}" y="{y:F1}" text-anchor="{anchor}">{text}</text>""");

    /// <summary>A range of values along a range of places, with ticks at round values.</summary>
    private readonly record struct Axis
    {
        private readonly double _low, _high, _start, _end, _step;

        public Axis(double low, double high, double start, double end, int ticks)
        {
            (_start, _end) = (start, end);
            double rough = (high - low) / ticks, power = Math.Pow(10, Math.Floor(Math.Log10(rough)));
            _step = new[] { 1, 2, 5, 10 }.Select(factor => factor * power).First(step => step >= rough);
            // Up to the next tick upwards; below, so far as there are values.
            (_low, _high) = (Math.Floor(low / _step) * _step, Math.Ceiling(high / _step) * _step);
        }

        public IEnumerable<double> Ticks
        {
            get
            {
                var (low, step) = (_low, _step);
                return Enumerable.Range(0, (int)Math.Round((_high - _low) / _step) + 1).Select(tick => low + tick * step);
            }
        }

        public double Place(double value) => _start + (value - _low) / (_high - _low) * (_end - _start);
    }
}
