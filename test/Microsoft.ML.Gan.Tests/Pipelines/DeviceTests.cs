using Microsoft.ML.Gan.Tests.Testing;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Gan.Tests.Pipelines;

/// <summary>A GPU that the context asks for and that is not there.</summary>
[TestClass]
public class DeviceTests
{
    private const int Absent = 4711;

    [TestMethod]
    public void Fit_absent_gpu_with_fallback_warns_and_uses_the_cpu()
    {
        var ml = NewContext(fallback: true);
        var log = new LogRecorder(ml);

        using var transformer = TinyGan.Fit(ml, options => options.Device = null);

        AssertNamesTheGpu(log.Of(ChannelMessageKind.Warning).First());
        Assert.HasCount(1, Values.Images(transformer.Transform(LabelRow.Load(ml, 0))));
    }

    [TestMethod]
    public void Fit_absent_gpu_without_fallback_is_an_error_before_a_row_is_read()
    {
        var ml = NewContext(fallback: false);
        var reads = 0;

        var error = Assert.ThrowsExactly<InvalidOperationException>(() =>
            TinyGan.Estimator(ml, options => options.Device = null).Fit(Squares.LoadUnsized(ml, Rows())));

        AssertNamesTheGpu(error.Message);
        Assert.Contains("FallbackToCpu", error.Message);
        Assert.AreEqual(0, reads);

        IEnumerable<Square> Rows()
        {
            reads++;
            yield return Squares.Row(0);
        }
    }

    [TestMethod]
    public void Fit_cpu_asked_for_in_the_options_does_not_look_for_the_gpu()
    {
        var ml = NewContext(fallback: false);

        using var transformer = TinyGan.Fit(ml, options => options.Device = "cpu");

        Assert.HasCount(1, Values.Images(transformer.Transform(LabelRow.Load(ml, 0))));
    }

    [TestMethod]
    public void Load_absent_gpu_with_fallback_warns_and_gives_the_same_images()
    {
        using var saved = new Saved();
        var ml = NewContext(fallback: true);
        var log = new LogRecorder(ml);

        var loaded = ml.Model.Load(saved.Path, out _);

        Assert.IsTrue(log.Of(ChannelMessageKind.Warning).Any(message => message.Contains($"cuda:{Absent}", StringComparison.Ordinal)));
        Values.AssertSame(saved.Images, Values.Images(loaded.Transform(LabelRow.LoadMany(ml, Saved.Rows))));
        ((IDisposable)loaded).Dispose();
    }

    [TestMethod]
    public void Load_absent_gpu_without_fallback_is_an_error_that_names_it()
    {
        using var saved = new Saved();

        var error = Assert.Throws<Exception>(() => NewContext(fallback: false).Model.Load(saved.Path, out _));

        // ML.NET makes components by reflection, so ours may stand within another exception.
        while (error.InnerException is { } inner)
            error = inner;
        Assert.IsInstanceOfType<InvalidOperationException>(error);
        AssertNamesTheGpu(error.Message);
    }

    private static MLContext NewContext(bool fallback) => new(seed: 1) { GpuDeviceId = Absent, FallbackToCpu = fallback };

    private static void AssertNamesTheGpu(string message) => Assert.Contains($"cuda:{Absent}", message);

    /// <summary>A model that a context without wishes has saved, and what it generates.</summary>
    private sealed class Saved : IDisposable
    {
        public const int Rows = 3;
        private readonly TemporaryFolder _folder = new();

        public Saved()
        {
            var ml = new MLContext(seed: 1);
            using var transformer = TinyGan.Fit(ml);
            var rows = LabelRow.LoadMany(ml, Rows);
            Images = Values.Images(transformer.Transform(rows));
            ml.Model.Save(transformer, rows.Schema, Path);
        }

        public string Path => _folder["gan.zip"];

        public List<byte[]> Images { get; }

        public void Dispose() => _folder.Dispose();
    }
}
