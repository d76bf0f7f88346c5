using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Networks;

[TestClass]
public class ImageClassifierTests
{
    private const double Tolerance = 1e-4;

    [TestMethod]
    [DataRow(1, 28, 28, 10)]
    [DataRow(3, 21, 40, 3)]
    [DataRow(3, 12, 13, 2)]
    public void Computes_what_the_same_network_computes_in_PyTorch(int channels, int height, int width, int classes)
    {
        using var scope = NewDisposeScope();
        using var file = File.OpenRead(Path.Combine(AppContext.BaseDirectory, "Networks", "classifier.safetensors"));
        var expected = Safetensors.Read(file);
        using var network = new ImageClassifier(new ImageShape(channels, height, width), classes);
        Pattern.Fill(network, 700, 0.15);
        var images = Pattern.Uniform(7, 4, channels, height, width);
        foreach (var mode in new[] { "training", "inference" })
        {
            network.train(mode == "training");
            var features = network.Features(images);
            TensorAssert.AreClose(expected[$"{channels}x{height}x{width}-{classes}.{mode}.features"], features, Tolerance, $"features in {mode}");
            TensorAssert.AreClose(expected[$"{channels}x{height}x{width}-{classes}.{mode}.logits"], network.Logits(features), Tolerance, $"logits in {mode}");
        }
    }

    [TestMethod]
    [DataRow(12, 256)]
    [DataRow(16, 16)]
    [DataRow(37, 61)]
    [DataRow(64, 64)]
    [DataRow(256, 256)]
    public void Takes_images_of_many_sizes(int height, int width)
    {
        using var scope = NewDisposeScope();
        using var network = new ImageClassifier(new ImageShape(3, height, width), 5);
        network.Initialize(1);
        network.eval();
        using var noGradient = no_grad();
        var logits = network.call(Pattern.Uniform(1, 1, 3, height, width), zeros(1, 0));
        CollectionAssert.AreEqual(new long[] { 1, 5 }, logits.shape);
        Assert.IsTrue(logits.isfinite().all().item<bool>());
    }

    [TestMethod]
    [DataRow(1, 11, 28, 10)]
    [DataRow(1, 28, 257, 10)]
    [DataRow(4, 28, 28, 10)]
    [DataRow(1, 28, 28, 1)]
    public void Refuses_what_it_cannot_tell_apart(int channels, int height, int width, int classes) =>
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new ImageClassifier(new ImageShape(channels, height, width), classes));

    [TestMethod]
    public void Weights_are_a_function_of_the_seed_and_draw_nothing_from_torch()
    {
        using var scope = NewDisposeScope();
        var before = random.get_rng_state();
        var hashes = new[] { 1UL, 1UL, 2UL }.Select(seed =>
        {
            using var network = new ImageClassifier(new ImageShape(1, 28, 28), 10);
            network.Initialize(seed);
            return NetworkState.Sha256(network);
        }).ToArray();
        Assert.AreEqual(hashes[0], hashes[1]);
        Assert.AreNotEqual(hashes[0], hashes[2]);
        TensorAssert.AreIdentical(before, random.get_rng_state(), "torch's random state");
    }

    [TestMethod]
    public void Lives_until_it_is_disposed_whatever_scope_it_was_made_in()
    {
        ImageClassifier network;
        using (NewDisposeScope())
        {
            network = new ImageClassifier(new ImageShape(1, 28, 28), 10);
            network.Initialize(1);
        }

        using (network)
            Assert.HasCount(64, NetworkState.Sha256(network).ToCharArray());
    }
}
