using Microsoft.ML.Gan.Tests.Testing;
using static Microsoft.ML.Gan.Tests.Metrics.Arithmetic.MetricsFixture;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Metrics.Arithmetic;

[TestClass]
public class FeatureStatisticsTests
{
    [TestMethod]
    public void Mean_and_covariance_are_those_of_the_whole_array()
    {
        using var scope = NewDisposeScope();
        var features = Real(1, 1300, 12);
        using var statistics = Statistics(features);
        var centred = features - features.mean([0L]);
        Assert.AreEqual(1300, statistics.Count);
        TensorAssert.AreClose(features.mean([0L]), statistics.Mean(), 1e-13);
        TensorAssert.AreClose(centred.t().mm(centred) / 1299, statistics.Covariance(), 1e-12);
    }

    [TestMethod]
    public void Batch_size_changes_no_bit()
    {
        using var scope = NewDisposeScope();
        var features = Real(1, 1300, 12);
        using var whole = Statistics(features, 1300);
        foreach (var batch in new[] { 1, 7, 64, 512 })
        {
            using var parts = Statistics(features, batch);
            TensorAssert.AreIdentical(whole.Covariance(), parts.Covariance(), $"The covariance in batches of {batch}");
            TensorAssert.AreIdentical(whole.Mean(), parts.Mean(), $"The mean in batches of {batch}");
        }
    }

    [TestMethod]
    public void Order_of_rows_changes_nothing()
    {
        using var scope = NewDisposeScope();
        var features = Real(1, 1300, 12);
        using var forward = Statistics(features);
        using var backward = Statistics(features.flip(0));
        var scale = forward.Covariance().abs().max().item<double>();
        TensorAssert.AreClose(forward.Covariance(), backward.Covariance(), 1e-12 * scale);
        TensorAssert.AreClose(forward.Mean(), backward.Mean(), 1e-12);
    }

    [TestMethod]
    public void A_mean_far_from_zero_loses_no_digits()
    {
        using var scope = NewDisposeScope();
        var features = Pattern64(1, 2000, 4);
        using var near = Statistics(features);
        using var far = Statistics(features + (1 << 20)); // exact: the pattern has 23 binary places
        TensorAssert.AreClose(near.Covariance(), far.Covariance(), 1e-9);
    }

    [TestMethod]
    public void Mean_can_be_read_between_two_batches()
    {
        using var scope = NewDisposeScope();
        var features = Real(1, 900, 5);
        using var statistics = Statistics(features.narrow(0, 0, 333));
        _ = statistics.Covariance();
        statistics.Add(features.narrow(0, 333, 567));
        using var whole = Statistics(features);
        TensorAssert.AreClose(whole.Covariance(), statistics.Covariance(), 1e-13);
    }

    [TestMethod]
    public void FromTensors_restores_what_ToTensors_gives()
    {
        using var scope = NewDisposeScope();
        using var statistics = Statistics(Real(1, 100, 6));
        using var copy = FeatureStatistics.FromTensors("pattern", statistics.ToTensors());
        Assert.AreEqual(100, copy.Count);
        TensorAssert.AreIdentical(statistics.Covariance(), copy.Covariance());
        copy.Add(Real(2, 50, 6));
        statistics.Add(Real(2, 50, 6));
        TensorAssert.AreIdentical(statistics.Covariance(), copy.Covariance());
    }

    [TestMethod]
    [DataRow("count")]
    [DataRow("mean")]
    [DataRow("scatter")]
    public void FromTensors_names_a_wrong_tensor(string name)
    {
        using var scope = NewDisposeScope();
        using var statistics = Statistics(Real(1, 100, 6));
        var tensors = new Dictionary<string, Tensor>(statistics.ToTensors()) { [name] = zeros(3, 3) };
        var error = Assert.ThrowsExactly<InvalidDataException>(() => FeatureStatistics.FromTensors("pattern", tensors));
        Assert.Contains($"'{name}'", error.Message);
        tensors.Remove(name);
        Assert.ThrowsExactly<InvalidDataException>(() => FeatureStatistics.FromTensors("pattern", tensors));
    }

    [TestMethod]
    public void Batches_of_another_number_of_features_are_refused()
    {
        using var scope = NewDisposeScope();
        using var statistics = Statistics(Real(1, 10, 6));
        Assert.ThrowsExactly<ArgumentException>(() => statistics.Add(zeros(3, 7)));
        Assert.ThrowsExactly<ArgumentException>(() => statistics.Add(zeros(6)));
    }

    [TestMethod]
    public void All_tensors_are_disposed()
    {
        LiveTensors.Settle();
        var before = LiveTensors.InProcess;
        using (NewDisposeScope())
        {
            using var statistics = Statistics(Real(1, 700, 6));
            using var copy = FeatureStatistics.FromTensors("pattern", statistics.ToTensors());
            _ = FrechetDistance.Between(statistics, copy);
        }

        Assert.AreEqual(before, LiveTensors.InProcess);
    }
}
