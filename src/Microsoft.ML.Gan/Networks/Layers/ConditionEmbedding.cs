using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Networks;

/// <summary>
/// A condition as a vector of learned features: N×K → N×F. The weight is in the layout of PyTorch's Embedding, K×F: a one-hot
/// class picks its row, numbers mix the rows.
/// </summary>
internal sealed class ConditionEmbedding : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight; // TorchSharp finds a parameter by the name of its field when it moves it to another device

    public ConditionEmbedding(int conditionSize, int features)
        : base(nameof(ConditionEmbedding))
    {
        weight = nn.Parameter(empty(conditionSize, features));
        RegisterComponents();
    }

    public override Tensor forward(Tensor condition) => condition.mm(weight);
}
