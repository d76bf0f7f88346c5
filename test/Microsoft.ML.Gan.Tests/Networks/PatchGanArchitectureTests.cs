using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Networks;

[TestClass]
public class PatchGanArchitectureTests
{
    private static readonly DcganArchitecture _inner = new() { LatentSize = 3, GeneratorWidth = 1, DiscriminatorWidth = 1 };

    [TestMethod]
    public void Discriminator_has_the_published_size()
    {
        var architecture = GanArchitecture.PatchGan(_inner);
        Assert.AreEqual(2_765_633, architecture.CountDiscriminatorWeights(new() { Image = new(3, 256, 256) }));
        Assert.AreEqual(2_768_705, architecture.CountDiscriminatorWeights(new() { Image = new(3, 256, 256), ConditionSize = 3 }));
    }

    [TestMethod]
    [DataRow(1, 16)]
    [DataRow(2, 34)]
    [DataRow(3, 70)]
    public void A_logit_depends_on_a_patch_of_the_published_size(int layers, int side)
    {
        using var scope = NewDisposeScope();
        using var network = GanArchitecture.PatchGan(_inner, layers, width: 2).CreateDiscriminator(new() { Image = new(1, 128, 128) });
        network.eval();
        var images = Pattern.Uniform(1, 1, 1, 128, 128).requires_grad_();
        var logits = network.call(images, zeros(1, 0));
        var middle = logits[0, 0, logits.shape[2] / 2, logits.shape[3] / 2];
        var slope = autograd.grad([middle], [images])[0][0, 0];
        Assert.AreEqual(side, slope.abs().sum([0]).ne(0).sum().item<long>());
        Assert.AreEqual(side, slope.abs().sum([1]).ne(0).sum().item<long>());
    }

    [TestMethod]
    public void The_generator_is_that_of_the_inner_architecture()
    {
        using var scope = NewDisposeScope();
        var specification = new NetworkSpecification { Image = new(1, 28, 28) };
        manual_seed(4);
        using var own = _inner.CreateGenerator(specification);
        manual_seed(4);
        using var patch = GanArchitecture.PatchGan(_inner).CreateGenerator(specification);
        foreach (var (a, b) in own.parameters().Zip(patch.parameters()))
            TensorAssert.AreIdentical(a, b);
    }

    [TestMethod]
    public void Auxiliary_outputs_are_further_channels_of_the_patches()
    {
        using var scope = NewDisposeScope();
        using var network = GanArchitecture.PatchGan(_inner, width: 2).CreateDiscriminator(
            new() { Image = new(1, 32, 32), ConditionSize = 2, AuxiliaryOutputs = 4, DiscriminatorConditioning = DiscriminatorConditioning.Projection });
        CollectionAssert.AreEqual(new long[] { 2, 5, 2, 2 }, network.call(Pattern.Uniform(1, 2, 1, 32, 32), eye(2)).shape);
    }

    [TestMethod]
    public void Images_smaller_than_the_layers_need_are_refused()
    {
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => GanArchitecture.PatchGan(_inner).Validate(new ImageShape(3, 20, 20)));
        Assert.AreEqual(nameof(PatchGanArchitecture.Layers), error.ParamName);
        Assert.Contains("24 pixels", error.Message);
    }

    [TestMethod]
    public void It_is_made_again_from_its_name_and_its_JSON_with_the_inner_one()
    {
        IGanArchitecture architecture = GanArchitecture.PatchGan(_inner, layers: 2, width: 9);
        var options = JsonSerializer.SerializeToElement<object>(architecture);
        Assert.AreEqual(architecture, GanArchitecture.Create(architecture.Name, options));
    }

    [TestMethod]
    [DataRow("""{"Layers":3}""")]
    [DataRow("""{"Inner":null}""")]
    [DataRow("""{"Inner":{"Options":{}}}""")]
    [DataRow("""{"Inner":{"Name":"dcgan"}}""")]
    [DataRow("""{"Inner":{"Name":"none-such","Options":{}}}""")]
    [DataRow("""{"Inner":7}""")]
    public void Options_without_an_inner_architecture_that_is_known_cannot_be_read(string json)
    {
        var options = JsonSerializer.Deserialize<JsonElement>(json);
        Assert.ThrowsExactly<InvalidDataException>(() => GanArchitecture.Create("patchgan", options));
    }
}
