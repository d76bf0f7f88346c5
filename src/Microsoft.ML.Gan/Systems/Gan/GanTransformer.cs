using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// A trained GAN. It adds a column of generated images to its input rows. Without a latent or label column, latents and classes are drawn from the
/// model's seed and the row's id, so a row's image does not depend on other rows.
/// </summary>
public sealed partial class GanTransformer : ModelTransformer
{
    private readonly GanModel _model;

    /// <summary>Takes ownership of the model.</summary>
    internal GanTransformer(IHostEnvironment environment, GanModel model)
        : base(environment, model) => _model = model;

    /// <summary>The shape of the generated images, C×H×W.</summary>
    public ImageShape ImageShape => Description.Specification.Image;

    /// <summary>The length of a latent.</summary>
    public int LatentSize => Description.LatentSize;

    /// <summary>The names of the classes, in the order of the training's keys; empty without a class condition, with several label columns, or when the data named none.</summary>
    public IReadOnlyList<string> ClassNames => Description.ClassNames;

    /// <summary>The seed of the training, which also determines the latents of rows without a latent column.</summary>
    public int Seed => Description.Seed;

    /// <summary>
    /// The architecture of the model's networks. Use it, with <see cref="Loss"/> and <see cref="Regularizers"/>, for another training that starts
    /// from this model (<see cref="GanTrainingOptions.InitialModel"/>).
    /// </summary>
    /// <exception cref="InvalidDataException">The architecture is a user's own and is not registered (<see
    /// cref="GanArchitecture.Register"/>).</exception>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public IGanArchitecture Architecture => GanArchitecture.Create(Description.Architecture.Name, Description.Architecture.Options);

    /// <summary>The loss that the model was trained with.</summary>
    /// <exception cref="InvalidDataException">The loss is a user's own and is not registered (<see cref="GanLoss.Register"/>).</exception>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public IGanLoss Loss => GanLoss.Create(Description.Loss.Name, Description.Loss.Options);

    /// <summary>The regularizers that the model was trained with, in addition to those of its loss.</summary>
    /// <exception cref="InvalidDataException">A regularizer is a user's own and is not registered (<see
    /// cref="GanRegularizer.Register"/>).</exception>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public IReadOnlyList<IGanRegularizer> Regularizers => [.. Description.Regularizers.Select(one => GanRegularizer.Create(one.Name, one.Options))];

    /// <summary>
    /// The progress reports of the training, including those before it was resumed; empty for a loaded model.
    /// </summary>
    public IReadOnlyList<GanProgress> History => Model.History;

    /// <summary>
    /// The SHA-256 of the generator's weights (names and values), as hexadecimal digits: equal for two models exactly if they generate bit-identical
    /// images on the same machine.
    /// </summary>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public string WeightsSha256 => NetworkState.Sha256(Generator.Module);

    internal GanModelDescription Description => Model.Description;

    internal ImageGenerator Generator => Model.Generator;

    internal nn.Module DiscriminatorModule => Model.DiscriminatorModule;

    /// <exception cref="ObjectDisposedException">The networks have been freed.</exception>
    private GanModel Model
    {
        get
        {
            ThrowIfDisposed();
            return _model;
        }
    }

    /// <summary>The discriminator, for computing logits.</summary>
    /// <exception cref="InvalidOperationException">The model has another image shape or condition size.</exception>
    internal ImageDiscriminator DiscriminatorFor(ImageShape shape, int conditionSize)
    {
        var (own, size) = (Description.Specification.Image, Description.Specification.ConditionSize);
        if (shape != own)
            throw new InvalidOperationException($"The model's discriminator takes images of {own}, but the images to be measured are {shape}.");
        if (conditionSize != size)
        {
            throw new InvalidOperationException(
                $"The model's discriminator takes a condition of {size} values, but the label columns to be measured have {conditionSize}" +
                (conditionSize == 0 ? " (LabelColumnName is null)." : "."));
        }

        return Model.Discriminator;
    }

    /// <summary>Initializes the networks of a training with this model's weights (warm start).</summary>
    /// <param name="generator">The generator to train.</param>
    /// <param name="discriminator">The discriminator to train.</param>
    /// <param name="specification">The specification of both.</param>
    /// <returns>The weights that were not or only partly copied, the generator's first.</returns>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    internal WarmStart Start(nn.Module generator, nn.Module discriminator, NetworkSpecification specification)
    {
        var conditions = specification.ConditionSize - Description.Specification.ConditionSize;
        var ofGenerator = WarmStart.Copy(Generator.Module, generator, generator is ResidualGenerator { TakesConditionFirst: true } ? 0 : conditions);
        // With packing, the conditions of the images are concatenated, so new classes cannot be appended at the end.
        var ofDiscriminator = WarmStart.Copy(DiscriminatorModule, discriminator, specification.Packing == 1 ? conditions : 0);
        return new WarmStart([.. ofGenerator.Fresh, .. ofDiscriminator.Fresh], [.. ofGenerator.Partial, .. ofDiscriminator.Partial]);
    }

    private protected override IBatchedColumns ColumnsOf(DataViewSchema inputSchema) => new GeneratedRows(this, inputSchema);
}
