using Microsoft.ML.Gan.Tests.Persistence;
using Microsoft.ML.Gan.Tests.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Metrics.Features;

[TestClass]
public class ClassifierFeaturesTests
{
    private static ClassifierFeatures _trained = null!;
    private readonly TemporaryFolder _folder = new();

    [ClassInitialize]
    public static void Train(TestContext context) => _trained = ClassifierFeatures.Train(LabeledSquares.Make(200, 1), LabeledSquares.Quick, CPU);

    [ClassCleanup]
    public static void Dispose() => _trained.Dispose();

    [TestCleanup]
    public void Cleanup() => _folder.Dispose();

    [TestMethod]
    public void Description_has_classes_accuracy_and_weights()
    {
        Assert.IsGreaterThan(0.9, _trained.HeldOutAccuracy!.Value);
        Assert.MatchesRegex(@"^a classifier of 4 classes trained on these data \(\d+\.\d % on held-out images, weights [0-9a-f]{8}\)$", _trained.Description);
        Assert.AreEqual(128, _trained.FeatureSize);
    }

    [TestMethod]
    public void Order_and_batch_size_change_no_result()
    {
        using var scope = NewDisposeScope();
        var images = Pattern.Uniform(1, 7, 1, LabeledSquares.Side, LabeledSquares.Side);
        var (features, logits) = _trained.Extract(images);
        Assert.IsGreaterThan(0.01f, features.std(0).mean().item<float>());
        for (var i = 0; i < 7; i++)
        {
            var alone = _trained.Extract(images.narrow(0, i, 1));
            TensorAssert.AreClose(features.narrow(0, i, 1), alone.Features, 1e-5, $"The feature of image {i} alone");
            TensorAssert.AreClose(logits!.narrow(0, i, 1), alone.ClassLogits!, 1e-5, $"The logits of image {i} alone");
        }

        TensorAssert.AreClose(features.flip(0), _trained.Extract(images.flip(0)).Features, 1e-5, "The features in another order");
    }

    [TestMethod]
    public void Extract_gives_two_tensors_to_the_scope_in_force()
    {
        using var images = Pattern.Uniform(1, 3, 1, LabeledSquares.Side, LabeledSquares.Side);
        var before = LiveTensors.Settle();
        using (NewDisposeScope())
        {
            var batch = _trained.Extract(images);
            CollectionAssert.AreEqual(new long[] { 3, 128 }, batch.Features.shape);
            CollectionAssert.AreEqual(new long[] { 3, 4 }, batch.ClassLogits!.shape);
            Assert.AreEqual(before + 2, LiveTensors.Count);
        }

        LiveTensors.AssertBackAt(before);
    }

    [TestMethod]
    public void Images_of_another_shape_are_refused()
    {
        using var images = zeros(1, 1, 16, 16);
        Assert.Contains("1×12×12", Assert.ThrowsExactly<ArgumentException>(() => _trained.Extract(images)).Message);
    }

    [TestMethod]
    public void Accuracy_is_null_if_there_are_too_few_images_to_hold_out()
    {
        using var features = ClassifierFeatures.Train(LabeledSquares.Make(4, 1), LabeledSquares.Quick with { MinSteps = 1 }, CPU);
        Assert.IsNull(features.HeldOutAccuracy);
        Assert.StartsWith("a classifier of 4 classes trained on these data (weights ", features.Description);
    }

    [TestMethod]
    public void Load_restores_what_Save_wrote()
    {
        using var scope = NewDisposeScope();
        var path = _folder["classifier.zip"];
        _trained.Save(path);
        using var loaded = ClassifierFeatures.Load(path, CPU);
        Assert.AreEqual(_trained.Id, loaded.Id);
        Assert.AreEqual(_trained.Description, loaded.Description);
        var images = Pattern.Uniform(1, 3, 1, LabeledSquares.Side, LabeledSquares.Side);
        TensorAssert.AreIdentical(_trained.Extract(images).Features, loaded.Extract(images).Features);
    }

    [TestMethod]
    public void File_with_a_flipped_bit_is_refused()
    {
        var path = Saved();
        var bytes = File.ReadAllBytes(path);
        bytes[bytes.Length / 2] ^= 1; // amid the weights, which are nearly all of the file
        AssertRefused(path, bytes);
    }

    [TestMethod]
    public void Truncated_file_is_refused()
    {
        var path = Saved();
        AssertRefused(path, File.ReadAllBytes(path)[..^100]);
    }

    [TestMethod]
    [DataRow("classifier/config.json", "\"classCount\": 4", "\"classCount\": 5", DisplayName = "other classes")]
    [DataRow(Parts.Index, "\"minReaderVersion\": \"1.0\"", "\"minReaderVersion\": \"9.0\"", DisplayName = "a newer version")]
    [DataRow(Parts.Index, "\"ClassifierFeatures\"", "\"SomethingElse\"", DisplayName = "something else")]
    [DataRow(Parts.Index, "\"heldOutAccuracy\"", "\"heldOutAccurate\"", DisplayName = "no accuracy")]
    [DataRow(Parts.Index, "\"weightsSha256\": \"", "\"weightsSha256\": \"0", DisplayName = "other weights")]
    [DataRow(Parts.Index, "\"options\": {", "\"options\": null, \"others\": {", DisplayName = "no options")]
    public void A_file_that_says_something_else_is_refused(string part, string before, string after)
    {
        var path = Saved();
        var parts = Parts.Of(File.ReadAllBytes(path));
        Assert.Contains(before, parts.Text(part));
        AssertRefused(path, parts.Replace(part, parts.Text(part).Replace(before, after, StringComparison.Ordinal)).ToFile());
    }

    [TestMethod]
    public void Other_weights_have_another_id()
    {
        var images = LabeledSquares.Make(40, 1);
        string Id(long seed)
        {
            using var features = ClassifierFeatures.Train(images, LabeledSquares.Quick with { MinSteps = 1, Seed = seed }, CPU);
            return features.Id;
        }

        Assert.AreEqual(Id(1), Id(1));
        Assert.AreNotEqual(Id(1), Id(2));
    }

    private static void AssertRefused(string path, byte[] content)
    {
        File.WriteAllBytes(path, content);
        var before = LiveTensors.Settle();
        Assert.Contains(path, Assert.ThrowsExactly<InvalidDataException>(() => ClassifierFeatures.Load(path, CPU)).Message);
        LiveTensors.AssertBackAt(before);
    }

    private string Saved()
    {
        var path = _folder["classifier.zip"];
        _trained.Save(path);
        return path;
    }
}
