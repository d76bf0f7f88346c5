using System.Text.Json.Serialization;

namespace Microsoft.ML.Gan;

/// <summary>
/// One of the 25 pairs of operations that were learned for a dataset, drawn for each image (Cubuk et al., 2019). torchvision's
/// <c>AutoAugment</c>.
/// </summary>
public sealed record AutoAugmentPolicy : IImageAugmentation
{
    internal const string RegisteredName = "auto-augment";
    internal const int Bins = 10;

    private readonly AutoAugmentDataset _dataset;

    /// <inheritdoc/>
    [JsonIgnore]
    public string Name => RegisteredName;

    /// <summary>The images on which the policy was learned.</summary>
    /// <value>Default: <see cref="AutoAugmentDataset.ImageNet"/>.</value>
    public AutoAugmentDataset Dataset
    {
        get => _dataset;
        init
        {
            Check.That(Enum.IsDefined(value), nameof(Dataset), $"must be one of the datasets with a policy, but is {value}");
            _dataset = value;
        }
    }

    /// <summary>How values between pixels are computed.</summary>
    /// <value>Default: <see cref="ImageInterpolation.Nearest"/>.</value>
    public ImageInterpolation Interpolation { get; init; }

    /// <summary>The value of pixels beyond the edges.</summary>
    /// <value>Default: 0.</value>
    public byte Fill { get; init; }

    internal static (PolicyStep First, PolicyStep Second)[] Pairs(AutoAugmentDataset dataset) => dataset switch
    {
        AutoAugmentDataset.Cifar10 => AutoAugmentTables.Cifar10,
        AutoAugmentDataset.Svhn => AutoAugmentTables.Svhn,
        _ => AutoAugmentTables.ImageNet,
    };

    /// <inheritdoc/>
    public void Apply(WorkingImage image, AugmentationRandom random)
    {
        ArgumentNullException.ThrowIfNull(image);
        ArgumentNullException.ThrowIfNull(random);
        var pairs = Pairs(Dataset);
        var (first, second) = pairs[DrawPair(random, pairs.Length)];
        // Translations are relative to the image size, which no operation changes.
        var space = PolicySpace.For(image.Shape);
        Apply(image, first, space, random);
        Apply(image, second, space, random);
    }

    internal static int DrawPair(AugmentationRandom random, int pairs) => random.NextInt32(pairs);

    private void Apply(WorkingImage image, PolicyStep step, PolicySpace space, AugmentationRandom random)
    {
        // Both numbers are drawn whether they are used or not, so that the second operation's do not depend on the first.
        var happens = random.NextBoolean(step.Probability);
        var negative = random.NextBoolean(0.5);
        if (!happens)
            return;
        var magnitude = space.Magnitude(step.Operation, step.Bin, Bins);
        step.Operation.Apply(image, negative && step.Operation.IsSigned() ? -magnitude : magnitude, Interpolation, Fill);
    }
}
