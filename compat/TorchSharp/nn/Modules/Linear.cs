using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

public sealed class Linear : nn.Module<Tensor, Tensor>
{
    [ComponentName(nameof(weight))] private Parameter? _weight;
    [ComponentName(nameof(bias))] private Parameter? _bias;

    internal Linear(Parameter weight, Parameter? bias) : base(nameof(Linear))
    {
        (in_features, out_features) = (weight.shape[1], weight.shape[0]);
        this.weight = weight;
        if (bias is not null) this.bias = bias;
    }

    internal Linear(long inputSize, long outputSize, bool hasBias, Device? device, ScalarType? dtype) : base(nameof(Linear))
    {
        (in_features, out_features) = (inputSize, outputSize);
        weight = new Parameter(empty([outputSize, inputSize], dtype, device));
        if (hasBias) bias = new Parameter(empty([outputSize], dtype, device));
        DefaultInitialization.Uniform(weight, bias);
    }

    public long in_features { get; set; }

    public long out_features { get; set; }

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

    public override Tensor forward(Tensor tensor) => nn.functional.linear(tensor, _weight!, _bias);
}
