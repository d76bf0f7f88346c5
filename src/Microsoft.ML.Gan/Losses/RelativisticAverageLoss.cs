using System.Text.Json.Serialization;
using static TorchSharp.torch;
using static TorchSharp.torch.nn.functional;

namespace Microsoft.ML.Gan;

/// <summary>
/// Relativistic average GAN (Jolicoeur-Martineau, 2019, section 4.2): the loss uses the difference between an image's logit and the mean logit of the
/// other kind, real or generated.
/// </summary>
/// <remarks>
/// The means are those of the batch, or of the micro-batch (<see cref="GanTrainingOptions.MicroBatchSize"/>).
/// </remarks>
public sealed record RelativisticAverageLoss : IGanLoss
{
    internal const string RegisteredName = "relativistic";

    /// <inheritdoc/>
    [JsonIgnore]
    public string Name => RegisteredName;

    /// <summary>The function of the difference of two logits.</summary>
    /// <value>Default: <see cref="RelativisticForm.Logistic"/>.</value>
    public RelativisticForm Form
    {
        get;
        init
        {
            Check.That(Enum.IsDefined(value), nameof(Form), $"is unknown: {value}");
            field = value;
        }
    }

    /// <inheritdoc/>
    [JsonIgnore]
    public bool GeneratorNeedsReal => true;

    /// <inheritdoc/>
    /// <remarks>f(real − mean fake) + f(−(fake − mean real)).</remarks>
    public Tensor Discriminator(Tensor real, Tensor fake) => Push(real - fake.mean()) + Push(real.mean() - fake);

    /// <inheritdoc/>
    /// <remarks>The same with real and fake exchanged.</remarks>
    public Tensor Generator(Tensor fake, Tensor? real = null)
    {
        ArgumentNullException.ThrowIfNull(real);
        return Discriminator(fake, real);
    }

    /// <summary>f, a decreasing function of the difference.</summary>
    private Tensor Push(Tensor difference) => Form switch
    {
        RelativisticForm.LeastSquares => (difference - 1).square().mean(),
        RelativisticForm.Hinge => relu(1 - difference).mean(),
        _ => softplus(-difference).mean(),
    };
}

/// <summary>The function that a relativistic loss applies to the difference of two logits.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<RelativisticForm>))]
public enum RelativisticForm
{
    /// <summary>−log σ(d): RaSGAN, the paper's standard form.</summary>
    Logistic,

    /// <summary>(d − 1)²: RaLSGAN.</summary>
    LeastSquares,

    /// <summary>max(0, 1 − d): RaHingeGAN.</summary>
    Hinge,
}
