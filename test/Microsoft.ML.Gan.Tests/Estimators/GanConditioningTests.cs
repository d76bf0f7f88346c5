using Microsoft.ML.Gan.Tests.Testing;

namespace Microsoft.ML.Gan.Tests.Estimators;

[TestClass]
public class GanConditioningTests
{
    private const int Rows = 200;

    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void Transform_after_a_short_training_the_class_decides_the_picture()
    {
        using var transformer = TinyGan.Fit(_ml, options =>
        {
            options.Architecture = new DcganArchitecture { LatentSize = 16, GeneratorWidth = 16, DiscriminatorWidth = 16 };
            options.Training.Kimg = TinyGan.KimgOf(300);
            options.Optimization.Generator = options.Optimization.Discriminator = GanOptimizer.Adam(0.001);
            options.Generation.Output = GanOutput.BytePixels;
        });

        var made = Values.Vectors<byte>(transformer.Transform(LabelRow.LoadMany(_ml, Rows)));

        var classes = Enumerable.Range(0, Squares.Classes).Select(square => Squares.Row(square).Bytes).ToArray();
        var right = made.Where((pixels, row) => Nearest(pixels, classes) == row % Squares.Classes).Count();
        Assert.IsGreaterThanOrEqualTo(0.95 * Rows, right, $"{right} of {Rows} pictures are of the class that was asked for.");
    }

    private static int Nearest(byte[] pixels, byte[][] classes) =>
        Array.IndexOf(classes, classes.MinBy(picture => picture.Zip(pixels, (a, b) => (a - b) * (a - b)).Sum()));
}
