namespace Microsoft.ML.Gan.Tests.Training;

[TestClass]
public class GanScheduleTests
{
    [TestMethod]
    [DataRow(0, 1)]
    [DataRow(1_000_000_000, 1)]
    public void Constant_stays(long images, double factor) => Assert.AreEqual(factor, GanSchedule.Constant().Factor(images));

    [TestMethod]
    [DataRow(0, 1)]
    [DataRow(100_000, 1)]
    [DataRow(125_000, 0.75)]
    [DataRow(200_000, 0)]
    [DataRow(300_000, 0)]
    public void Linear_decay_goes_from_one_to_zero(long images, double factor) =>
        Assert.AreEqual(factor, GanSchedule.LinearDecay(100, 200).Factor(images), 1e-12);

    [TestMethod]
    [DataRow(0, 1)]
    [DataRow(50_000, 0.85355339059327378)] // (1 + cos π/4)/2
    [DataRow(100_000, 0.5)]
    [DataRow(200_000, 0)]
    [DataRow(300_000, 0)]
    public void Cosine_decay_follows_half_a_wave(long images, double factor) =>
        Assert.AreEqual(factor, GanSchedule.CosineDecay(200).Factor(images), 1e-12);

    [TestMethod]
    [DataRow(5_000, 0.25)]
    [DataRow(20_000, 1)]
    [DataRow(150_000, 0.55)] // half-way down to a tenth
    [DataRow(200_000, 0.1)]
    public void Warm_up_and_a_last_factor_go_with_a_decay(long images, double factor) =>
        Assert.AreEqual(factor, (GanSchedule.LinearDecay(100, 200) with { WarmUpKimg = 20, FinalFactor = 0.1 }).Factor(images), 1e-12);

    [TestMethod]
    public void Two_time_scales_let_the_discriminator_learn_four_times_as_fast()
    {
        var (generator, discriminator) = GanOptimizer.TwoTimeScales();
        Assert.AreEqual(GanOptimizer.Adam(0.0001, 0, 0.9), generator);
        Assert.AreEqual(GanOptimizer.Adam(0.0004, 0, 0.9), discriminator);
    }
}
