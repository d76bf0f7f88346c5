using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Networks;

/// <summary>
/// The differences between SNGAN, SAGAN and BigGAN: parameters of <see cref="ResidualGenerator"/> and <see cref="ResidualDiscriminator"/> for images
/// of one shape.
/// </summary>
internal sealed record ResidualPlan
{
    public required NetworkSpecification Specification { get; init; }

    /// <summary>The number of times the image is halved until its sides are 4…7 pixels.</summary>
    public required int Levels { get; init; }

    public required ResidualTable Table { get; init; }

    public required int LatentSize { get; init; }

    public required int GeneratorWidth { get; init; }

    public required int DiscriminatorWidth { get; init; }

    /// <summary>Whether the generator is also spectrally normalized.</summary>
    public bool SpectralGenerator { get; init; }

    /// <summary>Whether the linear maps from its condition to gains and biases are spectrally normalized.</summary>
    public bool SpectralCondition { get; init; }

    /// <summary>Whether the discriminator's blocks widen at their first convolution instead of the second.</summary>
    public bool WideDiscriminator { get; init; }

    /// <summary>Whether the discriminator's logit has a bias.</summary>
    public bool HasLogitBias { get; init; } = true;

    /// <summary>Self-attention after the first features whose smaller side is at least this many pixels and less than twice as many; 0 for
    /// none.</summary>
    public int AttentionSide { get; init; }

    /// <summary>The length of the condition embedding shared by the generator's layers; 0 if they use the condition directly.</summary>
    public int EmbeddingSize { get; init; }

    /// <summary>Whether each block of the generator has a part of the latent.</summary>
    public bool HierarchicalLatent { get; init; }

    /// <summary>Initializes a weight by its name. Biases start at 0 and gains at 1.</summary>
    public required Action<string, Parameter> Initialize { get; init; }

    public int BottomHeight => Specification.Image.Height >> Levels;

    public int BottomWidth => Specification.Image.Width >> Levels;

    /// <summary>The length of the latent part of a block.</summary>
    public int ChunkSize => HierarchicalLatent ? LatentSize / Table.Up.Count : 0;

    /// <summary>The length of the latent part of the first layer: the rest.</summary>
    public int FirstChunkSize => LatentSize - (ChunkSize * (Table.Up.Count - 1));

    /// <summary>The length of the condition in the generator's layers.</summary>
    public int StyleSize => Specification.ConditionSize > 0 && EmbeddingSize > 0 ? EmbeddingSize : Specification.ConditionSize;

    /// <summary>Whether the generator's blocks get the condition; if not, its first layer does.</summary>
    public bool ConditionsBlocks =>
        Specification.GeneratorConditioningOr(GeneratorConditioning.ConditionalBatchNorm) == GeneratorConditioning.ConditionalBatchNorm;

    /// <summary>The length of the vector that a block's batch normalizations depend on.</summary>
    public int BlockConditionSize => ChunkSize + (ConditionsBlocks ? StyleSize : 0);

    public int FirstLayerInputs => FirstChunkSize + (ConditionsBlocks ? 0 : StyleSize);

    public DiscriminatorConditioning DiscriminatorConditioning => Specification.DiscriminatorConditioningOr(DiscriminatorConditioning.Projection);

    public int DiscriminatorInputs =>
        Specification.Image.Channels + (DiscriminatorConditioning == DiscriminatorConditioning.Concatenation ? Specification.ConditionSize : 0);

    public int Features => checked(Table.Down[^1] * DiscriminatorWidth);

    /// <summary>The generator's blocks, first to last.</summary>
    public IEnumerable<(int Inputs, int Outputs, bool Attends)> UpBlocks()
    {
        var side = Math.Min(BottomHeight, BottomWidth);
        for (var block = 1; block < Table.Up.Count; block++)
        {
            side *= 2;
            yield return (checked(Table.Up[block - 1] * GeneratorWidth), checked(Table.Up[block] * GeneratorWidth), AttendsAt(side));
        }
    }

    /// <summary>The discriminator's blocks, first to last.</summary>
    public IEnumerable<(int Inputs, int Hidden, int Outputs, bool Halves, bool Attends)> DownBlocks()
    {
        var side = Math.Min(Specification.Image.Height, Specification.Image.Width);
        var inputs = DiscriminatorInputs;
        for (var block = 0; block < Table.Down.Count; block++)
        {
            var outputs = checked(Table.Down[block] * DiscriminatorWidth);
            var halves = block < Table.Halvings;
            side = halves ? side / 2 : side;
            yield return (inputs, WideDiscriminator || block == 0 ? outputs : inputs, outputs, halves, halves && AttendsAt(side));
            inputs = outputs;
        }
    }

    public void Start(nn.Module network)
    {
        foreach (var (name, parameter) in network.named_parameters())
        {
            if (parameter.dim() > 1)
                Initialize(name, parameter);
            else if (name.EndsWith("bias", StringComparison.Ordinal))
                nn.init.zeros_(parameter);
        }
    }

    private bool AttendsAt(int side) => AttentionSide > 0 && side >= AttentionSide && side / 2 < AttentionSide;
}
