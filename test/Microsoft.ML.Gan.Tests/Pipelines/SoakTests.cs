using System.Globalization;
using Microsoft.ML.Gan.Tests.Testing;

namespace Microsoft.ML.Gan.Tests.Pipelines;

/// <summary>
/// Fit, transform, save, load and dispose again and again, in a separate process. Set MLGAN_SOAK_ROUNDS=1000 for the long run; the numbers are in the
/// test's output.
/// </summary>
[TestClass]
public class SoakTests
{
    private const int WarmUpRounds = 60;
    private const int ShortRounds = 100;
    private const int Windows = 5;

    // A round leaves 2.5 KiB of native memory behind, all of it upstream's: 64 bytes of each module, which TorchSharp's native code
    // loses, and the methods that ML.NET compiles for the members of rows. A round that did not release its layers left 11 KiB.
    private const double NativeBytesPerRound = 4 << 10;
    private const double ManagedBytesPerRound = 2 << 10;

    // Pages come and go with the allocators' arenas and the garbage collector's regions.
    private const double WorkingSetPerRound = 8 << 10;
    private const long WorkingSetSlack = 12 << 20;

    public required TestContext TestContext { get; init; }

    [TestMethod]
    public void Fit_transform_save_load_and_dispose_many_times_leave_memory_flat()
    {
        var rounds = int.TryParse(Environment.GetEnvironmentVariable("MLGAN_SOAK_ROUNDS"), CultureInfo.InvariantCulture, out var wanted) ? wanted : ShortRounds;
        var perWindow = Math.Max(20, rounds / Windows);

        var footprints = OtherProcess.RunSoak(WarmUpRounds, Windows, perWindow).Select(Footprint.Parse).ToArray();

        Assert.HasCount(1 + Windows, footprints);
        foreach (var (footprint, window) in footprints.Select((footprint, window) => (footprint, window)))
        {
            TestContext.WriteLine(
                $"after {WarmUpRounds + (window * perWindow)} rounds: {footprint.Tensors} tensors, {footprint.Managed >> 10} KiB managed, " +
                $"{footprint.Native >> 10} KiB native, {footprint.WorkingSet >> 10} KiB working set");
        }

        // The median window, because a large block that is freed once must not hide the leak of every round.
        double Growth(Func<Footprint, long> bytes) =>
            footprints.Zip(footprints.Skip(1), (before, after) => bytes(after) - bytes(before)).Order().ElementAt(Windows / 2) / (double)perWindow;
        Assert.IsLessThan(ManagedBytesPerRound, Growth(footprint => footprint.Managed), "managed bytes a round");
        Assert.IsLessThan(NativeBytesPerRound, Growth(footprint => footprint.Native), "native bytes a round");
        Assert.IsLessThan(
            footprints[0].WorkingSet + WorkingSetSlack + (WorkingSetPerRound * Windows * perWindow), footprints[^1].WorkingSet, "bytes of working set");
    }
}
