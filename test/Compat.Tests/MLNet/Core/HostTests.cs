using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Compat.Tests.MLNet.Core;

[TestClass]
public sealed class HostTests
{
    [TestMethod]
    public void Messages_of_a_channel_reach_the_log()
    {
        var ml = new MLContext();
        var log = new List<LoggingEventArgs>();
        ml.Log += (_, e) => log.Add(e);

        using (var channel = ((IHostEnvironment)ml).Register("Gan").Start("Training"))
            channel.Info(MessageSensitivity.None, "step {0}", 5);

        var info = log.Single(message => message.Kind == ChannelMessageKind.Info);
        Assert.AreEqual("step 5", info.RawMessage);
        Assert.AreEqual("Gan; Training", info.Source);
        Assert.AreEqual("[Source=Gan; Training, Kind=Info] step 5", info.Message);
        Assert.AreEqual("Channel started", log[0].RawMessage);
        Assert.AreEqual("Channel disposed", log[^1].RawMessage);
    }

    [TestMethod]
    public void Text_that_is_no_format_is_passed_on_as_it_is()
    {
        var ml = new MLContext();
        var messages = new List<string>();
        ml.Log += (_, e) => messages.Add(e.RawMessage);

        using var channel = ((IChannelProvider)ml).Start("Test");
        channel.Warning(MessageSensitivity.None, "{braces}");

        Assert.Contains("{braces}", messages);
    }

    [TestMethod]
    public void The_seed_fixes_the_numbers_of_each_host()
    {
        static int[] Draw(int? seed)
        {
            IHostEnvironment env = new MLContext(seed);
            return [env.Register("A").Rand.Next(), env.Register("B").Rand.Next(), env.Register("C", seed: 5).Rand.Next()];
        }

        CollectionAssert.AreEqual(Draw(1), Draw(1));
        Assert.AreNotEqual(Draw(1)[0], Draw(2)[0]);
        Assert.AreNotEqual(Draw(1)[0], Draw(1)[1]);
        Assert.AreEqual(Draw(1)[2], Draw(2)[2]);
    }

    [TestMethod]
    public void Hosts_inherit_the_settings_of_the_context()
    {
        var ml = new MLContext(seed: 4) { GpuDeviceId = 1, FallbackToCpu = true, TempFilePath = Path.GetTempPath() };

        var host = (IHostEnvironmentInternal)((IHostEnvironment)ml).Register("A").Register("B");

        Assert.AreEqual(1, host.GpuDeviceId);
        Assert.IsTrue(host.FallbackToCpu);
        Assert.AreEqual(4, host.Seed);
        Assert.IsFalse(new MLContext().FallbackToCpu);
    }

    [TestMethod]
    public void Cancelling_the_context_cancels_its_hosts()
    {
        var ml = new MLContext();
        var host = ((IHostEnvironment)ml).Register("A").Register("B");
        host.CheckAlive();

        ml.CancelExecution();

        Assert.IsTrue(((ICancelable)host).IsCanceled);
        Assert.IsTrue(((ICancelable)((IHostEnvironment)ml).Register("Later")).IsCanceled);
        Assert.ThrowsExactly<OperationCanceledException>(host.CheckAlive);
    }

    [TestMethod]
    public void Options_are_kept_by_name()
    {
        var ml = new MLContext();
        ml.SetOption("a", 1);

        Assert.IsFalse(ml.TryAddOption("a", 2));
        Assert.AreEqual(1, ml.GetOptionOrDefault<int>("a"));
        Assert.AreEqual(0, ml.GetOptionOrDefault<int>("b"));
        Assert.IsTrue(ml.RemoveOption("a"));
        Assert.IsFalse(ml.TryGetOption<int>("a", out _));
    }

    [TestMethod]
    public void Progress_can_be_reported()
    {
        using var progress = ((IHostEnvironment)new MLContext()).Register("A").StartProgressChannel("Training");
        progress.SetHeader(new ProgressHeader(["loss"], ["steps"]), entry => entry.SetProgress(0, 1, 10));

        progress.Checkpoint(0.5, 1);

        CollectionAssert.AreEqual(new[] { "steps" }, new ProgressHeader("steps").UnitNames.ToArray());
    }

    [TestMethod]
    public void Checks_throw_the_types_that_tell_causes_apart()
    {
        IExceptionContext context = ((IHostEnvironment)new MLContext()).Register("A");

        Assert.ThrowsExactly<InvalidOperationException>(() => context.Check(false, "state"));
        Assert.ThrowsExactly<ArgumentNullException>(() => context.CheckValue((string?)null, "value"));
        Assert.ThrowsExactly<ArgumentException>(() => context.CheckNonEmpty("", "value"));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => context.CheckParam(false, "value"));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => context.CheckUserArg(false, "value"));
        Assert.ThrowsExactly<FormatException>(() => context.CheckDecode(false));
        Assert.IsInstanceOfType<ArgumentOutOfRangeException>(context.ExceptSchemaMismatch("schema", "image", "Image", "image", "float"));
        Assert.IsTrue(context.Except("x").IsMarked());
    }

    [TestMethod]
    public void An_estimator_reaches_the_environment_through_its_catalog()
    {
        var ml = new MLContext();

        Assert.IsNotNull(ml.Transforms.GetEnvironment());
        Assert.IsNotNull(ml.Transforms.Conversion.GetEnvironment());
        Assert.IsNotNull(ml.Data.GetEnvironment());
        Assert.IsNotNull(ml.AnomalyDetection.Trainers.GetEnvironment());
        Assert.IsNotNull(ml.MulticlassClassification.Trainers.GetEnvironment());
    }
}
