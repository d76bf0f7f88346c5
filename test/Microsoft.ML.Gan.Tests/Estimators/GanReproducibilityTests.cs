using Microsoft.ML.Gan.Tests.Testing;

namespace Microsoft.ML.Gan.Tests.Estimators;

[TestClass]
public class GanReproducibilityTests
{
    [TestMethod]
    public void Fit_same_seed_gives_the_same_images_bit_for_bit() => Values.AssertSame(Train(seed: 5), Train(seed: 5));

    [TestMethod]
    public void Fit_same_seed_convolutions_too() =>
        Values.AssertSame(Train(seed: 5, GanArchitecture.Dcgan(8, 8)), Train(seed: 5, GanArchitecture.Dcgan(8, 8)));

    [TestMethod]
    public void Fit_twice_by_one_estimator_gives_the_same_images()
    {
        var ml = new MLContext(seed: 1);
        var estimator = TinyGan.Estimator(ml, options => options.Seed = null);
        using var first = estimator.Fit(Squares.Load(ml));
        using var second = estimator.Fit(Squares.Load(ml));

        Values.AssertSame(Generate(ml, first), Generate(ml, second));
    }

    [TestMethod]
    public void Fit_other_seed_gives_other_images() => AssertDiffer(Train(seed: 5), Train(seed: 6));

    [TestMethod]
    public void Fit_no_seed_same_seed_of_the_context_gives_the_same_images() => Values.AssertSame(Train(seed: null, context: 7), Train(seed: null, context: 7));

    [TestMethod]
    public void Fit_no_seed_other_seed_of_the_context_gives_other_images() => AssertDiffer(Train(seed: null, context: 7), Train(seed: null, context: 8));

    [TestMethod]
    public void Fit_seed_overrules_that_of_the_context() => Values.AssertSame(Train(seed: 5, context: 7), Train(seed: 5, context: 8));

    [TestMethod]
    public void Fit_no_seed_anywhere_gives_other_images_each_time() => AssertDiffer(Train(seed: null, context: null), Train(seed: null, context: null));

    [TestMethod]
    public void Fit_after_other_use_of_torchs_random_numbers_gives_the_same_images()
    {
        var expected = Train(seed: 5);

        TorchSharp.torch.manual_seed(99);
        TorchSharp.torch.rand(10).Dispose();

        Values.AssertSame(expected, Train(seed: 5));
    }

    [TestMethod]
    public void Fit_rows_too_many_for_the_memory_learns_from_them_all()
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
