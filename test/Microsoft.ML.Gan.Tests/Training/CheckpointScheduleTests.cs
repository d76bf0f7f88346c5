namespace Microsoft.ML.Gan.Tests.Training;

[TestClass]
public class CheckpointScheduleTests
{
    [TestMethod]
    public void The_first_checkpoint_comes_within_the_first_minute_and_others_by_the_interval()
    {
        var clock = new Clock();
        var schedule = new CheckpointSchedule(steps: null, TimeSpan.FromMinutes(10), firstStep: 0, clock);

        Assert.IsFalse(schedule.IsAt(1));
        clock.Now += TimeSpan.FromSeconds(30);
        Assert.IsTrue(schedule.IsAt(2));
        schedule.Saved(2);
        clock.Now += TimeSpan.FromMinutes(9);
        Assert.IsFalse(schedule.IsAt(900));
        clock.Now += TimeSpan.FromMinutes(1);
        Assert.IsTrue(schedule.IsAt(1000));
    }

    [TestMethod]
    public void A_shorter_interval_and_steps_count_from_the_beginning()
    {
        var clock = new Clock();
        var schedule = new CheckpointSchedule(steps: 5, TimeSpan.FromSeconds(10), firstStep: 12, clock);

        Assert.IsFalse(schedule.IsAt(13));
        Assert.IsTrue(schedule.IsAt(15));
        clock.Now += TimeSpan.FromSeconds(10);
        Assert.IsTrue(schedule.IsAt(13));
        Assert.IsFalse(schedule.IsAt(12), "nothing was done since");
    }

    private sealed class Clock : TimeProvider
    {
        public TimeSpan Now { get; set; }

        public override long TimestampFrequency => TimeSpan.TicksPerSecond;

        public override long GetTimestamp() => Now.Ticks;
    }
}
