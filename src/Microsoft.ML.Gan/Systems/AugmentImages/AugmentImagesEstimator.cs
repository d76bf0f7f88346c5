using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.Gan;

/// <summary>
/// Changes images at random (see <see cref="ImageAugmentation"/>) while a pipeline is fitted. Trainers of this library get new draws in each epoch;
/// other cursors get the draws of the first epoch. Rows that it was not fitted to pass unchanged (<see cref="Options.AppliesTo"/>): cross-validation
/// and prediction engines score unchanged images.
/// </summary>
/// <remarks>Image columns, and vectors of pixels as <c>ExtractPixels</c> makes them, keep their type. <c>Fit</c> reads no rows.</remarks>
public sealed partial class AugmentImagesEstimator : IEstimator<AugmentImagesTransformer>
{
    private readonly IHostEnvironment _environment;
    private readonly AugmentImagesSettings _settings;

    /// <exception cref="ArgumentOutOfRangeException">An option is invalid; the message names it.</exception>
    internal AugmentImagesEstimator(IHostEnvironment environment, Options options)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        _environment = environment;
        _settings = new AugmentImagesSettings
        {
            OutputColumnName = options.OutputColumnName,
            InputColumnName = options.InputColumnName ?? options.OutputColumnName,
            Augmentation = options.Augmentation,
            PixelLayout = options.PixelLayout,
            ImageShape = options.ImageShape,
            Variants = options.Variants,
            AppliesTo = options.AppliesTo,
            IsSeedGiven = options.Seed is not null,
            Seed = options.Seed ?? environment.Register(nameof(AugmentImagesEstimator)).Rand.Next(),
        };
    }

    /// <summary>Returns the schema of the transformer's output.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or holds no images; the message names it.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var input = ImageColumn.Find(inputSchema, _settings.InputColumnName);
        var type = input.ItemType is ImageDataViewType image ? AugmentedColumn.TypeOf(image, _settings) : input.ItemType;
        // If the vector's size is unknown, the options give the shape, so the new vector has a size.
        var kind = input.Kind == SchemaShape.Column.VectorKind.VariableVector ? SchemaShape.Column.VectorKind.Vector : input.Kind;
        if (input.Kind == SchemaShape.Column.VectorKind.VariableVector && _settings.ImageShape is null)
            throw SchemaError.Mismatch("image", input.Name, $"a vector of known size (or {nameof(Options.ImageShape)} as an option)", SchemaError.Describe(input));
        var output = MlNet.Column(_settings.OutputColumnName, kind, type, isKey: false);
        return new SchemaShape(inputSchema.Where(column => column.Name != output.Name).Append(output));
    }

    /// <summary>Checks the column and returns the transformer; no row is read.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or holds no images; the message names it.</exception>
    public AugmentImagesTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var transformer = new AugmentImagesTransformer(_environment, _settings, RowOrigin.Of(input));
        transformer.GetOutputSchema(input.Schema);
        return transformer;
    }
}
