using static TorchSharp.torch;

namespace TorchSharp.Modules;

public sealed class Upsample : ParameterLessModule<Tensor, Tensor>
{
    private readonly long[]? sizes;
    private readonly double[]? factors;

    internal Upsample(long[]? size, double[]? scale_factor, UpsampleMode mode, bool? align_corners, bool? recompute_scale_factor)
        : base(nameof(Upsample))
    {
        (sizes, factors) = (size, scale_factor);
        (this.mode, this.align_corners, this.recompute_scale_factor) = (mode, align_corners, recompute_scale_factor);
    }

    public ReadOnlySpan<long> size => sizes;

    public ReadOnlySpan<double> scale_factor => factors;

    public UpsampleMode mode { get; }

    public bool? align_corners { get; }

    public bool? recompute_scale_factor { get; set; }

    public override Tensor forward(Tensor input) => nn.functional.interpolate(
        input, sizes, factors, (InterpolationMode)mode, align_corners, recompute_scale_factor ?? false);
}
