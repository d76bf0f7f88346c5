using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Losses;

[TestClass]
public class LossRecipeTests
{
    [TestMethod]
    public void Losses_without_a_recipe_leave_everything_open()
    {
        IGanLoss loss = GanLoss.Hinge();
        Assert.AreEqual(GanRecipe.Empty, loss.Recipe);
    }

    [TestMethod]
    public void Wasserstein_clips_after_five_steps_of_RMSProp()
    {
        var recipe = GanLoss.Wasserstein(clip: 0.02).Recipe;
        Assert.AreEqual(GanOptimizer.RmsProp(0.00005), recipe.DiscriminatorOptimizer);
        Assert.AreEqual(5, recipe.DiscriminatorSteps);
        Assert.AreEqual(new WeightClipping(0.02), recipe.Regularizers.Single());
    }

    [TestMethod]
    public void Wasserstein_with_penalty_follows_its_algorithm_1()
    {
        var recipe = GanLoss.WassersteinGradientPenalty(penalty: 3).Recipe;
        Assert.AreEqual(GanOptimizer.Adam(0.0001, 0, 0.9), recipe.DiscriminatorOptimizer);
        Assert.AreEqual(5, recipe.DiscriminatorSteps);
        Assert.AreEqual(new GradientPenalty(3), recipe.Regularizers.Single());
        Assert.IsTrue(recipe.Regularizers.Single().NeedsIndependentSamples);
    }

    [TestMethod]
    public void A_loss_is_made_again_from_its_name_and_its_JSON()
    {
        var loss = GanLoss.Wasserstein(clip: 0.5);
        var options = JsonSerializer.SerializeToElement(loss);
        Assert.AreEqual(loss, GanLoss.Create(loss.Name, options));
    }

    [TestMethod]
    public void The_form_of_a_relativistic_loss_is_saved_by_name()
    {
        var loss = GanLoss.RelativisticAverage(RelativisticForm.Hinge);
        var options = JsonSerializer.SerializeToElement(loss);
        Assert.AreEqual("Hinge", options.GetProperty("Form").GetString());
        Assert.AreEqual(loss, GanLoss.Create(loss.Name, options));
    }

    [TestMethod]
    public void A_loss_that_was_saved_before_it_had_an_option_is_made_with_the_default() =>
        Assert.AreEqual(GanLoss.NonSaturating(), GanLoss.Create("non-saturating", JsonSerializer.SerializeToElement(new { })));

    [TestMethod]
    public void An_unknown_name_says_what_to_register()
    {
        var error = Assert.ThrowsExactly<InvalidDataException>(() => GanLoss.Create("none-such", JsonSerializer.SerializeToElement(new { })));
        Assert.Contains("GanLoss.Register(\"none-such\", …)", error.Message);
    }

    [TestMethod]
    public void Options_of_the_wrong_kind_are_refused()
    {
        var options = JsonSerializer.SerializeToElement(new { Clip = "much" });
        Assert.ThrowsExactly<InvalidDataException>(() => GanLoss.Create("wasserstein", options));
    }

    [TestMethod]
    public void A_registered_loss_is_found()
    {
        GanLoss.Register("test-sum", _ => new SumLoss());
        Assert.IsInstanceOfType<SumLoss>(GanLoss.Create("test-sum", JsonSerializer.SerializeToElement(new { })));
    }

    private sealed class SumLoss : IGanLoss
    {
        public string Name => "test-sum";

        public Tensor Discriminator(Tensor real, Tensor fake) => (fake - real).sum();

        public Tensor Generator(Tensor fake, Tensor? real = null) => -fake.sum();
    }
}
