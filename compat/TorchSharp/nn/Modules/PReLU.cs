using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

public sealed class PReLU : nn.Module<Tensor, Tensor>
{
    [ComponentName(nameof(weight))] private Parameter? _weight;

    internal PReLU(long num_parameters, double init, Device? device, ScalarType? dtype) : base(nameof(PReLU))
    {
        (this.num_parameters, this.init) = (num_parameters, init);
        weight = new Parameter(full([num_parameters], init, dtype ?? get_default_dtype(), device));
    }

    public long num_parameters { get; }

    public double init { get; }

    public Parameter weight
    {
        get => _weight!;
        set => SetParameter(ref _weight, value, nameof(weight));
    }

    public override string GetName() => nameof(PReLU);

    public override Tensor forward(Tensor tensor) => nn.functional.prelu(tensor, weight);
}
