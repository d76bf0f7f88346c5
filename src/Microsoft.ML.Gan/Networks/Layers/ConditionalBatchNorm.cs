using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Networks;

/// <summary>
/// Batch normalization whose gain and bias are linear in a condition (Dumoulin et al., 2017; de Vries et al., 2017):
/// (features N×C×H×W, condition N×K) → N×C×H×W. The gain is 1 plus the output of the linear map.
/// </summary>
internal sealed class ConditionalBatchNorm : nn.Module<Tensor, Tensor, Tensor>
{
    private readonly nn.Module<Tensor, Tensor> gain;
    private readonly nn.Module<Tensor, Tensor> bias;
    private readonly Tensor running_mean;
    private readonly Tensor running_var;

    public ConditionalBatchNorm(int conditionSize, int channels, bool spectral = false)
        : base(nameof(ConditionalBatchNorm))
    {
        gain = SpectralOr.Linear(spectral, conditionSize, channels, hasBias: false);
        bias = SpectralOr.Linear(spectral, conditionSize, channels, hasBias: false);
        running_mean = zeros(channels);
        running_var = ones(channels);
        RegisterComponents();
    }

    public override Tensor forward(Tensor features, Tensor condition)
    {
        var normalized = nn.functional.batch_norm(features, running_mean, running_var, training: training);
        var (scale, shift) = (1 + gain.call(condition), bias.call(condition));
        return addcmul(shift.unsqueeze(2).unsqueeze(3), normalized, scale.unsqueeze(2).unsqueeze(3), 1);
    }

    /// <summary>Creates a batch normalization with a condition of this size, or an ordinary one if the size is 0.</summary>
    public static nn.Module Create(int conditionSize, int channels, bool spectral) =>
        conditionSize == 0 ? nn.BatchNorm2d(channels) : new ConditionalBatchNorm(conditionSize, channels, spectral);

    /// <summary>Calls a module from <see cref="Create"/>.</summary>
    public static Tensor Call(nn.Module normalization, Tensor features, Tensor condition) => normalization switch
    {
        ConditionalBatchNorm conditional => conditional.call(features, condition),
        _ => ((nn.Module<Tensor, Tensor>)normalization).call(features),
    };
}
