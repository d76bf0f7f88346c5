using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

public sealed class GroupNorm : nn.Module<Tensor, Tensor>
{
    [ComponentName(nameof(weight))] private Parameter? _weight;
    [ComponentName(nameof(bias))] private Parameter? _bias;

    internal GroupNorm(long num_groups, long num_channels, double eps, bool affine, Device? device, ScalarType? dtype) : base(nameof(GroupNorm))
    {
        (this.num_groups, this.eps, this.affine) = (num_groups, eps, affine);
        if (!affine) return;
        weight = new Parameter(ones([num_channels], dtype, device));
        bias = new Parameter(zeros([num_channels], dtype, device));
    }

    public long num_groups { get; set; }

    public double eps { get; set; }

    public bool affine { get; set; }

    public Parameter weight
    {
        get => _weight!;
        set => SetParameter(ref _weight, value, nameof(weight));
    }

    public Parameter? bias
    {
        get => _bias;
        set => SetParameter(ref _bias, value, nameof(bias));
    }

    public override Tensor forward(Tensor tensor) => nn.functional.group_norm(tensor, num_groups, _weight, _bias, eps);
}
