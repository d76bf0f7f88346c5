using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.Gan.Tests.Testing;

namespace Microsoft.ML.Gan.Tests.Pipelines;

/// <summary>
/// Fit, transform, save, load and dispose again and again in one process. Set MLGAN_SOAK_ROUNDS=1000 for the long run; the
/// numbers stand in the test's output.
/// </summary>
[TestClass]
[DoNotParallelize]
public class SoakTests
{
    private const int ShortRounds = 30;
    private const int WarmUpRounds = 10;

    // What the garbage collector, the allocator and the JIT move between two looks at a process. In the long run a leak of 50
    // KiB a round, the size of one of these models, would show.
    private const long ManagedSlack = 4 << 20;
    private const long NativeSlack = 48 << 20;

    public required TestContext TestContext { get; init; }

    [TestMethod]
    public void FitTransformSaveLoadAndDispose_ManyTimes_LeaveMemoryFlat()
    {
        var rounds = int.TryParse(Environment.GetEnvironmentVariable("MLGAN_SOAK_ROUNDS"), CultureInfo.InvariantCulture, out var wanted) ? wanted : ShortRounds;
        for (var round = 0; round < WarmUpRounds; round++)
            Once(round);
        var before = Footprint.Now();
        TestContext.WriteLine($"after {WarmUpRounds} rounds: {before}");

        for (var round = 0; round < rounds; round++)
        {
            Once(round);
            LiveTensors.AssertBackAt(before.Tensors);
            if ((round + 1) % 100 == 0)
                TestContext.WriteLine($"after {WarmUpRounds + round + 1} rounds: {Footprint.Now()}");
        }

        var after = Footprint.Now();
        TestContext.WriteLine($"after {WarmUpRounds + rounds} rounds: {after}");
        Assert.IsLessThan(before.Managed + ManagedSlack, after.Managed, "managed bytes");
        Assert.IsLessThan(before.WorkingSet + NativeSlack, after.WorkingSet, "bytes of working set");
    }

    /// <summary>The life of a model, with a context of its own.</summary>
    private static void Once(int round)
    {
        var ml = new MLContext(seed: round);
        using var transformer = TinyGan.Fit(ml, options => (options.Kimg, options.Seed) = (TinyGan.KimgOf(1), round));
        var rows = LabelRow.LoadMany(ml, 3);
        Values.Images(transformer.Transform(rows));
        using var stream = new MemoryStream();
        ml.Model.Save(transformer, rows.Schema, stream);
        stream.Position = 0;
        using var engine = ml.Model.CreatePredictionEngine<LabelRow, GeneratedImage>(ml.Model.Load(stream, out _));
        engine.Predict(new LabelRow()).Generated!.Dispose();
    }

    private sealed record Footprint(long Tensors, long Managed, long WorkingSet)
    {
        public static Footprint Now()
        {
            var tensors = LiveTensors.Settle();
            using var process = Process.GetCurrentProcess();
            return new Footprint(tensors, GC.GetTotalMemory(forceFullCollection: true), process.WorkingSet64);
        }

        public override string ToString() => $"{Tensors} tensors, {Managed / 1024} KiB managed, {WorkingSet / 1024} KiB working set";
    }
}
