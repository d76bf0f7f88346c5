using static TorchSharp.torch;

namespace TorchSharp.Modules;

public abstract class InstanceNorm : NormBase
{
    public InstanceNorm(long num_features, double eps, double? momentum, bool affine, bool track_running_stats,
        Device? device, ScalarType? dtype, string name)
        : base(num_features, eps, momentum ?? 0.1, affine, track_running_stats, device, dtype, name) { }

    // Dimensions from the channel on: two for a sequence, three for an image.
    protected abstract long GetNumberOfBatchDimensions();

    public override Tensor forward(Tensor input)
    {
        ValidateInputDimensions(input);
        var channel = (int)(input.ndim - GetNumberOfBatchDimensions());
        if (input.size(channel) != num_features)
            throw new ArgumentException(
                $"expected input's size at dim={channel} to match num_features ({num_features}), but got: {input.size(channel)}.");
        if (channel != 0) return Normalized(input);
        using var batch = input.unsqueeze(0);
        using var result = Normalized(batch);
        return result.squeeze(0);
    }

    private Tensor Normalized(Tensor input) => nn.functional.instance_norm(
        input, running_mean, running_var, weight, bias, training || !track_running_stats, momentum ?? 0.1, eps);
}

public sealed class InstanceNorm1d : InstanceNorm
{
    internal InstanceNorm1d(long num_features, double eps, double momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype)
        : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, nameof(InstanceNorm1d)) { }

    protected override long GetNumberOfBatchDimensions() => 2;

    protected override void ValidateInputDimensions(Tensor input) => CheckDimensions(input, 2, 3);
}

public sealed class InstanceNorm2d : InstanceNorm
{
    internal InstanceNorm2d(long num_features, double eps, double momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype)
        : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, nameof(InstanceNorm2d)) { }

    protected override long GetNumberOfBatchDimensions() => 3;

    protected override void ValidateInputDimensions(Tensor input) => CheckDimensions(input, 3, 4);
}
