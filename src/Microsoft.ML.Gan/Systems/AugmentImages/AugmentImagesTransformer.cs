using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Gan;

/// <summary>
/// Randomly changes the images of the rows that it was fitted to. The same seed, epoch and row give the same image, in any order of reading and on
/// any number of threads. Other rows pass unchanged, unless <see cref="AugmentImagesEstimator.Options.AppliesTo"/> is set otherwise. Created by <see
/// cref="AugmentImagesEstimator"/>.
/// </summary>
public sealed partial class AugmentImagesTransformer : ITransformer
{
    private readonly IHost _host;
    private readonly AugmentImagesSettings _settings;
    private readonly RowOrigin? _fitted;

    internal AugmentImagesTransformer(IHostEnvironment environment, AugmentImagesSettings settings, RowOrigin? fitted) =>
        (_host, _settings, _fitted) = (environment.Register("AugmentImages"), settings, fitted);

    /// <summary>The augmentations.</summary>
    public ImageAugmentation Augmentation => _settings.Augmentation;

    /// <summary>Whether the transform maps rows one to one: not if all rows give several variants.</summary>
    public bool IsRowToRowMapper => !ChangesAll || _settings.Variants == 1;

    private bool ChangesAll => _settings.AppliesTo == AugmentedRows.All;

    /// <summary>The schema of the output of <see cref="Transform"/> for an input schema.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or holds no images; the message names it.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => MapperOf(inputSchema, ChangesAll).OutputSchema;

    /// <summary>A mapper of single rows for prediction engines; it changes no rows, unless all rows are to be changed.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or holds no images; the message names it.</exception>
    /// <exception cref="InvalidOperationException">All rows give several variants.</exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => IsRowToRowMapper
        ? MapperOf(inputSchema, ChangesAll)
        : throw new InvalidOperationException(
            $"AugmentImages makes {_settings.Variants} rows of each row ({nameof(AugmentImagesEstimator.Options.AppliesTo)} = {AugmentedRows.All}), so it maps no single rows. " +
            $"With {AugmentedRows.Fitted} it changes the rows that it is fitted to, and passes single rows on.");

    /// <summary>Augments the rows that it was fitted to, on demand. Other rows pass unchanged.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is missing or holds no images; the message names it.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var changes = ChangesAll || _fitted?.IsOf(input) == true;
        if (!changes)
        {
            using var channel = _host.Start("Transform");
            channel.Info(
                MessageSensitivity.None,
                $"AugmentImages does not change column '{_settings.InputColumnName}': these are not the rows that it was fitted to ({nameof(AugmentImagesEstimator.Options.AppliesTo)} = {AugmentedRows.Fitted}).");
        }

        return new AugmentedDataView(input, MapperOf(input.Schema, changes));
    }

    /// <summary>The rows that the next stage of a pipeline is fitted to.</summary>
    private AugmentedDataView TransformForTraining(IDataView input) => new(input, MapperOf(input.Schema, changesRows: true));

    internal void SaveTo(IModelFiles files) => _settings.Save(files);

    internal static AugmentImagesTransformer LoadFrom(IHostEnvironment environment, IModelFiles files) =>
        new(environment, AugmentImagesSettings.Load(files), fitted: null);

    private AugmentImagesMapper MapperOf(DataViewSchema inputSchema, bool changesRows)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return new AugmentImagesMapper(inputSchema, _settings, changesRows);
    }
}
