using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// A trained GAN: adds a column of generated images to the rows it is given. What a row does not say is drawn from the
/// model's seed and the row's id, so a row gets the same image whatever rows stand around it.
/// </summary>
public sealed partial class GanTransformer : ModelTransformer
{
    private readonly GanModel _model;

    /// <summary>Takes over the model.</summary>
    internal GanTransformer(IHostEnvironment environment, GanModel model)
        : base(environment, model) => _model = model;

    /// <summary>The shape of the generated images, C×H×W.</summary>
    public ImageShape ImageShape => Description.Specification.Image;

    /// <summary>The number of values in a latent.</summary>
    public int LatentSize => Description.LatentSize;

    /// <summary>The names of the classes, in the order of the training's keys; empty without a class condition, with several label columns, or when the data named none.</summary>
    public IReadOnlyList<string> ClassNames => Description.ClassNames;

    /// <summary>The seed that the model was trained with, and that decides the latents of rows without noise.</summary>
    public int Seed => Description.Seed;

    /// <summary>
    /// The architecture that the model's networks are of. With <see cref="Loss"/> and <see cref="Regularizers"/> it is what
    /// another training goes on with that begins with this model (<see cref="GanTrainingOptions.InitialModel"/>).
    /// </summary>
    /// <exception cref="InvalidDataException">It is a user's own that nobody has registered here (<see cref="GanArchitecture.Register"/>).</exception>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public IGanArchitecture Architecture => GanArchitecture.Create(Description.Architecture.Name, Description.Architecture.Options);

    /// <summary>The loss that the model was trained with.</summary>
    /// <exception cref="InvalidDataException">It is a user's own that nobody has registered here (<see cref="GanLoss.Register"/>).</exception>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public IGanLoss Loss => GanLoss.Create(Description.Loss.Name, Description.Loss.Options);

    /// <summary>The regularizers that the model was trained with, beside those that its loss brings.</summary>
    /// <exception cref="InvalidDataException">One is a user's own that nobody has registered here (<see cref="GanRegularizer.Register"/>).</exception>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public IReadOnlyList<IGanRegularizer> Regularizers => [.. Description.Regularizers.Select(one => GanRegularizer.Create(one.Name, one.Options))];

    /// <summary>
    /// What was reported while this model was trained, what came before a resumption included; empty for a model that was loaded.
    /// </summary>
    public IReadOnlyList<GanProgress> History => Model.History;

    /// <summary>
    /// The SHA-256 of the generator's weights (names and values), as hexadecimal digits: equal for two models exactly when they
    /// generate the same, bit for bit on the same machine.
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

    /// <summary>The discriminator, to compute the logits of images.</summary>
    /// <exception cref="InvalidOperationException">The model is of other images or conditions.</exception>
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

    /// <summary>Begins the networks of a training with this model's weights.</summary>
    /// <param name="generator">The generator to train.</param>
    /// <param name="discriminator">The discriminator to train.</param>
    /// <param name="specification">What both were made for.</param>
    /// <returns>Which weights are none of this model's or its in part, the generator's first.</returns>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    internal WarmStart Start(nn.Module generator, nn.Module discriminator, NetworkSpecification specification)
    {
        var conditions = specification.ConditionSize - Description.Specification.ConditionSize;
        var ofGenerator = WarmStart.Copy(Generator.Module, generator, generator is ResidualGenerator { TakesConditionFirst: true } ? 0 : conditions);
        // In a pack, one image's condition lies behind another's: there is no end that another class could be put at.
        var ofDiscriminator = WarmStart.Copy(DiscriminatorModule, discriminator, specification.Packing == 1 ? conditions : 0);
        return new WarmStart([.. ofGenerator.Fresh, .. ofDiscriminator.Fresh], [.. ofGenerator.Partial, .. ofDiscriminator.Partial]);
    }

    private protected override IBatchedColumns ColumnsOf(DataViewSchema inputSchema) => new GeneratedRows(this, inputSchema);
}
