using Microsoft.ML.Gan.Tests.Testing;
using Microsoft.ML.OnnxRuntime;
using Microsoft.ML.OnnxRuntime.Tensors;
using Onnx;
using TorchSharp;
using static TorchSharp.torch;
using Tensor = TorchSharp.torch.Tensor;

namespace Microsoft.ML.Gan.Tests.Metrics.Features;

/// <summary>The package's network, read into TorchSharp, against the same files run by OnnxRuntime.</summary>
[TestClass]
public class ResNet18FeaturesTests
{
    private static readonly TemporaryFolder _folder = new();
    private static readonly ResNet18Files _files = ResNet18Files.FindInstalled()!;
    private static readonly Lazy<byte[]> _bytes = new(() => File.ReadAllBytes(_files.Network));
    private static readonly Lazy<ModelProto> _firstLayer = new(FirstLayer);
    private static ResNet18Features _features = null!;

    [ClassInitialize]
    public static void Load(TestContext context) => _features = ResNet18Features.Load(path: null, ResNet18.Side, CPU);

    [ClassCleanup]
    public static void Cleanup()
    {
        _features.Dispose();
        _folder.Dispose();
    }

    [TestMethod]
    public void Features_agree_with_OnnxRuntime()
    {
        using var scope = NewDisposeScope();
        var images = cat([Gradients(), Gradients().flip(1), rand([1, 3, ResNet18.Side, ResNet18.Side], generator: new Generator(3)).mul(2).sub(1)]);
        var bytes = images.add(1).mul(127.5).round(); // RGB, 0 to 255, as ExtractPixels gives them
        var exact = bytes / 127.5 - 1;

        var features = _features.Extract(exact).Features;

        for (var i = 0; i < bytes.shape[0]; i++)
        {
            var expected = OnnxRuntimeFeatures(bytes[i].contiguous().data<float>().ToArray());
            var scale = expected.Max();
            for (var d = 0; d < ResNet18.FeatureSize; d++)
                Assert.AreEqual(expected[d], features[i][d].item<float>(), 1e-4 * scale, $"feature {d} of image {i}; the largest is {scale}");
        }

        // Swapped colours change the features, so the agreement above is not due to gray images.
        Assert.IsGreaterThan(0.1, (features[0] - features[1]).abs().max().item<float>());
    }

    [TestMethod]
    public void Extract_resizes_images_of_another_size()
    {
        using var scope = NewDisposeScope();
        var small = (Gradients().add(1).mul(127.5).round() / 127.5 - 1).narrow(2, 0, 40).narrow(3, 0, 30);
        var bytes = AntialiasedResize.Bicubic(small.add(1).mul(127.5), ResNet18.Side, ResNet18.Side).clamp(0, 255);

        var features = _features.Extract(small).Features;

        TensorAssert.AreClose(_features.Network.call(_features.Network.Normalize(bytes / 127.5 - 1)).detach(), features, 2e-4);
    }

    [TestMethod]
    public void Gray_images_are_repeated_in_three_channels()
    {
        using var scope = NewDisposeScope();
        var gray = Gradients().narrow(1, 0, 1);
        TensorAssert.AreClose(_features.Extract(gray.expand(-1, 3, -1, -1)).Features, _features.Extract(gray).Features, 1e-5);
    }

    [TestMethod]
    public void Extract_does_not_depend_on_the_batch()
    {
        using var scope = NewDisposeScope();
        var images = rand([19, 3, 32, 32], generator: new Generator(5)).mul(2).sub(1);

        var together = _features.Extract(images);

        CollectionAssert.AreEqual(new long[] { 19, 512 }, together.Features.shape);
        Assert.IsNull(together.ClassLogits);
        TensorAssert.AreClose(together.Features.narrow(0, 17, 1), _features.Extract(images.narrow(0, 17, 1)).Features, 1e-4);
        CollectionAssert.AreEqual(new long[] { 0, 512 }, _features.Extract(zeros(0, 3, 8, 8)).Features.shape);
    }

    [TestMethod]
    public void Stages_have_their_sizes_and_pass_gradients()
    {
        using var scope = NewDisposeScope();
        var images = (0.5 * Gradients()).narrow(2, 0, 64).narrow(3, 0, 96).clone().requires_grad_();

        var stages = _features.Network.Stages(_features.Network.Normalize(images));

        long[][] expected = [[1, 64, 16, 24], [1, 64, 16, 24], [1, 128, 8, 12], [1, 256, 4, 6], [1, 512, 2, 3]];
        for (var i = 0; i < expected.Length; i++)
            CollectionAssert.AreEqual(expected[i], stages[i].shape, $"stage {i}");
        var gradient = Gradient.Of(stages[2].square().mean(), images);
        // A step along the gradient changes the value by its squared length.
        const double Step = 1e-3;
        using var noGradient = no_grad();
        double Value(Tensor at) => _features.Network.Stages(_features.Network.Normalize(at))[2].square().mean().item<float>();
        var slope = gradient.square().sum().item<float>();
        var length = Math.Sqrt(slope);
        Assert.AreEqual(length, (Value(images + (gradient * (Step / length))) - Value(images - (gradient * (Step / length)))) / (2 * Step), 0.05 * length);
    }

    [TestMethod]
    public void Weights_require_no_gradient() =>
        Assert.IsTrue(_features.Network.parameters().All(parameter => !parameter.requires_grad) && _features.Network.state_dict().Values.All(value => !value.requires_grad));

    [TestMethod]
    public void Id_names_side_resize_and_weights()
    {
        using var half = ResNet18Features.Load(_files.Network, 112, CPU);
        Assert.AreNotEqual(_features.Id, half.Id);
        Assert.AreEqual(_features.Id.Replace("side=224", "side=112", StringComparison.Ordinal), half.Id);
        Assert.Contains("resize=bicubic-antialiased", half.Id);
        Assert.Contains("antialiased bicubic resize to 112×112", half.Description);
    }

    [TestMethod]
    public void Missing_file_names_the_package()
    {
        var e = Assert.ThrowsExactly<FileNotFoundException>(() => ResNet18Features.Load(_folder["ResNet18.onnx"], 224, CPU));
        Assert.Contains("Microsoft.ML.DnnImageFeaturizer.ResNet18", e.Message);
        Assert.Contains(_folder["ResNet18.onnx"], e.Message);
        Assert.IsNull(ResNet18Files.FindIn([_folder["nowhere"]]));
    }

    [TestMethod]
    public void Network_without_its_preparation_names_the_missing_file()
    {
        var place = Directory.CreateDirectory(_folder["alone"]).FullName;
        File.WriteAllBytes(Path.Combine(place, "ResNet18.onnx"), []);
        var e = Assert.ThrowsExactly<FileNotFoundException>(() => ResNet18Features.Load(Path.Combine(place, "ResNet18.onnx"), 224, CPU));
        Assert.Contains("ResNetPreprocess.onnx", e.Message);
    }

    [TestMethod]
    public void File_that_is_not_the_network_is_refused_by_name()
    {
        AssertRefused("text", "It is not an ONNX file", _ => System.Text.Encoding.ASCII.GetBytes("version https://git-lfs.github.com/spec/v1\n"));
        AssertRefused("short", "ResNet18.onnx", bytes => bytes[..1_000_000]);
        AssertRefused("empty", "ResNet18.onnx", _ => []);
        AssertRefused("preparation", "behind 'OriginalInput' there are 0 Conv", _ => File.ReadAllBytes(_files.Preparation));
    }

    [TestMethod]
    public void Another_network_is_refused_with_the_difference()
    {
        AssertChanged("stride", "2×2", graph => graph.Node.First(node => node.OpType == "Conv").Attribute.First(one => one.Name == "strides").Ints[0] = 3);
        AssertChanged("shape", "[64, 3, 7, 7] is expected", graph => graph.Initializer.First(one => one.Name == "Parameter91").Dims[0] = 63);
        AssertChanged("huge", "is expected", graph => graph.Initializer.First(one => one.Name == "Parameter91").Dims[0] = long.MaxValue);
        AssertChanged("numbers", "has 9407 numbers, but 9408", graph => graph.Initializer.First(one => one.Name == "Parameter91").FloatData.RemoveAt(0));
        AssertChanged("type", "32-bit", graph => graph.Initializer.First(one => one.Name == "Parameter91").DataType = (int)TensorProto.Types.DataType.Double);
        AssertChanged("external", "in the file itself", graph => graph.Initializer.First(one => one.Name == "Parameter91").DataLocation = TensorProto.Types.DataLocation.External);
        AssertChanged("twice", "two tensors 'Parameter91'", graph => graph.Initializer.Add(new TensorProto { Name = "Parameter91" }));
        AssertChanged("wordy", "description of the network", graph => graph.Node.AddRange(Enumerable.Range(0, 600_000).Select(_ => new NodeProto())));
        AssertRefused("variance", "not finite", bytes =>
        {
            var model = ModelProto.Parser.ParseFrom(bytes);
            model.Graph.Initializer.First(one => one.Name == "Constant99").FloatData[0] = -1;
            return Google.Protobuf.MessageExtensions.ToByteArray(model);
        });
    }

    [TestMethod]
    public void Numbers_are_read_from_both_fields_of_ONNX()
    {
        using var scope = NewDisposeScope();
        float[] numbers = [1, -2, 3, 4.5f, 0, 7];
        var listed = new TensorProto { Name = "listed", DataType = (int)TensorProto.Types.DataType.Float, Dims = { 2, 3 }, FloatData = { numbers } };
        var raw = new TensorProto
        {
            Name = "raw",
            DataType = (int)TensorProto.Types.DataType.Float,
            Dims = { 2, 3 },
            RawData = Google.Protobuf.ByteString.CopyFrom(System.Runtime.InteropServices.MemoryMarshal.AsBytes<float>(numbers)),
        };
        TensorAssert.AreIdentical(tensor(numbers).view(2, 3), OnnxFile.Floats(listed, 2, 3));
        TensorAssert.AreIdentical(tensor(numbers).view(2, 3), OnnxFile.Floats(raw, 2, 3));
        raw.FloatData.Add(1);
        Assert.ThrowsExactly<InvalidDataException>(() => OnnxFile.Floats(raw, 2, 3)); // both at once
    }

    private static float[] OnnxRuntimeFeatures(float[] pixels)
    {
        using var preparation = new InferenceSession(_files.Preparation);
        using var network = new InferenceSession(_files.Network);
        var prepared = Run(preparation, pixels);
        return Run(network, prepared);

        static float[] Run(InferenceSession session, float[] values)
        {
            var input = NamedOnnxValue.CreateFromTensor(session.InputNames[0], new DenseTensor<float>(values, [1, 3, ResNet18.Side, ResNet18.Side]));
            using var outputs = session.Run([input]);
            return [.. outputs[0].AsEnumerable<float>()];
        }
    }

    /// <summary>Red to the right, green downwards, blue in stripes.</summary>
    private static Tensor Gradients()
    {
        using var scope = NewDisposeScope();
        var line = linspace(-1, 1, ResNet18.Side);
        var red = line.unsqueeze(0).expand(ResNet18.Side, -1);
        var stripes = (line * 40).sin().unsqueeze(0).expand(ResNet18.Side, -1);
        return stack([red, red.t(), stripes]).unsqueeze(0).contiguous().MoveToOuterDisposeScope();
    }

    private static void AssertChanged(string name, string message, Action<GraphProto> change) => AssertRefused(name, message, _ =>
    {
        var model = _firstLayer.Value.Clone();
        change(model.Graph);
        return Google.Protobuf.MessageExtensions.ToByteArray(model);
    });

    /// <summary>The network with the weights of its first layer only: what is wrong with these is found first.</summary>
    private static ModelProto FirstLayer()
    {
        var model = ModelProto.Parser.ParseFrom(_bytes.Value);
        string[] kept = ["Parameter91", "Parameter96", "Parameter97", "Constant98", "Constant99"];
        foreach (var other in model.Graph.Initializer.Where(one => !kept.Contains(one.Name)).ToList())
            model.Graph.Initializer.Remove(other);
        foreach (var other in model.Graph.Input.Where(one => one.Name != "Input247").ToList())
            model.Graph.Input.Remove(other);
        return model;
    }

    private static void AssertRefused(string name, string message, Func<byte[], byte[]> change)
    {
        var place = Directory.CreateDirectory(_folder[name]).FullName;
        var path = Path.Combine(place, "ResNet18.onnx");
        File.Copy(_files.Preparation, Path.Combine(place, "ResNetPreprocess.onnx"));
        File.WriteAllBytes(path, change(_bytes.Value));
        var e = Assert.ThrowsExactly<InvalidDataException>(() => ResNet18Features.Load(path, 224, CPU));
        Assert.Contains(message, e.Message);
        Assert.Contains(path, e.Message);
        Directory.Delete(place, recursive: true);
    }
}
