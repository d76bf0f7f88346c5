using System.Text;
using Microsoft.ML.Gan.Tests.Testing;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Gan.Tests.Training.Observers;

[TestClass]
public class TensorBoardTests
{
    [TestMethod]
    public void A_training_writes_losses_and_metrics_as_events()
    {
        using var folder = new TemporaryFolder();
        var ml = new MLContext(seed: 1);

        using var gan = TinyGan.Fit(ml, options =>
        {
            options.TensorBoardDirectory = folder["events"];
            options.Training.Kimg = TinyGan.KimgOf(25);
            options.Evaluation.Metrics.Add(GanMetric.Similarity());
            options.Evaluation.Images = 16;
        });

        var file = Directory.GetFiles(folder["events"], "*tfevents*", SearchOption.AllDirectories).Single();
        var text = Encoding.Latin1.GetString(File.ReadAllBytes(file));
        foreach (var tag in new[] { "discriminator/loss", "generator/loss", "generator/loss/gradientNorm", "accuracy", "metrics/MS-SSIM" })
            Assert.Contains(tag, text);
        Assert.HasCount(3, text.Split("generator/loss/gradientNorm")[1..], "After steps 10, 20 and 25.");
    }

    [TestMethod]
    public void Events_change_no_weights()
    {
        using var folder = new TemporaryFolder();
        var ml = new MLContext(seed: 1);
        using var with = TinyGan.Fit(ml, options => options.TensorBoardDirectory = folder["events"]);
        using var without = TinyGan.Fit(ml);
        Assert.AreEqual(without.WeightsSha256, with.WeightsSha256);
    }

    [TestMethod]
    public void A_folder_of_events_that_cannot_be_made_ends_no_training()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["events"], "a file where the folder should be");
        var ml = new MLContext(seed: 1);
        var log = new LogRecorder(ml);

        using var gan = TinyGan.Fit(ml, options => (options.TensorBoardDirectory, options.Training.Kimg) = (folder["events"], TinyGan.KimgOf(25)));

        Assert.AreEqual(25L, gan.Description.Training.Steps);
        Assert.ContainsSingle(message => message.Contains("TensorBoard events cannot be written", StringComparison.Ordinal), log.Of(ChannelMessageKind.Warning));
    }
}
