using Microsoft.ML.Gan.Tests.Testing;

namespace Microsoft.ML.Gan.Tests.Estimators;

[TestClass]
public class GanReproducibilityTests
{
    [TestMethod]
    public void Fit_SameSeed_GivesTheSameImagesBitForBit() => Values.AssertSame(Train(seed: 5), Train(seed: 5));

    [TestMethod]
    public void Fit_SameSeed_ConvolutionsToo() =>
        Values.AssertSame(Train(seed: 5, GanArchitecture.Dcgan(8, 8)), Train(seed: 5, GanArchitecture.Dcgan(8, 8)));

    [TestMethod]
    public void Fit_TwiceByOneEstimator_GivesTheSameImages()
    {
        var ml = new MLContext(seed: 1);
        var estimator = TinyGan.Estimator(ml, options => options.Seed = null);
        using var first = estimator.Fit(Squares.Load(ml));
        using var second = estimator.Fit(Squares.Load(ml));

        Values.AssertSame(Generate(ml, first), Generate(ml, second));
    }

    [TestMethod]
    public void Fit_OtherSeed_GivesOtherImages() => AssertDiffer(Train(seed: 5), Train(seed: 6));

    [TestMethod]
    public void Fit_NoSeed_SameSeedOfTheContext_GivesTheSameImages() => Values.AssertSame(Train(seed: null, context: 7), Train(seed: null, context: 7));

    [TestMethod]
    public void Fit_NoSeed_OtherSeedOfTheContext_GivesOtherImages() => AssertDiffer(Train(seed: null, context: 7), Train(seed: null, context: 8));

    [TestMethod]
    public void Fit_Seed_OverrulesThatOfTheContext() => Values.AssertSame(Train(seed: 5, context: 7), Train(seed: 5, context: 8));

    [TestMethod]
    public void Fit_NoSeedAnywhere_GivesOtherImagesEachTime() => AssertDiffer(Train(seed: null, context: null), Train(seed: null, context: null));

    [TestMethod]
    public void Fit_AfterOtherUseOfTorchsRandomNumbers_GivesTheSameImages()
    {
        var expected = Train(seed: 5);

        TorchSharp.torch.manual_seed(99);
        TorchSharp.torch.rand(10).Dispose();

        Values.AssertSame(expected, Train(seed: 5));
    }

    [TestMethod]
    public void Fit_RowsTooManyForTheMemory_LearnsFromThemAll()
    {
        var ml = new MLContext(seed: 1);
        var data = Squares.LoadUnsized(ml, Squares.Rows(300));
        var estimator = TinyGan.Estimator(ml, options => (options.Input.CacheBytes, options.Training.Kimg) = (64 << 10, 1));
        using var first = estimator.Fit(data);
        using var second = estimator.Fit(data);

        Values.AssertSame(Generate(ml, first), Generate(ml, second));
    }

    private static List<byte[]> Train(int? seed, IGanArchitecture? architecture = null, int? context = 1)
    {
        var ml = new MLContext(context);
        using var transformer = TinyGan.Fit(ml, options =>
            (options.Seed, options.Architecture) = (seed, architecture ?? options.Architecture));
        return Generate(ml, transformer);
    }

    private static List<byte[]> Generate(MLContext ml, GanTransformer transformer) =>
        Values.Images(transformer.Transform(LabelRow.LoadMany(ml, 12)));

    private static void AssertDiffer(List<byte[]> first, List<byte[]> second) =>
        CollectionAssert.AreNotEqual(first.SelectMany(image => image).ToArray(), second.SelectMany(image => image).ToArray());
}
