using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Networks;

[TestClass]
public class MlpArchitectureTests
{
    private static readonly NetworkSpecification _gray28 = new() { Image = new(1, 28, 28) };

    [TestMethod]
    public void Default_is_100_256_512_1024_784()
    {
        using var network = GanArchitecture.Mlp().CreateGenerator(_gray28);
        CollectionAssert.AreEqual(
            new[] { "main.0.weight [256, 100]", "main.2.weight [512, 256]", "main.4.weight [1024, 512]", "main.6.weight [784, 1024]" },
            Weights(network));
    }

    [TestMethod]
    public void Discriminator_is_the_mirror_with_dropout()
    {
        using var network = GanArchitecture.Mlp().CreateDiscriminator(_gray28);
        CollectionAssert.AreEqual(
            new[] { "main.0.weight [1024, 784]", "main.3.weight [512, 1024]", "main.6.weight [256, 512]", "main.9.weight [1, 256]" },
            Weights(network));
    }

    [TestMethod]
    public void A_condition_is_appended_to_both_inputs()
    {
        var specification = _gray28 with { ConditionSize = 10 };
        using var generator = GanArchitecture.Mlp().CreateGenerator(specification);
        using var discriminator = GanArchitecture.Mlp().CreateDiscriminator(specification);
        Assert.AreEqual("main.0.weight [256, 110]", Weights(generator)[0]);
        Assert.AreEqual("main.0.weight [1024, 794]", Weights(discriminator)[0]);
    }

    [TestMethod]
    public void Dropout_drops_its_share_in_training_and_nothing_afterwards()
    {
        using var scope = NewDisposeScope();
        manual_seed(3);
        using var network = new MlpArchitecture { HiddenSizes = [64], Dropout = 0.3 }.CreateDiscriminator(_gray28);
        var (images, condition) = (Pattern.Uniform(1, 4, 1, 28, 28), zeros(4, 0));
        network.train();
        Assert.AreNotEqual(network.call(images, condition)[0].item<float>(), network.call(images, condition)[0].item<float>());
        network.eval();
        TensorAssert.AreIdentical(network.call(images, condition), network.call(images, condition));
    }

    [TestMethod]
    public void Any_image_size_is_possible()
    {
        using var scope = NewDisposeScope();
        var specification = new NetworkSpecification { Image = new(3, 5, 9) };
        GanArchitecture.Mlp().Validate(specification.Image);
        using var network = new MlpArchitecture { LatentSize = 2, HiddenSizes = [3] }.CreateGenerator(specification);
        CollectionAssert.AreEqual(new long[] { 4, 3, 5, 9 }, network.call(zeros(4, 2), zeros(4, 0)).shape);
    }

    [TestMethod]
    public void No_hidden_layer_is_refused()
    {
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new MlpArchitecture { HiddenSizes = [] }.Validate(new(1, 28, 28)));
        Assert.AreEqual(nameof(MlpArchitecture.HiddenSizes), error.ParamName);
    }

    [TestMethod]
    [DataRow(-0.1)]
    [DataRow(1.0)]
    [DataRow(double.NaN)]
    public void A_share_that_cannot_be_dropped_is_refused(double share)
    {
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new MlpArchitecture { Dropout = share }.Validate(new(1, 28, 28)));
        Assert.AreEqual(nameof(MlpArchitecture.Dropout), error.ParamName);
    }

    [TestMethod]
    public void It_is_made_again_from_its_name_and_its_JSON()
    {
        var architecture = new MlpArchitecture { LatentSize = 5, HiddenSizes = [6, 7], NegativeSlope = 0.1, Dropout = 0.5 };
        var made = (MlpArchitecture)GanArchitecture.Create(architecture.Name, JsonSerializer.SerializeToElement(architecture));
        CollectionAssert.AreEqual(new[] { 6, 7 }, made.HiddenSizes.ToArray());
        Assert.AreEqual(architecture with { HiddenSizes = made.HiddenSizes }, made);
    }

    private static string[] Weights(nn.Module network) =>
        [.. network.named_parameters().Where(entry => entry.parameter.dim() == 2)
            .Select(entry => $"{entry.name} [{string.Join(", ", entry.parameter.shape)}]")];
}
