using Microsoft.ML.Gan;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

/// <summary>Operations on GANs other than training: <c>mlContext.Gan()</c>.</summary>
public sealed class GanOperationsCatalog
{
    private readonly IHostEnvironment _environment;

    internal GanOperationsCatalog(IHostEnvironment environment) => _environment = environment;

    /// <summary>
    /// Measures generated images against real ones with all metrics that the data allow. The others are listed in
    /// <see cref="GanMetrics.Missing"/>. For FID as in the papers, pass InceptionV3's weights (<see cref="GanFeatures.Inception"/>).
    /// </summary>
    /// <param name="real">The real images, preferably images that the model was not trained on.</param>
    /// <param name="generated">The generated images: the output of a <see cref="GanTransformer"/>, or any other images.</param>
    /// <param name="imageColumnName">The column of real images.</param>
    /// <param name="generatedColumnName">The column of generated images.</param>
    /// <param name="labelColumnName">The key column, in both views, of an image's class or intended class; null for none.</param>
    /// <param name="features">The feature extractor; null for the default (see <see cref="GanEvaluationOptions.Features"/>).</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type; the message names it.</exception>
    /// <exception cref="InvalidOperationException">Data are empty, or the two sets of images do not match; the message says why.</exception>
    public GanMetrics Evaluate(
        IDataView real,
        IDataView generated,
        string imageColumnName = "Image",
        string generatedColumnName = "Generated",
        string? labelColumnName = null,
        GanFeatures? features = null) =>
        Evaluate(real, generated, new GanEvaluationOptions
        {
            ImageColumnName = imageColumnName,
            GeneratedColumnName = generatedColumnName,
            LabelColumnName = labelColumnName,
            Features = features,
        });

    /// <summary>
    /// Measures generated images against real ones. Neither the order of rows nor the size of batches changes a result, except the
    /// logits of a discriminator that uses several images at a time.
    /// </summary>
    /// <param name="real">The real images, preferably images that the model was not trained on.</param>
    /// <param name="generated">The generated images.</param>
    /// <param name="options">The columns, the metrics and the features.</param>
    /// <exception cref="ArgumentOutOfRangeException">A column is missing or of the wrong type, or an option is invalid; the message names it.</exception>
    /// <exception cref="InvalidOperationException">Data are empty, or the two sets of images do not match; the message says why.</exception>
    /// <exception cref="InvalidDataException">The file of weights cannot be read; the message says why.</exception>
    /// <exception cref="OperationCanceledException">The options' token, or the MLContext, was cancelled.</exception>
    public GanMetrics Evaluate(IDataView real, IDataView generated, GanEvaluationOptions options)
    {
        ArgumentNullException.ThrowIfNull(real);
        ArgumentNullException.ThrowIfNull(generated);
        ArgumentNullException.ThrowIfNull(options);
        options.Validate();
        return new GanEvaluator(_environment, options).Evaluate(real, generated);
    }
}

/// <summary>Adds <see cref="GanOperationsCatalog"/> to <see cref="MLContext"/>.</summary>
public static class GanContextCatalog
{
    /// <summary>Operations on GANs other than training, such as evaluation.</summary>
    /// <param name="context">The context.</param>
    public static GanOperationsCatalog Gan(this MLContext context)
    {
        ArgumentNullException.ThrowIfNull(context);
        return new GanOperationsCatalog(context);
    }
}
