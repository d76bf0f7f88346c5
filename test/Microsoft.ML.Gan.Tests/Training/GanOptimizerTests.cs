namespace Microsoft.ML.Gan.Tests.Training;

[TestClass]
public class GanOptimizerTests
{
    [TestMethod]
    public void Adam_begins_with_the_numbers_of_DCGAN() =>
        Assert.AreEqual(GanOptimizer.Adam(0.0002, 0.5, 0.999) with { Epsilon = 1e-8 }, GanOptimizer.Adam());

    [TestMethod]
    public void RMSProp_begins_with_the_numbers_of_Wasserstein_GAN() =>
        Assert.AreEqual(GanOptimizer.RmsProp(0.00005, 0.99) with { Epsilon = 1e-8 }, GanOptimizer.RmsProp());

    [TestMethod]
    [DataRow(0.0, 0.5, 0.9, 1e-8, "LearningRate")]
    [DataRow(double.NaN, 0.5, 0.9, 1e-8, "LearningRate")]
    [DataRow(0.1, 1.0, 0.9, 1e-8, "Beta1")]
    [DataRow(0.1, 0.5, -0.1, 1e-8, "Beta2")]
    [DataRow(0.1, 0.5, 0.9, 0.0, "Epsilon")]
    public void A_number_without_meaning_is_named(double rate, double beta1, double beta2, double epsilon, string field)
    {
        var optimizer = GanOptimizer.Adam(rate, beta1, beta2) with { Epsilon = epsilon };
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => optimizer.Validate("GeneratorOptimizer"));
        Assert.AreEqual($"GeneratorOptimizer.{field}", error.ParamName);
    }

    [TestMethod]
    public void Weight_decay_of_a_rule_without_it_is_refused()
    {
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => (GanOptimizer.Adam() with { WeightDecay = 0.01 }).Validate("Generator"));
        Assert.AreEqual("Generator.WeightDecay", error.ParamName);
        Assert.Contains("AdamW", error.Message);
    }
}
