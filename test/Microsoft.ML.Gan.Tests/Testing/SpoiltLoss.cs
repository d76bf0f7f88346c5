using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Testing;

/// <summary>A loss that is no number at some of the discriminator's steps, counted over all attempts.</summary>
internal sealed class SpoiltLoss(Func<int, bool> isSpoilt) : IGanLoss
{
    private readonly NonSaturatingLoss _sound = new();
    private int _step;

    public string Name => "spoilt";

    public Tensor Discriminator(Tensor real, Tensor fake)
    {
        var loss = _sound.Discriminator(real, fake);
        return isSpoilt(++_step) ? loss * double.NaN : loss;
    }

    public Tensor Generator(Tensor fake, Tensor? real = null) => _sound.Generator(fake);
}
