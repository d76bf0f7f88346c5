namespace Microsoft.ML.Gan.Tests.Training;

[TestClass]
public class StepResultTests
{
    private static readonly StepResult _sound = new(1, 1, 1, 1, 1, 1, 0.5f, 0.5f);

    [TestMethod]
    public void FiniteNumbersAreFine() => Assert.IsTrue(_sound.IsFinite);

    [TestMethod]
    public void EveryNumberThatIsNotFiniteIsNamed()
    {
        Assert.AreEqual("the discriminator's loss is NaN", (_sound with { DiscriminatorLoss = float.NaN }).WhatIsNotFinite);
        Assert.AreEqual("the discriminator's gradient is not finite", (_sound with { DiscriminatorGradientNorm = float.PositiveInfinity }).WhatIsNotFinite);
        Assert.AreEqual("the discriminator's weights are not finite", (_sound with { DiscriminatorWeightNorm = float.NaN }).WhatIsNotFinite);
        Assert.AreEqual("the generator's loss is NaN", (_sound with { GeneratorLoss = float.NaN }).WhatIsNotFinite);
        Assert.AreEqual("the generator's gradient is not finite", (_sound with { GeneratorGradientNorm = float.NaN }).WhatIsNotFinite);
        Assert.AreEqual("the generator's weights are not finite", (_sound with { GeneratorWeightNorm = float.NaN }).WhatIsNotFinite);
    }
}
