using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Training;

/// <summary>A discriminator ready for use: pixels in, logits out.</summary>
internal sealed class ImageDiscriminator
{
    private readonly nn.Module<Tensor, Tensor, Tensor> _module;
    private readonly Device _device;
    private readonly int _packing;

    /// <param name="module">The discriminator; moved to the device; disposed by the caller.</param>
    /// <param name="device">The device.</param>
    /// <param name="packing">The number of images per input (<see cref="NetworkSpecification.Packing"/>).</param>
    public ImageDiscriminator(nn.Module<Tensor, Tensor, Tensor> module, Device device, int packing)
    {
        (_module, _device, _packing) = (module, device, packing);
        module.to(device);
        module.eval();
    }

    /// <param name="images">N×C×H×W in [-1, 1].</param>
    /// <param name="conditions">N×K values.</param>
    /// <returns>
    /// N logits. For a patch discriminator, the means over patches; with packing, the logit of the pack of an image and those that follow it.
    /// </returns>
    public float[] Logits(Tensor images, float[] conditions)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var count = images.shape[0];
        var condition = conditions.Length == 0 ? zeros([count, 0], device: _device) : HostTensor.Of(conditions, [count, conditions.Length / count], _device);
        var logits = AuxiliaryTask.Logit(_module.call(Packs(images.to(_device)), Packs(condition)));
        return logits.reshape(count, -1).mean([1]).cpu().data<float>().ToArray();
    }

    private Tensor Packs(Tensor each) => _packing == 1 ? each : cat([.. Enumerable.Range(0, _packing).Select(place => each.roll(-place, 0))], 1);
}
