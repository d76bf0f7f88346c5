namespace Microsoft.ML.Gan.Tests.Training;

[TestClass]
public class CollapseWatchTests
{
    [TestMethod]
    public void A_healthy_training_gives_no_warning() => Assert.IsEmpty(Watch(Enumerable.Repeat(Result(), 2000)));

    [TestMethod]
    public void A_discriminator_that_always_wins_is_told_once()
    {
        var told = Watch(Enumerable.Repeat(Result(accuracy: 1), 5000));
        StringAssert.Contains(told.Single(), "discriminator tells real from generated");
    }

    [TestMethod]
    public void A_discriminator_that_always_loses_is_told() =>
        StringAssert.Contains(Watch(Enumerable.Repeat(Result(accuracy: 0), 5000)).Single(), "almost always wrong");

    [TestMethod]
    public void A_vanishing_gradient_is_told()
    {
        var told = Watch(Enumerable.Repeat(Result(gradient: 1), 500).Concat(Enumerable.Repeat(Result(gradient: 0), 5000)));
        StringAssert.Contains(told.Single(), "gradient has almost vanished");
    }

    [TestMethod]
    public void Falling_diversity_is_told()
    {
        var told = Watch(Enumerable.Repeat(Result(diversity: 0.9f), 500).Concat(Enumerable.Repeat(Result(diversity: 0.15f), 3000)));
        StringAssert.Contains(told.Single(), "collapsing");
    }

    [TestMethod]
    public void A_sign_that_comes_back_is_told_again()
    {
        var bad = Enumerable.Repeat(Result(accuracy: 1), 3000);
        Assert.HasCount(2, Watch(bad.Concat(Enumerable.Repeat(Result(), 1000)).Concat(bad)));
    }

    private static (float? Gradient, float? Accuracy, float? Diversity) Result(float accuracy = 0.7f, float diversity = 0.8f, float gradient = 1) =>
        (gradient, accuracy, diversity);

    private static List<string> Watch(IEnumerable<(float? Gradient, float? Accuracy, float? Diversity)> results)
    {
        var watch = new CollapseWatch(_ => { });
        return [.. results.Select(result => watch.Check(result.Gradient, result.Accuracy, result.Diversity)).OfType<string>()];
    }
}
