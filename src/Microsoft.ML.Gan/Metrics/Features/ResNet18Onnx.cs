using Onnx;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Metrics;

/// <summary>
/// The weights of ResNet-18 in the package's two ONNX files, under torchvision's names and for RGB. The files name nothing, so the
/// weights are found by going along the network, each of whose layers must be what it is in ResNet-18.
/// </summary>
internal sealed class ResNet18Onnx
{
    private const long MostNetworkBytes = 100 << 20;
    private const long MostPreparationBytes = 4 << 20;

    private readonly SortedDictionary<string, Tensor> _weights = new(StringComparer.Ordinal);

    private ResNet18Onnx()
    {
    }

    /// <summary>Reads both files. The tensors belong to the current dispose scope.</summary>
    /// <exception cref="InvalidDataException">They are not that network; the message names the file.</exception>
    public static ResNet18Onnx Read(ResNet18Files files)
    {
        var result = new ResNet18Onnx();
        ModelPart.Read(files.Network, () => result.ReadNetwork(new OnnxNetwork(OnnxFile.Read(files.Network, MostNetworkBytes))));
        ModelPart.Read(files.Preparation, () => result.ReadMean(OnnxFile.Read(files.Preparation, MostPreparationBytes)));
        return result;
    }

    /// <inheritdoc cref="WeightSource"/>
    public Tensor Take(string name, params long[] shape)
    {
        var value = _weights[name];
        return value.shape.SequenceEqual(shape)
            ? value
            : throw new InvalidDataException($"'{name}' has the shape [{string.Join(", ", value.shape)}], but [{string.Join(", ", shape)}] is expected.");
    }

    /// <summary>A hash of all names and numbers.</summary>
    public string Hash() => WeightHash.Of(_weights);

    private bool ReadNetwork(OnnxNetwork network)
    {
        var at = Convolve(network, network.Input, "conv1", "bn1", 3, 64, kernel: 7, stride: 2);
        // The file takes BGR, as Caffe and CNTK do.
        _weights["conv1.weight"] = _weights["conv1.weight"].flip(1);
        at = network.Follow(network.Follow(at, "Relu"), "MaxPool", ("kernel_shape", [3, 3]), ("strides", [2, 2]), ("pads", [1, 1, 0, 0]));
        var (inputs, stage) = (ResNet18.Plan[0].Channels, 0);
        foreach (var (channels, blocks) in ResNet18.Plan)
        {
            stage++;
            for (var block = 0; block < blocks; block++)
            {
                at = ReadBlock(network, at, $"layer{stage}.{block}", inputs, channels, stride: inputs == channels ? 1 : 2);
                inputs = channels;
            }
        }

        network.Follow(at, "AveragePool", ("kernel_shape", [7, 7]), ("pads", [0, 0, 0, 0]));
        return true;
    }

    private string ReadBlock(OnnxNetwork network, string at, string name, long inputs, long outputs, long stride)
    {
        var first = network.Follow(Convolve(network, at, $"{name}.conv1", $"{name}.bn1", inputs, outputs, kernel: 3, stride), "Relu");
        var second = Convolve(network, first, $"{name}.conv2", $"{name}.bn2", outputs, outputs, kernel: 3, stride: 1);
        var shortcut = stride == 1
            ? at
            : Convolve(network, at, $"{name}.downsample.0", $"{name}.downsample.1", inputs, outputs, kernel: 1, stride);
        return network.Follow(network.Add(second, shortcut), "Relu");
    }

    private string Convolve(OnnxNetwork network, string at, string name, string norm, long inputs, long outputs, long kernel, long stride)
    {
        // Of even sides a stride of 2 leaves the last row and column of the padding out, which the file does not even name.
        var (before, after) = (kernel / 2, stride == 2 && kernel > 1 ? (kernel / 2) - 1 : kernel / 2);
        var convolution = network.Find(
            at, "Conv", ("kernel_shape", [kernel, kernel]), ("strides", [stride, stride]), ("pads", [before, before, after, after]), ("dilations", [1, 1]), ("group", [1]));
        _weights[$"{name}.weight"] = OnnxFile.Floats(network.Constant(convolution, 1), outputs, inputs, kernel, kernel);
        var normalization = network.Find(convolution.Output[0], "BatchNormalization");
        foreach (var (part, index) in new[] { "weight", "bias", "running_mean", "running_var" }.Select((part, index) => (part, index + 1)))
            _weights[$"{norm}.{part}"] = OnnxFile.Floats(network.Constant(normalization, index), outputs);
        return normalization.Output[0];
    }

    private bool ReadMean(GraphProto graph)
    {
        var network = new OnnxNetwork(graph);
        var split = network.Find(network.Input, "Split", ("axis", [1]));
        var ordered = network.Find(split.Output[^1], "Concat", ("axis", [1]));
        // The only check of the order of the colours: the channels that come in as R, G, B are put together as B, G, R.
        if (!ordered.Input.SequenceEqual(split.Output.Reverse()))
            throw new InvalidDataException("The input's channels are not turned around, as they are expected to be.");
        var less = network.Find(ordered.Output[0], "Sub");
        _weights["mean"] = OnnxFile.Floats(network.Constant(less, 1), 1, 3, ResNet18.Side, ResNet18.Side).squeeze(0).flip(0);
        return true;
    }
}
