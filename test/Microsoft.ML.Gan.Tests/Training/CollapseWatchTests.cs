namespace Microsoft.ML.Gan.Tests.Training;

[TestClass]
public class CollapseWatchTests
{
    [TestMethod]
    public void AHealthyGameGivesNoWarning() => Assert.IsEmpty(Watch(Enumerable.Repeat(Result(), 2000)));

    [TestMethod]
    public void ADiscriminatorThatAlwaysWinsIsToldOnce()
    {
        var told = Watch(Enumerable.Repeat(Result(accuracy: 1), 5000));
        StringAssert.Contains(told.Single(), "discriminator tells real from generated");
    }

    [TestMethod]
    public void ADiscriminatorThatAlwaysLosesIsTold() =>
        StringAssert.Contains(Watch(Enumerable.Repeat(Result(accuracy: 0), 5000)).Single(), "almost always wrong");

    [TestMethod]
    public void AVanishingGradientIsTold()
    {
        var told = Watch(Enumerable.Repeat(Result(gradient: 1), 500).Concat(Enumerable.Repeat(Result(gradient: 0), 5000)));
        StringAssert.Contains(told.Single(), "gradient has almost vanished");
    }

    [TestMethod]
    public void FallingDiversityIsTold()
    {
        var told = Watch(Enumerable.Repeat(Result(diversity: 0.9f), 500).Concat(Enumerable.Repeat(Result(diversity: 0.15f), 3000)));
        StringAssert.Contains(told.Single(), "collapsing");
    }

    [TestMethod]
    public void ASignThatComesBackIsToldAgain()
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
