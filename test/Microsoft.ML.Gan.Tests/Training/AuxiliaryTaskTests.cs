using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Training;

/// <summary>What the discriminator estimates beside judging, in both players' turns.</summary>
[TestClass]
public class AuxiliaryTaskTests
{
    private const int Batch = 16;
    private static readonly MlpArchitecture _mlp = new() { LatentSize = 9, HiddenSizes = [8], Dropout = 0 };
    private static readonly ImageShape _image = new(1, 4, 4);

    [TestMethod]
    public void A_classifiers_losses_and_gradients_are_PyTorchs()
    {
        var classes = tensor(Enumerable.Range(0, Batch).Select(i => (long)(i * 3 % 4 % 3)).ToArray());
        var condition = cat([nn.functional.one_hot(classes, 3).to(ScalarType.Float32), Pattern.Uniform(5, Batch, 2)], 1);
        Check("classifier", condition, GanConditioning.AuxiliaryClassifier(0.7), [new(3, IsClass: true), new(2, IsClass: false)]);
    }

    [TestMethod]
    public void The_losses_and_gradients_of_codes_are_PyTorchs() =>
        Check("codes", zeros(Batch, 0), GanConditioning.Codes([3, 2], continuous: 3, weight: 0.6), []);

    [TestMethod]
    public void Each_patch_estimates_for_itself()
    {
        using var scope = NewDisposeScope();
        var expected = PyTorchFixture.Load("auxiliary");
        var outputs = Pattern.Uniform(6, Batch, 5, 2, 3).requires_grad_();
        var classes = nn.functional.one_hot(arange(Batch, ScalarType.Int64) % 4, 4).to(ScalarType.Float32);
        var task = GanConditioning.AuxiliaryClassifier().Task([new(4, IsClass: true)])!;

        var loss = task.OfReal(outputs, classes)!;

        TensorAssert.AreClose(expected["patches"], loss, 1e-5, "The loss");
        TensorAssert.AreClose(expected["patches.outputs"], autograd.grad([loss], [outputs])[0], 1e-6, "The gradient");
    }

    [TestMethod]
    public void Parts_of_a_batch_have_the_batchs_gradients()
    {
        using var scope = NewDisposeScope();
        using var random = new torch.Generator(7, CPU);
        var conditioning = GanConditioning.AuxiliaryClassifier() with { CategoricalCodes = [3], ContinuousCodes = 1 };
        var task = conditioning.Task([new(3, IsClass: true)])!;
        var latents = Pattern.Uniform(8, Batch, 9);
        conditioning.LatentCodes!.Draw(latents, random);
        var (outputs, condition) = (Pattern.Uniform(6, Batch, 1 + task.Outputs), Pattern.OneHot(Batch, 3));

        var whole = task.OfGenerated(outputs, condition, latents);
        var parts = (0.25 * task.OfGenerated(outputs.narrow(0, 0, 4), condition.narrow(0, 0, 4), latents.narrow(0, 0, 4)))
            + (0.75 * task.OfGenerated(outputs.narrow(0, 4, 12), condition.narrow(0, 4, 12), latents.narrow(0, 4, 12)));

        Assert.AreEqual(7, task.Outputs);
        TensorAssert.AreClose(whole, parts, 1e-5, "The loss");
    }

    /// <summary>Both turns of one step, as make_auxiliary_fixtures.py plays them.</summary>
    private static void Check(string name, Tensor condition, GanConditioning conditioning, AuxiliaryTarget[] conditions)
    {
        using var scope = NewDisposeScope();
        using var random = new torch.Generator(7, CPU);
        var expected = PyTorchFixture.Load("auxiliary");
        var task = conditioning.Task(conditions)!;
        var specification = new NetworkSpecification
        {
            Image = _image,
            ConditionSize = (int)condition.shape[1],
            DiscriminatorConditioning = conditioning.Discriminator,
            AuxiliaryOutputs = task.Outputs,
        };
        var (generator, discriminator) = (_mlp.CreateGenerator(specification), _mlp.CreateDiscriminator(specification));
        Pattern.Fill(generator, 100, 0.5);
        Pattern.Fill(discriminator, 200, 0.5);
        using var generatorPlayer = new Player("generator", generator, GanOptimizer.Adam());
        using var discriminatorPlayer = new Player("discriminator", discriminator, GanOptimizer.Adam());
        using var objective = new ImageObjective(generatorPlayer, discriminatorPlayer, GanLoss.NonSaturating(), [], _mlp.LatentSize, random, new ImageObjectiveParts
        {
            Auxiliary = task,
            Codes = conditioning.LatentCodes,
        });
        var context = new PhaseContext(new Gan.Training.Batch((Gan.Training.Batch.Real, Pattern.Uniform(1000, Batch, 1, 4, 4)), (Gan.Training.Batch.Condition, condition)));

        var judged = objective.Phases[0].Loss(context)!;
        TensorAssert.AreClose(expected[name + ".discriminator"], judged, 1e-4, "The discriminator's loss");
        GradientAssert.AreClose(Of(expected, name), "discriminator", discriminator, judged);

        var made = objective.Phases[1].Loss(context)!;
        TensorAssert.AreClose(expected[name + ".generator"], made, 1e-4, "The generator's loss");
        GradientAssert.AreClose(Of(expected, name), "generator", generator, made);
    }

    private static Dictionary<string, Tensor> Of(IReadOnlyDictionary<string, Tensor> expected, string name) => expected
        .Where(entry => entry.Key.StartsWith(name + ".", StringComparison.Ordinal) && entry.Key.Count(c => c == '.') > 1)
        .ToDictionary(entry => entry.Key[(name.Length + 1)..], entry => entry.Value);
}
