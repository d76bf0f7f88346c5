using Microsoft.ML.Gan.Tests.Testing;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Metrics.Features;

[TestClass]
public class ClassifierCacheTests
{
    private static readonly ClassifierOptions _options = LabeledSquares.Quick with { MinSteps = 2 };
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _warnings = [];
    private int _trainings;

    [TestCleanup]
    public void Cleanup() => _folder.Dispose();

    [TestMethod]
    public void The_same_images_are_not_trained_on_twice()
    {
        var first = IdOf(LabeledSquares.Make(40, 1), _options);
        var second = IdOf(LabeledSquares.Make(40, 1), _options with { });
        Assert.AreEqual(first, second);
        Assert.AreEqual(1, _trainings);
        Assert.IsEmpty(_warnings);
    }

    [TestMethod]
    public void Another_pixel_class_order_or_option_trains_another_classifier()
    {
        _ = IdOf(LabeledSquares.Make(40, 1), _options);
        _ = IdOf(LabeledSquares.Make(40, 1, change: pixels => pixels[77] ^= 1), _options);
        _ = IdOf(LabeledSquares.Make(40, 1, (index, quarter) => index == 9 ? 0 : quarter), _options);
        _ = IdOf(LabeledSquares.Make(40, 1).Take(Enumerable.Range(0, 40).Reverse()), _options);
        _ = IdOf(LabeledSquares.Make(40, 1).Take(Enumerable.Range(0, 36)), _options);
        _ = IdOf(LabeledSquares.Make(40, 1), _options with { Seed = 4 });
        Assert.AreEqual(6, _trainings);
        Assert.HasCount(6, Directory.GetFiles(_folder["cache"]));
    }

    [TestMethod]
    public void Damaged_file_is_replaced_with_a_warning()
    {
        var before = IdOf(LabeledSquares.Make(40, 1), _options);
        var file = Directory.GetFiles(_folder["cache"]).Single();
        var bytes = File.ReadAllBytes(file);
        File.WriteAllBytes(file, bytes[..(bytes.Length / 2)]);
        Assert.AreEqual(before, IdOf(LabeledSquares.Make(40, 1), _options));
        Assert.Contains(file, _warnings.Single());
        Assert.AreEqual(before, IdOf(LabeledSquares.Make(40, 1), _options));
        Assert.AreEqual(2, _trainings);
    }

    [TestMethod]
    public void File_of_other_images_is_replaced_with_a_warning()
    {
        _ = IdOf(LabeledSquares.Make(40, 1), _options);
        var file = Directory.GetFiles(_folder["cache"]).Single();
        var other = new LabeledImages(new byte[4 * 13 * 13], [0, 1, 2, 3], 4, new ImageShape(1, 13, 13));
        using (var features = ClassifierFeatures.Train(other, _options, CPU))
            features.Save(file);
        _ = IdOf(LabeledSquares.Make(40, 1), _options);
        Assert.AreEqual(2, _trainings);
        Assert.Contains("other images", _warnings.Single());
    }

    [TestMethod]
    public void Folder_that_cannot_be_written_to_gives_a_warning()
    {
        File.WriteAllText(_folder["cache"], "a file where the folder should be");
        Assert.AreEqual(IdOf(LabeledSquares.Make(40, 1), _options), IdOf(LabeledSquares.Make(40, 1), _options));
        Assert.AreEqual(2, _trainings);
        Assert.HasCount(2, _warnings);
    }

    [TestMethod]
    public void Cancelled_training_writes_no_file()
    {
        var cache = new ClassifierCache(_folder["cache"], _warnings.Add);
        Assert.ThrowsExactly<OperationCanceledException>(
            () => cache.GetOrTrain(LabeledSquares.Make(40, 1), _options, CPU, cancellationToken: new CancellationToken(canceled: true)));
        Assert.IsFalse(Directory.Exists(_folder["cache"]));
    }

    private string IdOf(LabeledImages images, ClassifierOptions options)
    {
        // Only a training reports, and a short one reports once.
        using var features = new ClassifierCache(_folder["cache"], _warnings.Add).GetOrTrain(images, options, CPU, _ => _trainings++);
        return features.Id;
    }
}
