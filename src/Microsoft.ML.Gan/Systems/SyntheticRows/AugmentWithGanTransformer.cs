using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Gan;

/// <summary>
/// Adds rows with generated images to the data that it was fitted to. Other rows pass unchanged, marked as real, unless <see
/// cref="AugmentWithGanOptions.AppliesTo"/> is set otherwise. Created by <see cref="AugmentWithGanEstimator"/>; owns the GAN and disposes it.
/// </summary>
public sealed partial class AugmentWithGanTransformer : ITransformer, IDisposable
{
    private const string FileName = "synthetic_rows.json";

    private readonly IHostEnvironment _environment;
    private readonly AugmentWithGanOptions _options;
    private readonly RowOrigin? _fitted;

    /// <summary>Takes ownership of the GAN; the options must have a seed.</summary>
    internal AugmentWithGanTransformer(IHostEnvironment environment, GanTransformer gan, AugmentWithGanOptions options, RowOrigin? fitted) =>
        (_environment, Gan, _options, _fitted) = (environment, gan, options, fitted);

    /// <summary>The GAN; it is disposed with this transformer.</summary>
    public GanTransformer Gan { get; }

    /// <summary>Whether the transform maps rows one to one: not if rows are added to all data.</summary>
    public bool IsRowToRowMapper => !AddsToAll;

    private bool AddsToAll => _options.AppliesTo == AugmentedRows.All;

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">Rows are to be added, and a column is missing or does not fit the GAN; the message names it.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        if (AddsToAll)
            RequireColumns(inputSchema);
        return ExtendedDataView.SchemaOf(inputSchema, _options);
    }

    /// <summary>A mapper of single rows for prediction engines; it marks them as real.</summary>
    /// <exception cref="InvalidOperationException">Rows are added to all data.</exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        return IsRowToRowMapper
            ? new UnextendedMapper(inputSchema, _options)
            : throw new InvalidOperationException(
                $"AugmentWithGan adds rows to all data ({nameof(AugmentWithGanOptions.AppliesTo)} = {AugmentedRows.All}), so it maps no single rows. " +
                $"With {AugmentedRows.Fitted} it adds to the data that it is fitted to, and passes single rows on.");
    }

    /// <summary>The input rows, followed by synthetic rows, generated on demand, if it was fitted to the input rows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">Rows are to be added, and a column is missing or does not fit the GAN; the message names it.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        if (AddsToAll || _fitted?.IsOf(input) == true)
            return TransformForTraining(input);
        using var channel = _environment.Start("AugmentWithGan");
        channel.Info(
            MessageSensitivity.None,
            $"AugmentWithGan adds no rows: these are not the data that it was fitted to ({nameof(AugmentWithGanOptions.AppliesTo)} = {AugmentedRows.Fitted}).");
        return new UnextendedDataView(input, new UnextendedMapper(input.Schema, _options));
    }

    /// <summary>Frees the GAN.</summary>
    public void Dispose() => Gan.Dispose();

    /// <summary>The rows that the next stage of a pipeline is fitted to.</summary>
    private ExtendedDataView TransformForTraining(IDataView input) => GanExtension.Of(_environment, input, Gan, _options, maker: this);

    /// <exception cref="ArgumentOutOfRangeException">A column is missing or does not fit the GAN; the message names it.</exception>
    internal void RequireColumns(DataViewSchema schema) => GanExtension.Rows(schema, Gan, _options, _options.Seed!.Value);

    internal void SaveTo(IModelFiles files)
    {
        if (_options.Classifier is not null && AddsToAll)
        {
            throw new InvalidOperationException(
                $"Synthetic rows that a classifier filters are not saved while {nameof(AugmentWithGanOptions.AppliesTo)} is {AugmentedRows.All}: the classifier is no part of the file. " +
                "Save GetModelFor(TransformerScope.Scoring).");
        }

        ModelJson.Write(files, FileName, SavedSyntheticRows.Of(_options));
        Gan.SaveTo(files);
    }

    internal static AugmentWithGanTransformer LoadFrom(IHostEnvironment environment, IModelFiles files)
    {
        var saved = ModelJson.Deserialize<SavedSyntheticRows>(ModelJson.Read(files, FileName), FileName);
        var options = ModelPart.Read(FileName, saved.ToOptions);
        return new AugmentWithGanTransformer(environment, GanTransformer.LoadFrom(environment, files), options, fitted: null);
    }
}

/// <summary>The options of synthetic rows as JSON.</summary>
internal sealed record SavedSyntheticRows(
    string ImageColumn, string? LabelColumn, bool Balance, double Factor, string SyntheticColumn, int BestOf, PixelLayout? PixelLayout, int BatchSize, int Seed, AugmentedRows AppliesTo)
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
        options.Seed!.Value,
        options.AppliesTo);

    /// <exception cref="ArgumentOutOfRangeException">A value is invalid; the message names it.</exception>
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
            AppliesTo = AppliesTo,
        };
        options.Validate();
        return options;
    }
}
