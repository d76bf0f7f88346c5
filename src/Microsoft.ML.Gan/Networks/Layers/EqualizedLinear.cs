using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Networks;

/// <summary>
/// A fully connected layer with an equalized learning rate (Karras et al., 2018): weights are drawn from N(0, 1) and scaled by 1/√inputs at each use,
/// so that Adam updates every layer at the same relative speed. N×I → N×O.
/// </summary>
internal sealed class EqualizedLinear : nn.Module<Tensor, Tensor>
{
    private readonly Parameter weight; // TorchSharp finds a parameter by the name of its field when it moves it to another device
    private readonly Parameter bias;
    private readonly double _weightScale;
    private readonly double _biasScale;

    /// <param name="inputs">I.</param>
    /// <param name="outputs">O.</param>
    /// <param name="gain">The factor of the weights in addition to 1/√I; √2 for a layer before a rectifier.</param>
    /// <param name="learningRate">The layer's learning rate relative to others.</param>
    /// <param name="initialBias">The initial bias.</param>
    public EqualizedLinear(long inputs, long outputs, double gain = 1, double learningRate = 1, double initialBias = 0)
        : base(nameof(EqualizedLinear))
    {
        _weightScale = learningRate * gain / Math.Sqrt(inputs);
        _biasScale = learningRate;
        weight = nn.Parameter(empty(outputs, inputs));
        bias = nn.Parameter(empty(outputs));
        nn.init.normal_(weight, 0, 1 / learningRate);
        nn.init.constant_(bias, initialBias / learningRate);
        RegisterComponents();
    }

    public override Tensor forward(Tensor input) =>
        nn.functional.linear(input, weight * _weightScale, _biasScale == 1 ? bias : bias * _biasScale);
}
