using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

public sealed class LayerNorm : nn.Module<Tensor, Tensor>
{
    [ComponentName(nameof(weight))] private Parameter? _weight;
    [ComponentName(nameof(bias))] private Parameter? _bias;

    internal LayerNorm(long[] normalized_shape, double eps, bool elementwise_affine, bool bias, Device? device, ScalarType? dtype)
        : base(nameof(LayerNorm))
    {
        (this.normalized_shape, this.eps, this.elementwise_affine) = (normalized_shape, eps, elementwise_affine);
        if (elementwise_affine)
        {
            weight = new Parameter(empty(normalized_shape, dtype, device));
            if (bias) this.bias = new Parameter(empty(normalized_shape, dtype, device));
        }

        reset_parameters();
    }

    public long[] normalized_shape { get; set; }

    public double eps { get; set; }

    public bool elementwise_affine { get; set; }

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

    public void reset_parameters()
    {
        if (_weight is not null) nn.init.ones_(_weight);
        if (_bias is not null) nn.init.zeros_(_bias);
    }

    public override Tensor forward(Tensor tensor) => nn.functional.layer_norm(tensor, normalized_shape, _weight, _bias, eps);
}
