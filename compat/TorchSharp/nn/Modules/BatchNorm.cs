using static TorchSharp.torch;

namespace TorchSharp.Modules;

public abstract class BatchNorm : NormBase
{
    public BatchNorm(long num_features, double eps, double momentum, bool affine, bool track_running_stats,
        Device? device, ScalarType? dtype, string name)
        : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, name) { }

    public override Tensor forward(Tensor input)
    {
        ValidateInputDimensions(input);
        var rate = momentum ?? 0;
        if (training && track_running_stats && num_batches_tracked is not null)
        {
            num_batches_tracked.add_(1);
            rate = momentum ?? 1.0 / num_batches_tracked.ToInt64();
        }

        var ofBatch = training || (running_mean is null && running_var is null);
        var running = !training || track_running_stats;
        return nn.functional.batch_norm(
            input, running ? running_mean! : null!, running ? running_var! : null!, weight, bias, ofBatch, rate, eps);
    }
}

public sealed class BatchNorm1d : BatchNorm
{
    internal BatchNorm1d(long num_features, double eps, double momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype)
        : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, nameof(BatchNorm1d)) { }

    protected override void ValidateInputDimensions(Tensor input) => CheckDimensions(input, 2, 3);
}

public sealed class BatchNorm2d : BatchNorm
{
    internal BatchNorm2d(long num_features, double eps, double momentum, bool affine, bool track_running_stats, Device? device, ScalarType? dtype)
        : base(num_features, eps, momentum, affine, track_running_stats, device, dtype, nameof(BatchNorm2d)) { }

    protected override void ValidateInputDimensions(Tensor input) => CheckDimensions(input, 4, 4);
}
