using Microsoft.ML.Gan.Tests.Testing;

namespace Microsoft.ML.Gan.Tests.Estimators;

/// <summary>After a short training, the class that is asked for decides the picture.</summary>
[TestClass]
public class GanConditioningTests
{
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void Dcgan_AskedForAClass_MakesIt() => AssertClassDecides(new DcganArchitecture { LatentSize = 16, GeneratorWidth = 16, DiscriminatorWidth = 16 }, steps: 800);

    [TestMethod]
    public void Mlp_AskedForAClass_MakesIt() => AssertClassDecides(new MlpArchitecture { LatentSize = 16, HiddenSizes = [64, 128] }, steps: 400);

    private void AssertClassDecides(IGanArchitecture architecture, int steps)
    {
        using var transformer = TinyGan.Fit(_ml, options =>
        {
            options.Architecture = architecture;
            options.Kimg = TinyGan.KimgOf(steps);
            options.GeneratorOptimizer = options.DiscriminatorOptimizer = GanOptimizer.Adam(0.001);
            options.Output = GanOutput.BytePixels;
        });

        var made = Values.Vectors<byte>(transformer.Transform(LabelRow.LoadMany(_ml, 200)));

        var classes = Enumerable.Range(0, Squares.Classes).Select(square => Squares.Row(square).Bytes).ToArray();
        Console.WriteLine("RESULT " + made.Average(p => classes.Min(c => c.Zip(p, (a, b) => (a - b) * (a - b)).Average())));
        var right = made.Where((pixels, row) => Nearest(pixels, classes) == row % Squares.Classes).Count();
        foreach (var g in made.Select((p, row) => (row % 4, Nearest(p, classes))).GroupBy(x => x).OrderBy(g => g.Key)) Console.WriteLine($"RESULT {g.Key} {g.Count()}");
        Console.WriteLine($"RESULT {right}");
        Assert.IsGreaterThanOrEqualTo(190, right, $"{right} of {made.Count} pictures are of the class that was asked for.");
    }

    private static int Nearest(byte[] pixels, byte[][] classes) =>
        Array.IndexOf(classes, classes.MinBy(picture => picture.Zip(pixels, (a, b) => (a - b) * (a - b)).Sum()));
}
