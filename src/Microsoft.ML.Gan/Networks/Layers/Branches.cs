using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Networks;

/// <summary>Several parallel networks on the same input, with concatenated channels. N×I×H×W → N×(O₁+O₂+…)×H'×W'.</summary>
internal sealed class Branches : nn.Module<Tensor, Tensor>
{
    private readonly ModuleList<nn.Module<Tensor, Tensor>> branches;

    public Branches(params nn.Module<Tensor, Tensor>[] branches)
        : base(nameof(Branches))
    {
        this.branches = new ModuleList<nn.Module<Tensor, Tensor>>(branches);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input)
    {
        using var scope = NewDisposeScope();
        return cat([.. branches.Select(branch => branch.call(input))], 1).MoveToOuterDisposeScope();
    }
}
