using Microsoft.ML.Gan.Tests.Networks;
using Microsoft.ML.Gan.Tests.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Metrics.Features;

[TestClass]
public class InceptionFeaturesTests
{
    private static readonly TemporaryFolder _folder = new();
    private static readonly IReadOnlyDictionary<string, Tensor> _expected = InceptionWeights.Expected;

    private static string Fid => _folder["fid.safetensors"];

    [ClassInitialize]
    public static void SaveWeights(TestContext context) => InceptionWeights.Save(Fid, 1008);

    [ClassCleanup]
    public static void DeleteWeights() => _folder.Dispose();

    [TestMethod]
    [DataRow(5)]
    [DataRow(17)]
    public void ResizeAsTensorFlow1_agrees_with_its_definition(int side) => AssertClose(
        _expected[$"tensorflow1.{side}"], InceptionInput.ResizeAsTensorFlow1(_expected["bytes"], side, side), 1e-6);

    [TestMethod]
    [DataRow(5)]
    [DataRow(17)]
    public void ResizeAsPyTorch_agrees_with_interpolate(int side) => AssertClose(
        _expected[$"pytorch.{side}"], InceptionInput.ResizeAsPyTorch(_expected["bytes"], side, side), 1e-6);

    [TestMethod]
    public void ResizeAsTensorFlow1_to_the_same_size_changes_nothing() => TensorAssert.AreIdentical(
        _expected["bytes"], InceptionInput.ResizeAsTensorFlow1(_expected["bytes"], 7, 12).contiguous());

    [TestMethod]
    public void Input_is_scaled_as_torch_fidelity_and_pytorch_fid_do()
    {
        using var scope = NewDisposeScope();
        var bytes = (3 * arange(86, dtype: ScalarType.Float32)).view(86, 1, 1, 1);
        var images = bytes / 127.5 - 1;

        var first = InceptionInput.From(images, InceptionResize.TensorFlow1)[TensorIndex.Colon, 2, 150, 7];
        var second = InceptionInput.From(images, InceptionResize.PyTorch)[TensorIndex.Colon, 2, 150, 7];

        TensorAssert.AreIdentical((bytes.flatten() - 128) / 128, first.contiguous());
        TensorAssert.AreClose((2 * bytes.flatten() / 255) - 1, second, 1e-6);
    }

    [TestMethod]
    public void Extract_agrees_with_torch_fidelity_and_pytorch_fid()
    {
        using var scope = NewDisposeScope();
        using var first = InceptionFeatures.Load(Fid, InceptionResize.TensorFlow1, InceptionPooling.Fid, CPU);
        using var second = InceptionFeatures.Load(Fid, InceptionResize.PyTorch, InceptionPooling.Fid, CPU);
        var images = _expected["bytes"] / 127.5 - 1;

        var (features, logits) = first.Extract(images);

        // The file has the weights rounded to half precision: InceptionV3Tests tests exact ones.
        AssertClose(_expected["extract.tensorflow1.features"], features, 0.02);
        AssertClose(_expected["extract.tensorflow1.unbiased"], logits!, 0.02);
        AssertClose(_expected["extract.pytorch.features"], second.Extract(images).Features, 0.02);
    }

    [TestMethod]
    public void Extract_does_not_depend_on_the_batch()
    {
        using var scope = NewDisposeScope();
        using var extractor = InceptionFeatures.Load(Fid, InceptionResize.TensorFlow1, InceptionPooling.Fid, CPU);
        var images = Pattern.Uniform(5, 3, 3, 8, 8);

        var together = extractor.Extract(images);
        var alone = extractor.Extract(images.narrow(0, 1, 1));

        AssertClose(together.Features.narrow(0, 1, 1), alone.Features, 1e-5);
        AssertClose(together.ClassLogits!.narrow(0, 1, 1), alone.ClassLogits!, 1e-5);
    }

    [TestMethod]
    public void Extract_of_no_images_gives_no_features()
    {
        using var scope = NewDisposeScope();
        using var extractor = InceptionFeatures.Load(Fid, InceptionResize.TensorFlow1, InceptionPooling.Fid, CPU);

        var (features, logits) = extractor.Extract(zeros(0, 3, 8, 8));

        CollectionAssert.AreEqual(new long[] { 0, 2048 }, features.shape);
        CollectionAssert.AreEqual(new long[] { 0, 1008 }, logits!.shape);
    }

    [TestMethod]
    public void Id_names_options_and_weights()
    {
        InceptionWeights.Save(_folder["other.safetensors"], 1008, weights => weights["fc.bias"][0] = 1);
        string[] ids =
        [
            IdOf(Fid, InceptionResize.TensorFlow1, InceptionPooling.Fid),
            IdOf(Fid, InceptionResize.PyTorch, InceptionPooling.Fid),
            IdOf(Fid, InceptionResize.TensorFlow1, InceptionPooling.Torchvision),
            IdOf(_folder["other.safetensors"], InceptionResize.TensorFlow1, InceptionPooling.Fid),
        ];

        CollectionAssert.AllItemsAreUnique(ids);
        Assert.AreEqual(ids[0], IdOf(Fid, InceptionResize.TensorFlow1, InceptionPooling.Fid));
    }

    [TestMethod]
    public void Load_ignores_the_auxiliary_classifier_of_torchvision()
    {
        InceptionWeights.Save(_folder["torchvision.safetensors"], 1000, weights =>
        {
            weights["AuxLogits.fc.weight"] = zeros(1000, 768);
            weights["Mixed_5b.branch1x1.bn.num_batches_tracked"] = tensor(3L);
        });

        using var extractor = InceptionFeatures.Load(_folder["torchvision.safetensors"], InceptionResize.PyTorch, InceptionPooling.Torchvision, CPU);

        StringAssert.StartsWith(extractor.Description, "InceptionV3 (torchvision weights ", StringComparison.Ordinal);
        StringAssert.EndsWith(extractor.Description, ", PyTorch resize)", StringComparison.Ordinal);
    }

    [TestMethod]
    public void Load_names_missing_weights() => AssertRefused(
        "missing.safetensors", weights => weights.Remove("Mixed_6e.branch_pool.bn.running_mean"), "'Mixed_6e.branch_pool.bn.running_mean' are missing");

    [TestMethod]
    public void Load_names_both_shapes_of_weights_of_another_shape() => AssertRefused(
        "shape.safetensors", weights => weights["Conv2d_2b_3x3.conv.weight"] = zeros(64, 32, 1, 1), "[64, 32, 1, 1], but [64, 32, 3, 3] is expected");

    [TestMethod]
    public void Load_names_the_known_numbers_of_classes() => AssertRefused(
        "classes.safetensors", weights => weights["fc.weight"] = zeros(10, 2048), "1008 classes (FID) or 1000");

    [TestMethod]
    public void Load_names_unknown_weights() => AssertRefused(
        "unknown.safetensors", weights => weights["Mixed_8a.conv.weight"] = zeros(1), "no weights 'Mixed_8a.conv.weight'");

    [TestMethod]
    public void Load_refuses_a_negative_variance() => AssertRefused(
        "variance.safetensors", weights => weights["Mixed_7c.branch1x1.bn.running_var"] = full([320], -1f), "'Mixed_7c.branch1x1' give numbers that are not finite");

    [TestMethod]
    public void Load_refuses_a_truncated_file()
    {
        var path = _folder["short.safetensors"];
        File.WriteAllBytes(path, File.ReadAllBytes(Fid)[..100_000]);

        var error = Assert.ThrowsExactly<InvalidDataException>(() => Load(path));

        StringAssert.Contains(error.Message, path, StringComparison.Ordinal);
    }

    [TestMethod]
    public void Load_of_a_missing_file_throws_FileNotFoundException() => Assert.ThrowsExactly<FileNotFoundException>(() => Load(_folder["none.safetensors"]));

    private static void Load(string path) => InceptionFeatures.Load(path, InceptionResize.TensorFlow1, InceptionPooling.Fid, CPU).Dispose();

    private static string IdOf(string path, InceptionResize resize, InceptionPooling pooling)
    {
        using var extractor = InceptionFeatures.Load(path, resize, pooling, CPU);
        return extractor.Id;
    }

    private static void AssertRefused(string name, Action<Dictionary<string, Tensor>> change, string message)
    {
        InceptionWeights.Save(_folder[name], 1008, change);

        var error = Assert.ThrowsExactly<InvalidDataException>(() => Load(_folder[name]));

        StringAssert.Contains(error.Message, message, StringComparison.Ordinal);
        StringAssert.Contains(error.Message, name, StringComparison.Ordinal);
        File.Delete(_folder[name]);
    }

    private static void AssertClose(Tensor expected, Tensor actual, double relative) =>
        TensorAssert.AreClose(expected, actual, relative * expected.abs().max().to(ScalarType.Float64).item<double>());
}
