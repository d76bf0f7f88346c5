using Microsoft.ML.Gan.Tests.Testing;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Networks;

/// <summary>Against torchvision's inception_v3 and FID's variant of it (inception_fixtures.py), from the same weights.</summary>
[TestClass]
public class InceptionV3Tests
{
    private const double Tolerance = 1e-4; // of the largest value

    private static readonly IReadOnlyDictionary<string, Tensor> _expected = InceptionWeights.Expected;

    [TestMethod]
    public void Torchvision_features_and_logits_are_those_of_torchvision()
    {
        using var scope = NewDisposeScope();
        using var network = new InceptionV3(InceptionWeights.Of, 1000, InceptionPooling.Torchvision, CPU);

        var features = network.call(Images());

        AssertClose("torchvision.features", features);
        AssertClose("torchvision.logits", network.Logits(features, withBias: true));
    }

    [TestMethod]
    public void Fid_features_and_logits_without_bias_are_those_of_its_variant()
    {
        using var scope = NewDisposeScope();
        using var network = new InceptionV3(InceptionWeights.Of, 1008, InceptionPooling.Fid, CPU);

        var features = network.call(Images());

        AssertClose("fid.features", features);
        AssertClose("fid.unbiased", network.Logits(features, withBias: false));
        Assert.IsGreaterThan(0.05, Relative(features[0], features[1]), "the two images give the same features");
    }

    [TestMethod]
    public void Creation_leaves_the_random_numbers_alone()
    {
        using var scope = NewDisposeScope();
        manual_seed(7);
        var expected = rand(3);
        manual_seed(7);
        using var network = new InceptionV3((_, shape) => ones(shape), 1000, InceptionPooling.Fid, CPU);

        TensorAssert.AreIdentical(expected, rand(3));
    }

    [TestMethod]
    public void Call_leaves_no_tensor_behind()
    {
        using var scope = NewDisposeScope();
        using var network = new InceptionV3((_, shape) => ones(shape), 1000, InceptionPooling.Fid, CPU);
        var images = zeros(1, 3, InceptionV3.Side, InceptionV3.Side);
        var before = LiveTensors.Settle();

        network.call(images).Dispose();

        LiveTensors.AssertBackAt(before);
    }

    private static Tensor Images()
    {
        var smooth = Pattern.Uniform(2, 1, 3, InceptionV3.Side, InceptionV3.Side).cumsum(3).clamp(-4, 4) / 4;
        return cat([Pattern.Uniform(1, 1, 3, InceptionV3.Side, InceptionV3.Side), smooth], 0);
    }

    private static void AssertClose(string name, Tensor actual) =>
        TensorAssert.AreClose(_expected[name], actual, Tolerance * _expected[name].abs().max().item<float>(), name);

    private static double Relative(Tensor one, Tensor other) => ((one - other).norm() / one.norm()).item<float>();
}
