using Microsoft.ML.Gan.Tests.Testing;

namespace Microsoft.ML.Gan.Tests.Recipes;

[TestClass]
public class ResolvedRecipeTests
{
    private static readonly ImageShape _image = new(3, 64, 64);

    [TestMethod]
    public void StyleGan2_alone_trains_as_StyleGAN2()
    {
        var recipe = Resolve(new() { Architecture = GanArchitecture.StyleGan2(64), Training = { BatchSize = 32 } });

        Assert.AreEqual(GanLoss.NonSaturating(), recipe.Loss);
        var r1 = recipe.Regularizers.OfType<R1Penalty>().Single();
        Assert.AreEqual((0.0002 * 64 * 64 / 32, 16), (r1.Gamma, r1.Interval));
        Assert.AreEqual(4, recipe.Regularizers.OfType<PathLengthPenalty>().Single().Interval);
        Assert.AreEqual(0.0025 * 4 / 5, recipe.GeneratorOptimizer.LearningRate, 1e-12);
        Assert.AreEqual(0, recipe.GeneratorOptimizer.Beta1);
        Assert.AreEqual(Math.Pow(0.99, 16.0 / 17), recipe.DiscriminatorOptimizer.Beta2, 1e-12);
        Assert.AreEqual(10, recipe.Ema!.HalfLifeKimg, 1e-12);
    }

    [TestMethod]
    public void Without_any_recipe_a_training_has_the_settings_of_DCGAN()
    {
        var recipe = Resolve(new());

        Assert.AreEqual(GanLoss.NonSaturating(), recipe.Loss);
        Assert.AreEqual(GanOptimizer.Adam(0.0002, 0.5, 0.999), recipe.GeneratorOptimizer);
        Assert.AreEqual(recipe.GeneratorOptimizer, recipe.DiscriminatorOptimizer);
        Assert.AreEqual(1, recipe.DiscriminatorSteps);
        Assert.IsEmpty(recipe.Regularizers);
        Assert.AreEqual(new GanEma(), recipe.Ema);
    }

    [TestMethod]
    public void Options_override_both_recipes()
    {
        var own = GanOptimizer.Adam(0.5);
        var recipe = Resolve(new()
        {
            Architecture = GanArchitecture.Sngan(),
            Loss = GanLoss.WassersteinGradientPenalty(),
            Optimization = { DiscriminatorSteps = 3, Generator = own, Ema = null },
        });

        Assert.AreEqual(3, recipe.DiscriminatorSteps);
        Assert.AreEqual(own, recipe.GeneratorOptimizer);
        Assert.AreEqual(GanOptimizer.Adam(0.0001, 0, 0.9), recipe.DiscriminatorOptimizer);
        Assert.IsNull(recipe.Ema);
    }

    [TestMethod]
    public void A_loss_of_the_options_decides_before_the_architecture_and_replaces_its_regularizers()
    {
        var recipe = Resolve(new() { Architecture = GanArchitecture.StyleGan2(64), Loss = GanLoss.WassersteinGradientPenalty() });

        Assert.AreEqual(5, recipe.DiscriminatorSteps);
        Assert.AreEqual(GanOptimizer.Adam(0.0001, 0, 0.9), recipe.GeneratorOptimizer);
        Assert.AreEqual(new GradientPenalty(10), recipe.Regularizers.Single());
        Assert.Contains("Left out: r1 (architecture 'stylegan2'; the loss brings its own), path-length (architecture 'stylegan2'; the loss brings its own).", recipe.Description);
        Assert.AreEqual(20, recipe.Ema!.HalfLifeKimg, 1e-12); // the architecture's: the loss leaves it open
    }

    [TestMethod]
    public void A_loss_of_the_options_without_regularizers_keeps_the_architectures() =>
        Assert.HasCount(2, Resolve(new() { Architecture = GanArchitecture.StyleGan2(64), Loss = GanLoss.Hinge() }).Regularizers);

    [TestMethod]
    public void An_architecture_decides_before_the_loss_that_it_names()
    {
        var recipe = Resolve(new() { Architecture = GanArchitecture.Progressive(1000) });

        Assert.AreEqual(1, recipe.DiscriminatorSteps);
        Assert.AreEqual(GanOptimizer.Adam(0.001, 0, 0.99), recipe.DiscriminatorOptimizer);
        CollectionAssert.AreEquivalent(new[] { "gradient-penalty", "drift" }, recipe.Regularizers.Select(one => one.Name).ToArray());
    }

    [TestMethod]
    public void A_regularizer_of_the_options_replaces_the_recipes_of_the_same_name()
    {
        var own = GanRegularizer.R1(7, interval: 8);
        var options = new GanEstimator.Options { Architecture = GanArchitecture.StyleGan2(64) };
        options.Regularizers.Add(own);

        Assert.AreEqual(own, Resolve(options).Regularizers.Single(one => one.Name == own.Name));
        Assert.HasCount(2, Resolve(options).Regularizers);
        Assert.Contains("Left out: r1 of the recipe (the options have their own, every 8 steps; the recipe's optimizers are made for every 16).", Resolve(options).Description);
    }

    [TestMethod]
    public void The_log_says_what_is_used_and_where_it_comes_from()
    {
        var ml = new MLContext(seed: 1);
        var messages = new List<string>();
        ml.Log += (_, e) => messages.Add(e.Message);
        var options = TinyGan.Options();
        options.Loss = GanLoss.WassersteinGradientPenalty();
        options.Optimization.Generator = GanOptimizer.Adam(0.25);

        using var gan = ml.Transforms.Gan(options).Fit(Squares.Load(ml, 16));

        Assert.IsTrue(
            messages.Any(message => message.Contains(
                "Loss 'wasserstein-gp' (options); regularizers: gradient-penalty (loss 'wasserstein-gp'); discriminator steps: 5 (loss 'wasserstein-gp'); " +
                "generator optimizer: Adam 0.25 (0.5, 0.999) (options); discriminator optimizer: Adam 0.0001 (0, 0.9) (loss 'wasserstein-gp')",
                StringComparison.Ordinal)),
            string.Join(Environment.NewLine, messages));
    }

    private static ResolvedRecipe Resolve(GanEstimator.Options options) => ResolvedRecipe.Of(options, _image);
}
