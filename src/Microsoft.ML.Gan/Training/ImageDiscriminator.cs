using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>A discriminator ready for use: pixels in, logits out.</summary>
internal sealed class ImageDiscriminator
{
    private readonly nn.Module<Tensor, Tensor, Tensor> _module;
    private readonly Device _device;

    /// <param name="module">The discriminator; moved to the device, and still the caller's to dispose.</param>
    /// <param name="device">Where it computes.</param>
    public ImageDiscriminator(nn.Module<Tensor, Tensor, Tensor> module, Device device)
    {
        (_module, _device) = (module, device);
        module.to(device);
        module.eval();
    }

    /// <param name="images">N×C×H×W in [-1, 1].</param>
    /// <param name="conditions">N×K values.</param>
    /// <returns>N logits; of a discriminator that judges patches, their means.</returns>
    public float[] Judge(Tensor images, float[] conditions)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var count = images.shape[0];
        var condition = conditions.Length == 0 ? zeros([count, 0], device: _device) : tensor(conditions, [count, conditions.Length / count]).to(_device);
        var logits = AuxiliaryTask.Logit(_module.call(images.to(_device), condition));
        return logits.flatten(1).mean([1]).cpu().data<float>().ToArray();
    }
}
