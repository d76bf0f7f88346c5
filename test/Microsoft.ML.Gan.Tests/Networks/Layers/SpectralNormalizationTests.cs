using Microsoft.ML.Gan.Tests.Training;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Networks;

[TestClass]
public class SpectralNormalizationTests
{
    [TestMethod]
    public void After_many_passes_the_largest_singular_value_is_1()
    {
        using var scope = NewDisposeScope();
        using var layer = new SpectralLinear(7, 5);
        Pattern.Fill(layer, 10, 3);
        Pattern.FillSingularVectors(layer, 20);
        for (var pass = 0; pass < 200; pass++)
            layer.call(zeros(1, 7));
        layer.eval();
        var weight = layer.call(eye(7)) - layer.call(zeros(1, 7)); // its rows are the columns of the matrix
        Assert.AreEqual(1, linalg.svd(weight).Item2.max().item<float>(), 1e-5);
    }

    [TestMethod]
    public void Out_of_training_a_pass_moves_nothing()
    {
        using var scope = NewDisposeScope();
        using var layer = new SpectralConvolution(3, 4, 3);
        Pattern.Fill(layer, 10, 1);
        var before = State(layer);
        layer.eval();
        layer.call(Pattern.Uniform(1, 1, 3, 4, 4));
        foreach (var (a, b) in before.Zip(State(layer)))
            TensorAssert.AreIdentical(a, b);
        layer.train();
        layer.call(Pattern.Uniform(1, 1, 3, 4, 4));
        Assert.IsTrue(before.Zip(State(layer)).All(pair => pair.First.ne(pair.Second).any().item<bool>()));
    }

    [TestMethod]
    public void Vectors_that_were_averaged_count_by_their_direction()
    {
        using var scope = NewDisposeScope();
        using var layer = new SpectralLinear(6, 5);
        Pattern.Fill(layer, 10, 1);
        layer.call(zeros(1, 6));
        layer.eval();
        var input = Pattern.Uniform(1, 3, 6);
        var expected = layer.call(input);
        using (no_grad())
        {
            layer.get_buffer("weight_u")!.mul_(0.5);
            layer.get_buffer("weight_v")!.mul_(0.7);
        }

        TensorAssert.AreClose(expected, layer.call(input), 1e-6);
    }

    [TestMethod]
    public void An_embedding_of_a_class_is_its_row()
    {
        using var scope = NewDisposeScope();
        using var layer = new SpectralEmbedding(4, 3);
        Pattern.Fill(layer, 10, 1);
        layer.eval();
        var rows = layer.call(eye(4));
        var ratio = rows / layer.parameters().Single();
        TensorAssert.AreClose(ratio[0, 0].expand(4, 3), ratio, 1e-4);
    }

    [TestMethod]
    public void The_vectors_go_back_with_a_training_that_is_put_back()
    {
        using var scope = NewDisposeScope();
        var architecture = new SaganArchitecture { DiscriminatorWidth = 1 };
        using var network = new Player("network", architecture.CreateDiscriminator(new() { Image = new(1, 16, 16) }), GanOptimizer.Adam());
        using var state = new TrainingState();
        network.Capture(state, "discriminator");
        var before = State(network.Module);
        network.Module.call(Pattern.Uniform(1, 2, 1, 16, 16), zeros(2, 0));
        Assert.IsTrue(before.Zip(State(network.Module)).All(pair => pair.First.numel() == 1 || pair.First.ne(pair.Second).any().item<bool>()));

        network.Restore(state, "discriminator");

        foreach (var (a, b) in before.Zip(State(network.Module)))
            TensorAssert.AreIdentical(a, b);
    }

    private static Tensor[] State(nn.Module layer) => [.. layer.buffers().Select(buffer => buffer.clone())];
}
