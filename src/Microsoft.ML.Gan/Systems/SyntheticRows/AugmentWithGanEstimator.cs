using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Gan;

/// <summary>
/// Trains a GAN on the rows that it is fitted to, and adds rows with generated images to them, as training data for the next stages. It adds nothing
/// to other rows (<see cref="AugmentWithGanOptions.AppliesTo"/>): cross-validation and prediction engines score only real rows.
/// </summary>
/// <remarks>
/// The GAN is trained in <see cref="Fit"/>, on the same rows as the trainer. So in cross-validation, the synthetic rows of a fold do not depend on
/// its test rows.
/// </remarks>
public sealed class AugmentWithGanEstimator : IEstimator<AugmentWithGanTransformer>
{
    private readonly IHostEnvironment _environment;
    private readonly IEstimator<GanTransformer> _gan;
    private readonly AugmentWithGanOptions _options;

    /// <exception cref="ArgumentOutOfRangeException">An option is invalid; the message names it.</exception>
    internal AugmentWithGanEstimator(IHostEnvironment environment, IEstimator<GanTransformer> gan, AugmentWithGanOptions options)
    {
        ArgumentNullException.ThrowIfNull(environment);
        ArgumentNullException.ThrowIfNull(gan);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        (_environment, _gan, _options) = (environment, gan, options.Copy());
        _options.Seed ??= environment.Register(nameof(AugmentWithGanEstimator)).Rand.Next();
    }

    /// <summary>Returns the schema of the transformer's output: the input's columns, and the one that marks synthetic rows.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type; the message names it.</exception>
    public SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        _ = _gan.GetOutputSchema(inputSchema);
        ImageColumn.Find(inputSchema, _options.ImageColumnName);
        if (_options.LabelColumnName is { } label)
            ConditionColumn.Find(inputSchema, label);
        var mark = MlNet.Column(_options.SyntheticColumnName, SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance, isKey: false);
        return new SchemaShape(inputSchema.Where(column => column.Name != mark.Name).Append(mark));
    }

    /// <summary>Trains the GAN.</summary>
    /// <param name="input">The real rows.</param>
    /// <returns>The transformer that adds rows. It owns the GAN; dispose it after the rows are read.</returns>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or does not fit; the message names it.</exception>
    public AugmentWithGanTransformer Fit(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        var gan = _gan.Fit(input);
        try
        {
            var transformer = new AugmentWithGanTransformer(_environment, gan, _options, RowOrigin.Of(input));
            transformer.RequireColumns(input.Schema);
            return transformer;
        }
        catch
        {
            gan.Dispose();
            throw;
        }
    }
}
