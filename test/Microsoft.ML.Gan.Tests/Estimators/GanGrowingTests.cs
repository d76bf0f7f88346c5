using Microsoft.ML.Gan.Tests.Persistence;
using Microsoft.ML.Gan.Tests.Testing;

namespace Microsoft.ML.Gan.Tests.Estimators;

/// <summary>Networks that grow while they train.</summary>
[TestClass]
public class GanGrowingTests
{
    private const int Steps = 12;
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    [DataRow(2)]
    [DataRow(5)]
    [DataRow(9)]
    public void A_training_goes_on_bit_for_bit_at_every_size(int stopAfter)
    {
        using var folder = new TemporaryFolder();
        using var whole = Fit(Steps);
        using var stop = new CancellationTokenSource();
        Assert.ThrowsExactly<OperationCanceledException>(() => Fit(Steps, options =>
        {
            options.Checkpoints.Directory = folder["run"];
            options.CancellationToken = stop.Token;
            options.Snapshots.EveryKimg = TinyGan.KimgOf(1);
            options.Snapshots.Show = snapshot =>
            {
                if (snapshot.Step == stopAfter)
                    stop.Cancel();
            };
        }));
        using var resumed = Fit(Steps, options => options.Checkpoints.Directory = folder["run"]);
        Assert.AreEqual(whole.WeightsSha256, resumed.WeightsSha256);
    }

    [TestMethod]
    [DataRow(3, 4)] // steps of 16 images, phases of 48
    [DataRow(9, 8)]
    [DataRow(16, 16)]
    public void The_average_that_generates_has_grown_with_the_training(int steps, int side)
    {
        using var transformer = Fit(steps, options => options.Generation.Output = GanOutput.BytePixels);
        using var loaded = _ml.Model.LoadGan(new MemoryStream(Parts.Saved(transformer)));
        var picture = Values.Vectors<byte>(loaded.Transform(AnyRow.Load(_ml, 1)))[0];

        Assert.AreEqual(side, Enumerable.Range(0, 5).Select(level => 16 >> level).Last(size => IsMadeOfBlocks(picture, Squares.Side / size)));
    }

    private GanTransformer Fit(int steps, Action<GanEstimator.Options>? change = null) => TinyGan.Fit(_ml, options =>
    {
        options.LabelColumnName = null;
        options.Architecture = new ProgressiveArchitecture
        {
            LatentSize = TinyGan.LatentSize,
            ChannelBase = 64,
            ChannelMax = 8,
            StableImages = 48,
            FadeImages = 48,
        };
        options.Training.Kimg = TinyGan.KimgOf(steps);
        change?.Invoke(options);
    });

    /// <summary>Whether each colour is the same within blocks of so many pixels a side.</summary>
    private static bool IsMadeOfBlocks(byte[] planes, int block) => Enumerable.Range(0, planes.Length).All(index =>
    {
        var (x, y, start) = (index % Squares.Side, index / Squares.Side % Squares.Side, index / (Squares.Side * Squares.Side) * Squares.Side * Squares.Side);
        return planes[index] == planes[start + (y / block * block * Squares.Side) + (x / block * block)];
    });
}
