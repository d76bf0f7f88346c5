using Microsoft.ML.Gan.Tests.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Losses.Regularizers;

/// <summary>
/// Each term's value and its gradients for all weights (for penalties of the gradient these are second derivatives), on four
/// images from the same weights as PyTorch's (make_regularizer_fixtures.py).
/// </summary>
[TestClass]
public class RegularizersMatchPyTorchTests
{
    private const int Count = 4;
    private const double Tolerance = 1e-4;

    private static readonly ImageShape _image = new(1, 16, 16);

    public static IEnumerable<object[]> DiscriminatorTerms =>
        new (string Name, IGanRegularizer Regularizer)[]
        {
            ("r1", GanRegularizer.R1()),
            ("r2", GanRegularizer.R2()),
            ("one-centered", GanRegularizer.OneCenteredGradientPenalty()),
            ("zero-centered", GanRegularizer.ZeroCenteredGradientPenalty()),
            ("dragan", GanRegularizer.Dragan()),
            ("weight-decay", GanRegularizer.WeightDecay(0.1)),
            ("drift", GanRegularizer.Drift(0.5)),
            ("consistency", GanRegularizer.Consistency(10, 5)),
        }.Select(one => new object[] { one.Name, one.Regularizer });

    [TestMethod]
    [DynamicData(nameof(DiscriminatorTerms))]
    public void Discriminator_term_and_its_gradients(string name, object regularizer)
    {
        using var scope = NewDisposeScope();
        var specification = new NetworkSpecification { Image = _image, IndependentSamples = true };
        using var discriminator = GanArchitecture.Dcgan(2, 2).CreateDiscriminator(specification);
        Pattern.Fill(discriminator, 200, 0.3);
        using var random = NewRandom();
        var step = new DiscriminatorStep(
            x => discriminator.call(x, zeros(Count, 0)), Pattern.Uniform(2, Count, 1, 16, 16), Pattern.Uniform(4, Count, 1, 16, 16), random)
        {
            Parameters = discriminator.parameters(),
        };

        AssertTerm(name, ((IGanRegularizer)regularizer).DiscriminatorTerm(step)!, discriminator);
    }

    [TestMethod]
    public void Orthogonal_penalty_and_its_gradients() => AssertGeneratorTerm("orthogonal", GanRegularizer.Orthogonal(0.01));

    [TestMethod]
    public void Mode_seeking_and_its_gradients() => AssertGeneratorTerm("mode-seeking", GanRegularizer.ModeSeeking());

    [TestMethod]
    public void The_second_path_length_penalty_and_its_gradients()
    {
        using var scope = NewDisposeScope();
        using var generator = new StyleArchitecture().CreateGenerator(new NetworkSpecification { Image = _image });
        Pattern.Fill(generator, 100, 0.3);
        using var random = NewRandom();
        using var state = new GanRegularizerState();
        var step = new GeneratorStep(generator, zeros(Count, 8), zeros(Count, 0), random) { State = state };
        var penalty = GanRegularizer.PathLength();

        _ = penalty.GeneratorTerm(step); // sets out the average that the second one sees
        AssertTerm("path-length", penalty.GeneratorTerm(step), generator);
    }

    [TestMethod]
    public void Instance_noise_of_a_training_that_has_run_a_quarter_of_it()
    {
        using var scope = NewDisposeScope();
        using var random = NewRandom();
        var shown = new InstanceNoise(Deviation: 0.5, Kimg: 0.12).DiscriminatorInput(Pattern.Uniform(2, Count, 1, 16, 16), 30);
        TensorAssert.AreClose(PyTorchFixture.Load("regularizers")["instance-noise"], shown, 1e-6);
    }

    private static void AssertGeneratorTerm(string name, IGanRegularizer regularizer)
    {
        using var scope = NewDisposeScope();
        using var generator = new DcganArchitecture { LatentSize = 8, GeneratorWidth = 2 }.CreateGenerator(new NetworkSpecification { Image = _image });
        Pattern.Fill(generator, 100, 0.3);
        using var random = NewRandom();
        var (latent, condition) = (Pattern.Uniform(1, Count, 8), zeros(Count, 0));
        var step = new GeneratorStep(generator, latent, condition, random);

        AssertTerm(name, regularizer.GeneratorTerm(step)!, generator);
    }

    private static void AssertTerm(string name, Tensor term, nn.Module network)
    {
        var expected = PyTorchFixture.Load("regularizers");
        var parameters = network.named_parameters().ToArray();
        var gradients = autograd.grad([term], [.. parameters.Select(entry => entry.parameter)], allow_unused: true);

        TensorAssert.AreClose(expected[name], term, Tolerance * Math.Max(1, expected[name].item<float>()));
        for (var i = 0; i < parameters.Length; i++)
        {
            var gradient = gradients[i] is { IsInvalid: false } found ? found : zeros_like(parameters[i].parameter);
            var of = expected[$"{name}.{parameters[i].name}"];
            TensorAssert.AreClose(of, gradient, Tolerance * Math.Max(1, of.abs().max().item<float>()), parameters[i].name);
        }
    }

    /// <summary>A step's random numbers, and torch's own from the seed that the script has.</summary>
    private static torch.Generator NewRandom()
    {
        manual_seed(9);
        return new torch.Generator(5, CPU);
    }
}
