using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Networks;

[TestClass]
public class ChannelsLastTests
{
    [TestMethod]
    public void Of_keeps_values_and_shape()
    {
        using var scope = NewDisposeScope();
        var images = Pattern.Uniform(1, 2, 3, 4, 5);
        var reordered = ChannelsLast.Of(images);
        TensorAssert.AreIdentical(images, reordered);
        CollectionAssert.AreEqual(new long[] { 60, 1, 15, 3 }, reordered.stride());
        Assert.IsTrue(ChannelsLast.Is(reordered));
        Assert.IsFalse(ChannelsLast.Is(images));
    }

    [TestMethod]
    public void ToChannelsLast_reorders_convolutions_only()
    {
        using var scope = NewDisposeScope();
        using var network = nn.Sequential(nn.Conv2d(3, 4, 3), nn.BatchNorm2d(4), nn.Flatten(), nn.Linear(16, 2));
        var input = Pattern.Uniform(1, 2, 3, 4, 4);
        var before = network.call(input).detach();
        var matrix = network.get_parameter("3.weight")!.stride();
        network.ToChannelsLast();
        Assert.IsTrue(ChannelsLast.Is(network.get_parameter("0.weight")!));
        CollectionAssert.AreEqual(matrix, network.get_parameter("3.weight")!.stride());
        TensorAssert.AreClose(before, network.call(input), 1e-5, "The output");
    }

    [TestMethod]
    public void DenseStrides_of_a_slice_are_contiguous()
    {
        using var scope = NewDisposeScope();
        CollectionAssert.AreEqual(new long[] { 3, 1 }, ChannelsLast.DenseStrides(zeros(4, 6).narrow(1, 0, 3)));
        CollectionAssert.AreEqual(new long[] { 60, 1, 15, 3 }, ChannelsLast.DenseStrides(ChannelsLast.Of(zeros(2, 3, 4, 5))));
    }

    /// <summary>A user's own module may call view, which channels-last images refuse.</summary>
    [TestMethod]
    public void Pair_of_modules_gets_contiguous_images()
    {
        using var scope = NewDisposeScope();
        using var discriminator = GanArchitecture.From(
            () => nn.Linear(4, 3), () => new Views(), latentSize: 4).CreateDiscriminator(new NetworkSpecification { Image = new(3, 4, 4) });
        var images = ChannelsLast.Of(Pattern.Uniform(1, 2, 3, 4, 4));
        TensorAssert.AreIdentical(images.reshape(2, -1), discriminator.call(images, zeros(2, 0)));
    }

    private sealed class Views() : nn.Module<Tensor, Tensor>(nameof(Views))
    {
        public override Tensor forward(Tensor input) => input.view(input.shape[0], -1);
    }
}
