using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Losses.Regularizers;

[TestClass]
public class GanRegularizerTests
{
    private static IGanRegularizer[] Changed =>
    [
        new GradientPenalty(3, 0.5, 2),
        new R1Penalty(3, 2),
        new R2Penalty(3, 2),
        new DraganPenalty(3, 2),
        new WeightClipping(0.3),
        new WeightDecay(0.3),
        new DriftPenalty(0.3),
        new OrthogonalPenalty(0.3, "embedding."),
        new InstanceNoise(0.3, 7),
        new ModeSeeking(3),
        new PathLengthPenalty(3, 0.5, 4, 8),
        new ConsistencyPenalty(3, 4, 5, false),
    ];

    public static IEnumerable<object[]> ChangedByName => Changed.Select(one => new object[] { one.Name, one });

    [TestMethod]
    [DynamicData(nameof(ChangedByName))]
    public void A_regularizer_is_made_again_from_its_name_and_its_JSON(string name, object regularizer)
    {
        var options = NamedPart.Of((IGanRegularizer)regularizer).Options;
        Assert.AreEqual(regularizer, GanRegularizer.Create(name, options));
        Assert.IsFalse(options.TryGetProperty("Name", out _), "The name is no option.");
    }

    [TestMethod]
    [DynamicData(nameof(ChangedByName))]
    public void Without_saved_options_it_has_its_defaults(string name, object regularizer)
    {
        var plain = GanRegularizer.Create(name, JsonSerializer.SerializeToElement(new { }));
        Assert.AreEqual(regularizer.GetType(), plain.GetType());
        Assert.AreNotEqual(regularizer, plain);
    }

    [TestMethod]
    public void Options_without_meaning_are_refused()
    {
        var error = Assert.ThrowsExactly<InvalidDataException>(() => GanRegularizer.Create("r1", JsonSerializer.SerializeToElement(new { Gamma = -1 })));
        Assert.Contains("Gamma", error.Message);
    }

    [TestMethod]
    public void An_unknown_name_says_what_to_register()
    {
        var error = Assert.ThrowsExactly<InvalidDataException>(() => GanRegularizer.Create("none-such", JsonSerializer.SerializeToElement(new { })));
        Assert.Contains("GanRegularizer.Register(\"none-such\", …)", error.Message);
    }

    [TestMethod]
    public void Instance_noise_is_gone_at_its_end()
    {
        using var scope = NewDisposeScope();
        var images = zeros(2, 1, 100, 100);
        var noise = GanRegularizer.InstanceNoise(deviation: 0.4, kimg: 10);
        Assert.AreEqual(0.4, noise.DiscriminatorInput(images, 0).std().item<float>(), 0.01);
        Assert.AreEqual(0.1, noise.DiscriminatorInput(images, 7500).std().item<float>(), 0.01);
        TensorAssert.AreIdentical(images, noise.DiscriminatorInput(images, 10000));
        TensorAssert.AreIdentical(images, noise.DiscriminatorInput(images, 20000));
    }

    [TestMethod]
    public void A_discriminator_that_does_not_look_at_places_is_consistent()
    {
        using var scope = NewDisposeScope();
        using var random = new torch.Generator(5, CPU);
        var images = Pattern.Uniform(1, 8, 3, 1, 1).expand(8, 3, 16, 16);
        var step = new DiscriminatorStep(x => x.flatten(1).mean([1], keepdim: true), images, images, random);
        Assert.AreEqual(0f, GanRegularizer.Consistency(10, 10).DiscriminatorTerm(step)!.item<float>(), 1e-10f);
    }

    [TestMethod]
    public void Consistency_moves_images_by_no_more_than_it_says()
    {
        using var scope = NewDisposeScope();
        using var random = new torch.Generator(5, CPU);
        var images = zeros(64, 1, 9, 9);
        images[TensorIndex.Colon, TensorIndex.Colon, 4, 4] = 1; // mirroring keeps the middle where it is
        var places = new List<(long, long)>();
        var step = new DiscriminatorStep(
            x =>
            {
                var at = x.flatten(1).argmax(1);
                places = [.. at.data<long>().ToArray().Select(place => (place / 9, place % 9))];
                return x.flatten(1).sum(1, keepdim: true);
            },
            images,
            images,
            random)
        {
            RealLogits = zeros(64, 1),
        };
        _ = new ConsistencyPenalty(MaxShift: 2).DiscriminatorTerm(step);

        var moves = places.Distinct().ToArray();
        Assert.IsTrue(moves.All(place => place is ( >= 2 and <= 6, >= 2 and <= 6)), string.Join(" ", moves));
        Assert.IsTrue(moves.Length > 15, $"Of 25 moves, {moves.Length} were made.");
    }

    [TestMethod]
    public void Orthogonal_leaves_BigGANs_embedding_of_classes_alone_and_nothing_else()
    {
        using var scope = NewDisposeScope();
        var architecture = new BigGanArchitecture { LatentSize = 8, GeneratorWidth = 1, DiscriminatorWidth = 1, EmbeddingSize = 6, AttentionSide = 8 };
        using var generator = architecture.CreateGenerator(new NetworkSpecification { Image = new(1, 16, 16), ConditionSize = 3 });
        Pattern.Fill(generator, 100, 0.3);
        using var random = new torch.Generator(5, CPU);
        var step = new GeneratorStep(generator, zeros(4, 8), eye(4, 3), random);
        var matrices = generator.named_parameters().Where(entry => entry.parameter.dim() > 1).ToArray();
        var embedding = matrices.Single(entry => entry.parameter.shape is [3, 6]).name;

        CollectionAssert.AreEqual(new[] { embedding }, NotPenalized(GanRegularizer.Orthogonal()));
        Assert.IsEmpty(NotPenalized(GanRegularizer.Orthogonal() with { Except = "" }));

        string[] NotPenalized(OrthogonalPenalty penalty)
        {
            var gradients = autograd.grad([penalty.GeneratorTerm(step)!], [.. matrices.Select(entry => entry.parameter)], allow_unused: true);
            return [.. matrices.Zip(gradients).Where(pair => pair.Second is null or { IsInvalid: true }).Select(pair => pair.First.name)];
        }
    }

    [TestMethod]
    public void Path_length_without_styles_is_refused_by_name()
    {
        using var scope = NewDisposeScope();
        using var random = new torch.Generator(5, CPU);
        using var generator = new MlpArchitecture { LatentSize = 8 }.CreateGenerator(new NetworkSpecification { Image = new(1, 4, 4) });
        var step = new GeneratorStep(generator, zeros(4, 8), zeros(4, 0), random);
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => GanRegularizer.PathLength().GeneratorTerm(step));
        Assert.Contains("'path-length' needs a generator with styles", error.Message);
    }

    [TestMethod]
    public void What_a_regularizer_remembers_is_captured_and_restored()
    {
        using var scope = NewDisposeScope();
        using var first = new GanRegularizerState();
        using var second = new GanRegularizerState();
        first.Get("average", () => zeros(2)).copy_(tensor(new float[] { 3, 4 }));
        using var saved = new TrainingState();
        ((IStateful)first).Capture(saved, "regularizer.0");
        first.Get("average", () => zeros(2)).fill_(9);

        ((IStateful)first).Restore(saved, "regularizer.0");
        ((IStateful)second).Restore(saved, "regularizer.0");
        using var savedAgain = new TrainingState();
        ((IStateful)second).Capture(savedAgain, "regularizer.1"); // before anybody has asked for it

        foreach (var state in new[] { first, second })
            CollectionAssert.AreEqual(new float[] { 3, 4 }, state.Get("average", () => zeros(2)).data<float>().ToArray());
        CollectionAssert.AreEqual(new float[] { 3, 4 }, savedAgain.Tensors["regularizer.1.average"].data<float>().ToArray());
        Assert.ThrowsExactly<InvalidDataException>(() =>
        {
            ((IStateful)second).Restore(saved, "regularizer.0");
            second.Get("average", () => zeros(5));
        });
    }
}
