using Microsoft.ML.Gan.Tests.Testing;

namespace Microsoft.ML.Gan.Tests.Estimators;

[TestClass]
public class GanKillTests
{
    private const int Steps = 260;
    private const int Kills = 10;

    [TestMethod]
    public void A_training_that_is_killed_again_and_again_ends_in_the_same_weights()
    {
        using var folder = new TemporaryFolder();
        var whole = OtherProcess.Train(folder["whole"], Steps);

        var random = new Random(1);
        for (var kill = 0; kill < Kills; kill++)
            Assert.IsNull(OtherProcess.Train(folder["killed"], Steps, killAfter: random.Next(2, 24)), "It ended before it was killed.");
        Assert.AreEqual(whole, OtherProcess.Train(folder["killed"], Steps));
    }
}
