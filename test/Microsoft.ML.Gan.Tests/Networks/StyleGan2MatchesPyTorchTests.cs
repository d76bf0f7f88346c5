using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Networks;

/// <summary>StyleGAN2 against the definitions of the papers in PyTorch (make_stylegan2_fixtures.py), from the same weights.</summary>
[TestClass]
public class StyleGan2MatchesPyTorchTests
{
    private const int Batch = 4;
    private const int Side = 16;
    private const double Tolerance = 1e-4;

    private static readonly StyleGan2Architecture _small = new() { LatentSize = 8, StyleSize = 8, MappingLayers = 2, ChannelBase = 32, ChannelMax = 8 };

    private static readonly NetworkSpecification _colour = new() { Image = new(3, Side, Side) };

    private static readonly NetworkSpecification _grayWithClasses = new() { Image = new(1, Side, Side), ConditionSize = 3, AuxiliaryOutputs = 2 };

    [TestMethod]
    public void Generator_of_colour() => AssertGenerator("stylegan2-3x16x16", _small, _colour);

    [TestMethod]
    public void Generator_of_gray_with_classes_and_a_clamp() =>
        AssertGenerator("stylegan2-1x16x16-3", _small with { ConvClamp = 0.9 }, _grayWithClasses);

    [TestMethod]
    public void Discriminator_of_colour() => AssertDiscriminator("stylegan2-3x16x16", _small, _colour);

    [TestMethod]
    public void Discriminator_of_gray_with_classes_auxiliary_outputs_and_a_clamp() =>
        AssertDiscriminator("stylegan2-1x16x16-3", _small with { ConvClamp = 0.9 }, _grayWithClasses);

    [TestMethod]
    public void Truncation_draws_the_styles_to_their_mean()
    {
        using var scope = NewDisposeScope();
        using var network = MakeGenerator(_small, _colour);
        var styles = ((IStyleGenerator)network).Map(Pattern.Uniform(1, Batch, 8), zeros(Batch, 0), 0.5);
        TensorAssert.AreClose(PyTorchFixture.Load("stylegan2-3x16x16")["truncated"], styles, Tolerance);
    }

    [TestMethod]
    public void The_path_length_is_differentiable_in_every_weight()
    {
        using var scope = NewDisposeScope();
        var expected = PyTorchFixture.Load("stylegan2-3x16x16");
        using var network = MakeGenerator(_small, _colour);
        var generator = (IStyleGenerator)network;
        var styles = generator.Map(Pattern.Uniform(1, Batch, 8), zeros(Batch, 0));
        var images = generator.Synthesize(styles);
        var slope = autograd.grad([(images * Pattern.Uniform(4, images.shape)).sum()], [styles], create_graph: true, retain_graph: true)[0];
        var length = slope.square().sum(2).mean([1]).sqrt();
        TensorAssert.AreClose(expected["length"], length, Tolerance);
        GradientAssert.AreClose(expected, "path", network, (length - 1).square().mean());
    }

    [TestMethod]
    public void The_penalty_of_the_discriminators_gradient_is_differentiable_in_every_weight()
    {
        using var scope = NewDisposeScope();
        using var network = MakeDiscriminator(_small, _colour);
        var images = Pattern.Uniform(2, Batch, 3, Side, Side).requires_grad_();
        var slope = autograd.grad([network.call(images, zeros(Batch, 0)).sum()], [images], create_graph: true, retain_graph: true)[0];
        GradientAssert.AreClose(PyTorchFixture.Load("stylegan2-3x16x16"), "r1", network, slope.square().sum([1, 2, 3]).mean());
    }

    [TestMethod]
    public void Resampling_is_filtering_between_inserted_zeros()
    {
        using var scope = NewDisposeScope();
        var expected = PyTorchFixture.Load("fir");
        var (images, filter) = (Pattern.Uniform(9, 2, 3, 7, 6), FirFilter.Create());
        TensorAssert.AreClose(expected["up"], FirFilter.Up(images, filter), 1e-6, "up");
        TensorAssert.AreClose(expected["down"], FirFilter.Down(images.narrow(2, 0, 6), filter), 1e-6, "down");
        TensorAssert.AreClose(expected["blur"], FirFilter.Blur(images, filter, padding: 2), 1e-6, "blur");
    }

    [TestMethod]
    public void The_deviation_is_that_of_the_images_of_a_group()
    {
        using var scope = NewDisposeScope();
        TensorAssert.AreClose(PyTorchFixture.Load("fir")["deviation"], MinibatchDeviation.Append(Pattern.Uniform(8, 8, 3, 2, 2), 4), 1e-6);
    }

    private static void AssertGenerator(string fixture, StyleGan2Architecture architecture, NetworkSpecification specification)
    {
        using var scope = NewDisposeScope();
        var expected = PyTorchFixture.Load(fixture);
        using var network = MakeGenerator(architecture, specification);
        var images = network.call(Pattern.Uniform(1, Batch, 8), Pattern.OneHot(Batch, specification.ConditionSize));
        TensorAssert.AreClose(expected["generated"], images, Tolerance);
        GradientAssert.AreClose(expected, "generator", network, (images * Pattern.Uniform(3, images.shape)).sum());
    }

    private static void AssertDiscriminator(string fixture, StyleGan2Architecture architecture, NetworkSpecification specification)
    {
        using var scope = NewDisposeScope();
        var expected = PyTorchFixture.Load(fixture);
        using var network = MakeDiscriminator(architecture, specification);
        var images = Pattern.Uniform(2, Batch, specification.Image.Channels, Side, Side).requires_grad_();
        var logits = network.call(images, Pattern.OneHot(Batch, specification.ConditionSize));
        TensorAssert.AreClose(expected["logits"], logits, Tolerance);
        var total = (logits * Pattern.Uniform(3, logits.shape)).sum();
        TensorAssert.AreClose(expected["images"], autograd.grad([total], [images], retain_graph: true)[0], Tolerance, "The gradient of the images");
        GradientAssert.AreClose(expected, "discriminator", network, total);
    }

    private static nn.Module<Tensor, Tensor, Tensor> MakeGenerator(StyleGan2Architecture architecture, NetworkSpecification specification)
    {
        var network = architecture.CreateGenerator(specification);
        FillAll(network, 100);
        using var noGradient = no_grad();
        var salt = 500;
        foreach (var (_, buffer) in network.named_buffers().Where(entry => !IsFilter(entry.name)).OrderBy(entry => entry.name, StringComparer.Ordinal))
            buffer.copy_(0.5 * Pattern.Uniform(salt++, buffer.shape));
        network.eval();
        return network;
    }

    private static nn.Module<Tensor, Tensor, Tensor> MakeDiscriminator(StyleGan2Architecture architecture, NetworkSpecification specification)
    {
        var network = architecture.CreateDiscriminator(specification);
        FillAll(network, 200);
        return network;
    }

    /// <summary>Mapping layers are large in themselves, as their learning rate makes them small in use.</summary>
    private static void FillAll(nn.Module network, int salt)
    {
        Pattern.Fill(network, salt, 1);
        using var noGradient = no_grad();
        foreach (var (name, parameter) in network.named_parameters().Where(entry => entry.name.Contains("mapping.fc", StringComparison.Ordinal)))
            parameter.mul_(100);
    }

    private static bool IsFilter(string name) => name.EndsWith("resample_filter", StringComparison.Ordinal);
}
