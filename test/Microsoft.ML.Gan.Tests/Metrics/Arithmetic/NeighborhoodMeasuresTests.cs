using System.Globalization;
using Microsoft.ML.Gan.Tests.Testing;
using TorchSharp;
using static Microsoft.ML.Gan.Tests.Metrics.Arithmetic.MetricsFixture;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Metrics.Arithmetic;

/// <summary>Precision, recall, density and coverage on the arrays of metrics_fixtures.py, and properties that hold for any arrays.</summary>
[TestClass]
public class NeighborhoodMeasuresTests
{
    [TestMethod]
    [DataRow(ScalarType.Float64, 0)]
    [DataRow(ScalarType.Float64, 1e5)]
    [DataRow(ScalarType.Float32, 0)]
    public void All_four_numbers_agree_with_numpy_whatever_the_mean_of_the_features(ScalarType type, double shift)
    {
        using var scope = NewDisposeScope();
        var (precisionRecall, densityCoverage) = NeighborhoodMeasures.Between((Real(1, 300, 8) + shift).to(type), (Generated(2, 250, 8) + shift).to(type));
        Assert.AreEqual(Number("neighborhoods", "precision"), precisionRecall.Precision, 1e-12);
        Assert.AreEqual(Number("neighborhoods", "recall"), precisionRecall.Recall, 1e-12);
        Assert.AreEqual(Number("neighborhoods", "density"), densityCoverage.Density, 1e-12);
        Assert.AreEqual(Number("neighborhoods", "coverage"), densityCoverage.Coverage, 1e-12);
    }

    [TestMethod]
    public void Many_blocks_give_the_numbers_of_whole_matrices()
    {
        using var scope = NewDisposeScope();
        var (real, generated) = (Pattern64(1, 1500, 3), 0.8 * Pattern64(2, 1100, 3));
        Tensor Distances(Tensor a, Tensor b) => (a.unsqueeze(1) - b.unsqueeze(0)).square().sum(2).sqrt();
        Tensor Radii(Tensor a, int k) => Distances(a, a).kthvalue(k + 1, 1).values.unsqueeze(1);
        double Share(Tensor flags) => flags.to(ScalarType.Float64).mean().item<double>();
        var across = Distances(real, generated);
        var inside = across < Radii(real, 5);

        var (precisionRecall, densityCoverage) = NeighborhoodMeasures.Between(real, generated);
        Assert.AreEqual(Share((across <= Radii(real, 3)).any(0)), precisionRecall.Precision, 1e-12);
        Assert.AreEqual(Share((across <= Radii(generated, 3).t()).any(1)), precisionRecall.Recall, 1e-12);
        Assert.AreEqual(inside.sum(0L).to(ScalarType.Float64).mean().item<double>() / 5, densityCoverage.Density, 1e-12);
        Assert.AreEqual(Share(inside.any(1)), densityCoverage.Coverage, 1e-12);
    }

    [TestMethod]
    public void A_tight_cluster_inside_wide_data_has_high_precision_and_low_recall()
    {
        using var scope = NewDisposeScope();
        var (precisionRecall, densityCoverage) = NeighborhoodMeasures.Between(Pattern64(1, 1000, 4), 0.05 * Pattern64(2, 1000, 4));
        Assert.IsGreaterThan(0.8, precisionRecall.Precision);
        Assert.IsLessThan(0.3, precisionRecall.Recall);
        Assert.IsLessThan(0.3, densityCoverage.Coverage);
    }

    [TestMethod]
    public void Wide_noise_around_tight_data_has_high_recall_and_low_precision()
    {
        using var scope = NewDisposeScope();
        var (precisionRecall, _) = NeighborhoodMeasures.Between(0.05 * Pattern64(1, 1000, 4), Pattern64(2, 1000, 4));
        Assert.IsLessThan(0.3, precisionRecall.Precision);
        Assert.IsGreaterThan(0.8, precisionRecall.Recall);
    }

    [TestMethod]
    public void All_four_numbers_are_one_for_equal_images()
    {
        using var scope = NewDisposeScope();
        var images = Real(1, 1500, 8) + 100; // the k-th neighbour lies at exactly the radius
        var (precisionRecall, densityCoverage) = NeighborhoodMeasures.Between(images, images.flip(0));
        Assert.AreEqual(new PrecisionRecall(1, 1), precisionRecall);
        Assert.AreEqual(new DensityCoverage(1, 1), densityCoverage);
    }

    [TestMethod]
    public void Order_of_rows_changes_nothing()
    {
        using var scope = NewDisposeScope();
        var (real, generated) = (Real(1, 1300, 8), Generated(2, 1100, 8));
        Assert.AreEqual(NeighborhoodMeasures.Between(real, generated), NeighborhoodMeasures.Between(real.flip(0), generated.flip(0)));
    }

    [TestMethod]
    public void Constant_features_have_balls_of_radius_zero()
    {
        using var scope = NewDisposeScope();
        var constant = full([30, 4], 0.1, ScalarType.Float64);
        var (precisionRecall, densityCoverage) = NeighborhoodMeasures.Between(constant, constant);
        Assert.AreEqual(new PrecisionRecall(1, 1), precisionRecall); // d ≤ r
        Assert.AreEqual(new DensityCoverage(0, 0), densityCoverage); // d < r
    }

    [TestMethod]
    public void All_four_numbers_are_zero_for_distant_images()
    {
        using var scope = NewDisposeScope();
        var (precisionRecall, densityCoverage) = NeighborhoodMeasures.Between(Pattern64(1, 200, 4), Pattern64(2, 200, 4) + 1000);
        Assert.AreEqual(new PrecisionRecall(0, 0), precisionRecall);
        Assert.AreEqual(new DensityCoverage(0, 0), densityCoverage);
    }

    [TestMethod]
    public void Fewer_images_than_neighbours_are_refused()
    {
        using var scope = NewDisposeScope();
        Assert.ThrowsExactly<ArgumentException>(() => NeighborhoodMeasures.Between(Pattern64(1, 5, 4), Pattern64(2, 200, 4)));
        Assert.ThrowsExactly<ArgumentException>(() => NeighborhoodMeasures.Between(Pattern64(1, 200, 4), Pattern64(2, 3, 4)));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => NeighborhoodMeasures.Between(Pattern64(1, 9, 4), Pattern64(2, 9, 4), 0));
        Assert.ThrowsExactly<ArgumentException>(() => NeighborhoodMeasures.Between(Pattern64(1, 9, 4), full([9, 4], double.NaN)));
    }

    [TestMethod]
    public void Comparison_can_be_cancelled()
    {
        using var scope = NewDisposeScope();
        var (real, generated) = (Pattern64(1, 99, 4), Pattern64(2, 99, 4));
        Assert.ThrowsExactly<OperationCanceledException>(() => NeighborhoodMeasures.Between(real, generated, cancellation: new CancellationToken(true)));
    }

    [TestMethod]
    [DataRow(6000, 64)]
    [DataRow(300, 2048)]
    [DataRow(200, 40000)]
    public void No_block_exceeds_its_memory_limit(int count, int dimensions)
    {
        using var scope = NewDisposeScope();
        var features = zeros(count, dimensions);
        using var blocks = new FeatureBlocks(features, Gan.Metrics.Features.Mean(features));
        var bound = Math.Max(FeatureBlocks.BlockBytes, 64L * dimensions * sizeof(double));
        long rows = 0;
        for (var i = 0; i < blocks.Count; i++)
        {
            using var inner = NewDisposeScope();
            var block = blocks[i];
            rows += block.shape[0];
            Assert.IsLessThanOrEqualTo(bound, block.NumberOfElements * sizeof(double));
            Assert.IsLessThanOrEqualTo(bound, blocks.SquaredDistances(i, block, blocks, 0).NumberOfElements * sizeof(double));
        }

        Assert.AreEqual(count, rows);
    }

    [TestMethod]
    [OSCondition(OperatingSystems.Linux)]
    public void Thousands_of_images_are_compared_without_a_matrix_of_all_pairs()
    {
        using var scope = NewDisposeScope();
        var (real, generated) = (Pattern.Uniform(1, 6000, 16), Pattern.Uniform(2, 6000, 16));
        _ = NeighborhoodMeasures.Between(real.narrow(0, 0, 100), generated.narrow(0, 0, 100)); // threads and code are there
        File.WriteAllText("/proc/self/clear_refs", "5"); // the peak starts again at what is held now
        var before = PeakBytes();
        _ = NeighborhoodMeasures.Between(real, generated);
        Assert.IsLessThan(6000L * 6000 * sizeof(double) / 2, PeakBytes() - before);
    }

    [TestMethod]
    public void All_tensors_are_disposed_on_all_threads()
    {
        LiveTensors.Settle();
        var before = LiveTensors.InProcess;
        using (NewDisposeScope())
        {
            var (real, generated) = (Real(1, 1100, 4), Generated(2, 600, 4));
            _ = NeighborhoodMeasures.Between(real, generated);
            _ = CopyCheck.Of(real, generated, generated);
            _ = KernelDistance.Between(real, generated, seed: 1, subsets: 4, subsetSize: 50);
        }

        Assert.AreEqual(before, LiveTensors.InProcess);
    }

    private static long PeakBytes()
    {
        var line = File.ReadLines("/proc/self/status").Single(line => line.StartsWith("VmHWM:", StringComparison.Ordinal));
        return 1024 * long.Parse(line.Split(' ', StringSplitOptions.RemoveEmptyEntries)[1], CultureInfo.InvariantCulture); // it is in kB
    }
}
