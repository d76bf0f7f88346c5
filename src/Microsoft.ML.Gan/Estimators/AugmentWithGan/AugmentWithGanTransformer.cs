using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Gan;

/// <summary>
/// Adds rows with generated images to data. It is for training: it maps no single rows, and what serves does without it
/// (<c>GetModelFor(TransformerScope.Scoring)</c>). Made by <see cref="AugmentWithGanEstimator"/>; holds the GAN, and frees it when
/// it is disposed.
/// </summary>
public sealed partial class AugmentWithGanTransformer : ITransformer, IDisposable
{
    private const string FileName = "synthetic_rows.json";

    private readonly IHostEnvironment _environment;
    private readonly AugmentWithGanOptions _options;

    /// <summary>Takes over the GAN; the options have a seed.</summary>
    internal AugmentWithGanTransformer(IHostEnvironment environment, GanTransformer gan, AugmentWithGanOptions options) =>
        (_environment, Gan, _options) = (environment, gan, options);

    /// <summary>The GAN; it goes with this transformer.</summary>
    public GanTransformer Gan { get; }

    /// <summary>Always <see langword="false"/>: there are more rows behind it than before.</summary>
    public bool IsRowToRowMapper => false;

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or does not fit the GAN; the message names it.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        GanExtension.Rows(inputSchema, Gan, _options, _options.Seed!.Value);
        return ExtendedDataView.SchemaOf(inputSchema, _options);
    }

    /// <summary>There is none.</summary>
    /// <exception cref="InvalidOperationException">Always.</exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => throw new InvalidOperationException(
        "AugmentWithGan adds rows, so it maps no single rows. Append it with TransformerScope.Training and serve with GetModelFor(TransformerScope.Scoring).");

    /// <summary>The rows, and after them synthetic ones, made as they are asked for.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or does not fit the GAN; the message names it.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return GanExtension.Of(_environment, input, Gan, _options);
    }

    /// <summary>Frees the GAN.</summary>
    public void Dispose() => Gan.Dispose();

    internal void SaveTo(IModelFiles files)
    {
        if (_options.Classifier is not null)
        {
            throw new InvalidOperationException(
                "Synthetic rows that a classifier filters are for training and are not saved: save GetModelFor(TransformerScope.Scoring).");
        }

        ModelJson.Write(files, FileName, SavedSyntheticRows.Of(_options));
        Gan.SaveTo(files);
    }

    internal static AugmentWithGanTransformer LoadFrom(IHostEnvironment environment, IModelFiles files)
    {
        var saved = ModelJson.Deserialize<SavedSyntheticRows>(ModelJson.Read(files, FileName), FileName);
        var options = ModelPart.Read(FileName, saved.ToOptions);
        return new AugmentWithGanTransformer(environment, GanTransformer.LoadFrom(environment, files), options);
    }
}

/// <summary>The options of synthetic rows as JSON.</summary>
internal sealed record SavedSyntheticRows(
    string ImageColumn, string? LabelColumn, bool Balance, double Factor, string SyntheticColumn, int BestOf, PixelLayout PixelLayout, int BatchSize, int Seed)
{
    public static SavedSyntheticRows Of(AugmentWithGanOptions options) => new(
        options.ImageColumnName,
        options.LabelColumnName,
        options.Balance,
        options.EffectiveFactor,
        options.SyntheticColumnName,
        options.BestOf,
        options.PixelLayout,
        options.BatchSize,
        options.Seed!.Value);

    /// <exception cref="ArgumentOutOfRangeException">A value has no meaning; the message names it.</exception>
    public AugmentWithGanOptions ToOptions()
    {
        var options = new AugmentWithGanOptions
        {
            ImageColumnName = ImageColumn,
            LabelColumnName = LabelColumn,
            Balance = Balance,
            Factor = Factor,
            SyntheticColumnName = SyntheticColumn,
            BestOf = BestOf,
            PixelLayout = PixelLayout,
            BatchSize = BatchSize,
            Seed = Seed,
        };
        options.Validate();
        return options;
    }
}
