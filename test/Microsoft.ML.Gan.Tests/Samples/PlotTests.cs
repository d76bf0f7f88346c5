using FashionMnist;
using Microsoft.ML.Gan.Tests.Testing;
using OxyPlot;
using OxyPlot.Series;
using SkiaSharp;

namespace Microsoft.ML.Gan.Tests.Samples;

/// <summary>The demo's plot of losses.</summary>
[TestClass]
public class PlotTests
{
    private static readonly GanProgress[] _reports =
    [
        new() { Images = 1000, Scalars = Losses(1.4, 0.7) },
        new() { Images = 2000, Scalars = Losses(double.NaN, 0.8) },
        new() { Images = 3000, Scalars = Losses(1.2, double.PositiveInfinity) },
    ];

    [TestMethod]
    public void Both_losses_are_drawn_over_images_with_gaps_where_they_are_no_numbers()
    {
        var curves = LossPlot.Model(_reports).Series.Cast<LineSeries>().ToDictionary(line => line.Title, line => line.Points);

        Assert.AreEqual(new DataPoint(1, 1.4), curves["discriminator"][0]);
        Assert.IsFalse(curves["discriminator"][1].IsDefined());
        Assert.AreEqual(new DataPoint(2, 0.8), curves["generator"][1]);
        Assert.IsFalse(curves["generator"][2].IsDefined());
    }

    [TestMethod]
    public void The_file_is_a_picture_with_both_colours_on_white()
    {
        using var folder = new TemporaryFolder();

        LossPlot.Write(folder["losses.png"], _reports);

        using var picture = SKBitmap.Decode(folder["losses.png"]);
        Assert.AreEqual((1520, 760), (picture.Width, picture.Height));
        Assert.AreEqual(SKColors.White, picture.GetPixel(2, 2));
        foreach (var colour in new[] { SKColor.Parse("#2563EB"), SKColor.Parse("#D97706") })
            Assert.Contains(colour, picture.Pixels);
    }

    private static Dictionary<string, double> Losses(double discriminator, double generator) =>
        new() { ["discriminator.loss"] = discriminator, ["generator.loss"] = generator };
}
