using Microsoft.ML.Data;
using Microsoft.ML.Gan.Tests.Testing;

namespace Microsoft.ML.Gan.Tests.Conformance;

/// <summary>ML.NET's own checks of an estimator, for ours and for pipelines of ours with ML.NET's.</summary>
[TestClass]
public class EstimatorCoreTests
{
    private readonly MLContext _ml = new(seed: 1);

    private static IEnumerable<object[]> Names => EstimatorCases.Names;

    [TestMethod]
    [DynamicData(nameof(Names))]
    public void Estimator(string name)
    {
        var one = EstimatorCases.Find(name);
        var (data, scored) = (one.Data(_ml), one.Data(_ml));
        var onlyForFit = one.Learns.Except(one.Needs).ToArray();

        new EstimatorCore
        {
            Data = data,
            Scored = scored,
            TransformOnly = onlyForFit.Length > 0 ? _ml.Transforms.DropColumns(onlyForFit).Fit(scored).Transform(scored) : null,
            Invalid = one.Reads.Length > 0 ? _ml.Transforms.CopyColumns(one.Reads[0], Sample.Unread).Fit(data).Transform(data) : null,
        }.Check(_ml, one.Make(_ml));
    }

    [TestMethod]
    public void AugmentWithGan() => new EstimatorCore
    {
        Data = Sample.Load(_ml),
        Scored = Sample.Load(_ml),
        TransformOnly = WithText(nameof(Sample.Image)), // other rows than those it was fitted to pass, whatever they are
    }.Check(_ml, _ml.Transforms.AugmentWithGan(Gan(nameof(Sample.Label)), new AugmentWithGanOptions { Factor = 1.5, Seed = 3 }));

    [TestMethod]
    public void Pipeline_of_key_gan_and_copy() => new EstimatorCore
    {
        Data = Sample.Load(_ml),
        Scored = Sample.Load(_ml),
        TransformOnly = Without(nameof(Sample.Image)),
        Invalid = Without(nameof(Sample.Class)),
    }.Check(
        _ml,
        _ml.Transforms.Conversion.MapValueToKey("ClassKey", nameof(Sample.Class))
            .Append(Gan("ClassKey"))
            .Append(_ml.Transforms.CopyColumns("Copy", "Generated")));

    [TestMethod]
    public void Pipeline_of_augmentation_and_classifier() => new EstimatorCore
    {
        Data = Sample.Load(_ml),
        Scored = Sample.Load(_ml),
        Invalid = Without(nameof(Sample.Image)),
    }.Check(
        _ml,
        _ml.Transforms.AugmentImages(nameof(Sample.Image), images => images.HorizontalFlip(), seed: 2)
            .Append(TinyCnn.Trainer(_ml, options => options.Training.MinSteps = 2)));

    [TestMethod]
    public void Pipeline_of_resizing_gan_and_pixels() => new EstimatorCore
    {
        Data = Sample.LoadUnsized(_ml),
        Scored = Sample.LoadUnsized(_ml),
        Invalid = WithText(nameof(Sample.Label)),
    }.Check(
        _ml,
        _ml.Transforms.ResizeImages("Small", 8, 8, nameof(Sample.Image))
            .Append(TinyGan.Estimator(_ml, options => options.ImageColumnName = "Small"))
            .Append(_ml.Transforms.ExtractPixels("Pixels", "Generated")));

    private GanEstimator Gan(string label) => TinyGan.Estimator(_ml, options => (options.LabelColumnName, options.Training.Kimg) = (label, TinyGan.KimgOf(2)));

    private IDataView Without(string column)
    {
        var data = Sample.Load(_ml);
        return _ml.Transforms.DropColumns(column).Fit(data).Transform(data);
    }

    private IDataView WithText(string column)
    {
        var data = Sample.Load(_ml);
        return _ml.Transforms.CopyColumns(column, Sample.Unread).Fit(data).Transform(data);
    }
}
