namespace Microsoft.ML.Gan.Tests.Training;

[TestClass]
public class ConsoleProgressTests
{
    [TestMethod]
    public void Lines_are_written_at_most_once_per_interval_and_always_after_the_last_step()
    {
        var clock = new Clock();
        using var writer = new StringWriter();
        var progress = new ConsoleProgress(writer, TimeSpan.FromSeconds(5), clock);
        foreach (var (seconds, step) in new[] { (0, 1), (2, 2), (6, 3), (7, 4), (8, 5) })
        {
            clock.Seconds = seconds;
            progress.Report(new GanProgress { Step = step, TotalSteps = 5, Elapsed = TimeSpan.FromSeconds(seconds), Scalars = new Dictionary<string, double> { ["generator.loss"] = 0.5 } });
        }

        var lines = writer.ToString().Split(Environment.NewLine, StringSplitOptions.RemoveEmptyEntries);
        CollectionAssert.AreEqual(new[] { "step 1/5", "step 3/5", "step 5/5" }, lines.Select(line => line.Split(" (")[0]).ToArray());
        Assert.AreEqual("step 3/5 (60 %)  0 images/s  generator.loss 0.500  0:04 left", lines[1]);
    }

    [TestMethod]
    public void An_evaluation_is_always_written()
    {
        using var writer = new StringWriter();
        var progress = new ConsoleProgress(writer, TimeSpan.FromHours(1), new Clock());
        progress.Report(new GanProgress { Step = 1, TotalSteps = 5 });
        progress.Report(new GanProgress { Step = 1, TotalSteps = 5, Metrics = new GanMetrics { Values = [new MetricValue("fid", 12.25)] } });

        Assert.Contains("fid 12.25", writer.ToString());
    }

    private sealed class Clock : TimeProvider
    {
        public long Seconds { get; set; }

        public override long TimestampFrequency => 1;

        public override long GetTimestamp() => Seconds;
    }
}
