using OxyPlot;
using OxyPlot.Axes;
using OxyPlot.SkiaSharp;
using SkiaSharp;

namespace FashionMnist;

/// <summary>How the plots of the samples look, and how they become PNG files.</summary>
internal static class PlotStyle
{
    /// <summary>Twice the dots of a screen, so that lines stay thin where the picture is shown smaller.</summary>
    private const int Dpi = 192;

    private const int Width = 1520;

    private static readonly string[] _fonts = ["Segoe UI", "Helvetica Neue", "DejaVu Sans", "Liberation Sans", "Noto Sans", "Arial"];

    private static readonly OxyColor _grey = OxyColor.FromRgb(0xE5, 0xE7, 0xEB);

    public static PlotModel Model(string title, string? subtitle = null) => new()
    {
        Title = title,
        TitleFontSize = 14,
        TitleFontWeight = FontWeights.Normal,
        Subtitle = subtitle,
        SubtitleFontSize = 12,
        DefaultFont = _fonts.FirstOrDefault(SKFontManager.Default.FontFamilies.Contains) ?? SKTypeface.Default.FamilyName,
        Background = OxyColors.White,
        PlotAreaBorderColor = _grey,
        Padding = new OxyThickness(8, 8, 24, 8),
    };

    public static LinearAxis Axis(AxisPosition position, string title) => new()
    {
        Position = position,
        Title = title,
        AxisTitleDistance = 10,
        MajorGridlineStyle = LineStyle.Solid,
        MajorGridlineColor = _grey,
        TickStyle = TickStyle.None,
    };

    public static void WritePng(PlotModel model, string path, int height)
    {
        if (SKFontManager.Default.FontFamilyCount == 0)
            Console.Error.WriteLine($"'{path}' has no words and numbers: no font is installed (on Debian, fonts-dejavu-core is one).");
        using var file = File.Create(path);
        new PngExporter { Width = Width, Height = height, Dpi = Dpi }.Export(model, file);
    }
}
