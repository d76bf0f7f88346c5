using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Gan;

/// <summary>
/// Changes images at random, each row by its own draws: the same seed, epoch and row give the same image, in whatever order
/// and on however many threads rows are read. Made by <see cref="AugmentImagesEstimator"/>.
/// </summary>
public sealed partial class AugmentImagesTransformer : ITransformer
{
    private readonly AugmentImagesSettings _settings;

    internal AugmentImagesTransformer(AugmentImagesSettings settings) => _settings = settings;

    /// <summary>What is done to the images.</summary>
    public ImageAugmentation Augmentation => _settings.Augmentation;

    /// <summary>Whether a row gives one row: not where it gives several variants.</summary>
    public bool IsRowToRowMapper => _settings.Variants == 1;

    /// <summary>The schema that <see cref="Transform"/> gives to such an input.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or holds no images; the message names it.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => MapperOf(inputSchema).OutputSchema;

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or holds no images; the message names it.</exception>
    /// <exception cref="InvalidOperationException">A row gives several variants.</exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => IsRowToRowMapper
        ? MapperOf(inputSchema)
        : throw new InvalidOperationException(
            $"AugmentImages makes {_settings.Variants} rows of each row, so it maps no single rows. Append it with TransformerScope.Training and serve with GetModelFor(TransformerScope.Scoring).");

    /// <summary>The augmented rows, made as they are asked for.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or holds no images; the message names it.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new AugmentedDataView(input, MapperOf(input.Schema));
    }

    internal void SaveTo(IModelFiles files) => _settings.Save(files);

    internal static AugmentImagesTransformer LoadFrom(IHostEnvironment environment, IModelFiles files) =>
        new(AugmentImagesSettings.Load(files));

    private AugmentImagesMapper MapperOf(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new AugmentImagesMapper(inputSchema, _settings);
    }
}
