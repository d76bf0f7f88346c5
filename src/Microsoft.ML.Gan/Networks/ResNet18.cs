using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Networks;

/// <summary>
/// ResNet-18 (He et al., 2016) without its last layer, with trained weights and for inference only: N×3×H×W → features N×512.
/// Differentiable with respect to the images, so its stages can be used in losses.
/// </summary>
/// <remarks>
/// This is CNTK's variant, whose last stage has three blocks instead of two. Names and shapes of the weights are those of
/// torchvision's <c>resnet18</c> otherwise. Each batch normalization is folded into the
/// convolution before it. It draws no initial weights, so the random numbers of a training in the same process do not change.
/// </remarks>
internal sealed class ResNet18 : nn.Module<Tensor, Tensor>
{
    /// <summary>The height and width that the network was trained on.</summary>
    public const int Side = 224;

    /// <summary>The smallest height and width for which the last stage has a full pixel.</summary>
    public const int SmallestSide = 32;

    public const int FeatureSize = 512;

    /// <summary>The stages after the stem: channels and blocks.</summary>
    public static readonly IReadOnlyList<(long Channels, int Blocks)> Plan = [(64, 2), (128, 2), (256, 2), (512, 3)];

    private const double Epsilon = 1e-5;

    private readonly Tensor mean;
    private readonly FrozenConvolution stem;
    private readonly IReadOnlyList<Block[]> _stages;

    /// <param name="weights">The source of the weights; each tensor is read once.</param>
    /// <param name="device">The device.</param>
    /// <exception cref="InvalidDataException">The weights give values that are not finite.</exception>
    public ResNet18(WeightSource weights, Device device)
        : base(nameof(ResNet18))
    {
        using var noGradient = no_grad();
        mean = weights("mean", 3, Side, Side).to(ScalarType.Float32, copy: true).to(device).DetachFromDisposeScope();
        stem = new FrozenConvolution(weights, "conv1", "bn1", 3, 64, kernel: 7, stride: 2, device);
        register_module("stem", stem);
        var (inputs, stages) = (Plan[0].Channels, new List<Block[]>());
        foreach (var (channels, count) in Plan)
        {
            var blocks = new Block[count];
            for (var i = 0; i < count; i++)
            {
                blocks[i] = new Block(weights, $"layer{stages.Count + 1}.{i}", inputs, channels, stride: i == 0 && inputs != channels ? 2 : 1, device);
                register_module($"layer{stages.Count + 1}_{i}", blocks[i]);
                inputs = channels;
            }

            stages.Add(blocks);
        }

        _stages = stages;
        register_buffer("mean", mean);
        eval();
    }

    /// <summary>The network's input: RGB in 0…255 minus the mean image of its training data.</summary>
    /// <param name="images">N×3×H×W, RGB in [-1, 1].</param>
    public Tensor Normalize(Tensor images)
    {
        using var scope = NewDisposeScope();
        var (height, width) = (images.shape[2], images.shape[3]);
        var shown = mean.unsqueeze(0);
        if ((height, width) != (Side, Side))
            shown = AntialiasedResize.Bicubic(shown, height, width);
        return images.add(1).mul(127.5).sub(shown).MoveToOuterDisposeScope();
    }

    /// <summary>The activations after the stem and after each of the four stages.</summary>
    /// <param name="normalized">N×3×H×W, as <see cref="Normalize"/> gives them.</param>
    /// <returns>
    /// N×64×H/4×W/4 twice, N×128×H/8×W/8, N×256×H/16×W/16, N×512×H/32×W/32; sides are rounded up. They belong to the current dispose scope.
    /// </returns>
    public IReadOnlyList<Tensor> Stages(Tensor normalized)
    {
        using var scope = NewDisposeScope();
        var ordered = ChannelsLast.Of(normalized);
        var found = new List<Tensor> { nn.functional.max_pool2d(stem.call(ordered).relu_(), kernel_size: 3, stride: 2, padding: 1) };
        foreach (var stage in _stages)
            found.Add(stage.Aggregate(found[^1], (images, block) => block.call(images)));
        foreach (var stage in found)
            stage.MoveToOuterDisposeScope();
        return found;
    }

    /// <param name="normalized">N×3×H×W, as <see cref="Normalize"/> gives them.</param>
    /// <returns>Features N×512: the averages of the last stage's channels.</returns>
    public override Tensor forward(Tensor normalized)
    {
        using var scope = NewDisposeScope();
        return Stages(normalized)[^1].mean([2, 3]).MoveToOuterDisposeScope();
    }

    /// <summary>Two 3×3 convolutions with a residual connection, which may change the size.</summary>
    private sealed class Block : nn.Module<Tensor, Tensor>
    {
        private readonly FrozenConvolution first;
        private readonly FrozenConvolution second;
        private readonly FrozenConvolution? shortcut;

        public Block(WeightSource weights, string name, long inputs, long outputs, long stride, Device device)
            : base(nameof(Block))
        {
            first = new FrozenConvolution(weights, $"{name}.conv1", $"{name}.bn1", inputs, outputs, kernel: 3, stride, device);
            second = new FrozenConvolution(weights, $"{name}.conv2", $"{name}.bn2", outputs, outputs, kernel: 3, stride: 1, device);
            if (stride != 1)
                shortcut = new FrozenConvolution(weights, $"{name}.downsample.0", $"{name}.downsample.1", inputs, outputs, kernel: 1, stride, device);
            RegisterComponents();
        }

        public override Tensor forward(Tensor images)
        {
            using var scope = NewDisposeScope();
            var changed = second.call(first.call(images).relu_());
            return changed.add_(shortcut?.call(images) ?? images).relu_().MoveToOuterDisposeScope();
        }
    }

    /// <summary>A trained convolution and the batch normalization behind it, as one convolution with a bias.</summary>
    private sealed class FrozenConvolution : nn.Module<Tensor, Tensor>
    {
        private readonly Tensor weight;
        private readonly Tensor bias;
        private readonly long[] _stride;
        private readonly long[] _padding;

        public FrozenConvolution(WeightSource weights, string name, string norm, long inputs, long outputs, long kernel, long stride, Device device)
            : base(nameof(FrozenConvolution))
        {
            (_stride, _padding) = ([stride, stride], [kernel / 2, kernel / 2]);
            using var scope = NewDisposeScope();
            Tensor Values(string part) => weights($"{norm}.{part}", outputs).to(ScalarType.Float64);

            var scale = Values("weight") / (Values("running_var") + Epsilon).sqrt();
            var shift = Values("bias") - (Values("running_mean") * scale);
            var scaled = weights($"{name}.weight", outputs, inputs, kernel, kernel).to(ScalarType.Float64) * scale.view(-1, 1, 1, 1);
            if (!(scaled.isfinite().all() & shift.isfinite().all()).item<bool>())
                throw new InvalidDataException($"the weights of '{name}' give numbers that are not finite.");

            scaled = scaled.to(ScalarType.Float32).to(device);
            weight = ChannelsLast.Of(scaled).DetachFromDisposeScope();
            bias = shift.to(ScalarType.Float32).to(device).DetachFromDisposeScope();
            RegisterComponents();
        }

        public override Tensor forward(Tensor input) => nn.functional.conv2d(input, weight, bias, _stride, _padding);
    }
}
