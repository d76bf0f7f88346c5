using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Gan.Systems.SyntheticRows;

/// <summary>Validates that a dataset, a GAN and options match, and combines them.</summary>
internal static class GanExtension
{
    /// <param name="environment">The environment, for its log.</param>
    /// <param name="data">The dataset.</param>
    /// <param name="gan">The GAN.</param>
    /// <param name="options">The number of rows and the filters.</param>
    /// <param name="maker">Views with the same maker over the same rows have the same rows.</param>
    /// <exception cref="ArgumentOutOfRangeException">They do not match; the message says why.</exception>
    public static ExtendedDataView Of(IHostEnvironment environment, IDataView data, GanTransformer gan, AugmentWithGanOptions options, object maker)
    {
        options.Validate();
        options = options.Copy();
        var host = environment.Register("AugmentWithGan");
        var seed = options.Seed ?? host.Rand.Next();
        var (rows, label) = Rows(data.Schema, gan, options, seed);
        return new ExtendedDataView(host, data, label, rows, options, seed, maker);
    }

    /// <summary>The generator of rows for data of this schema, and their label column, if any.</summary>
    /// <exception cref="ArgumentOutOfRangeException">They do not match; the message says why.</exception>
    public static (SyntheticImages Rows, ConditionColumn? Label) Rows(DataViewSchema schema, GanTransformer gan, AugmentWithGanOptions options, int seed)
    {
        var label = LabelOf(schema, gan, options);
        var input = gan.Description.Input;
        var layout = options.PixelLayout ?? (input?.Column == options.ImageColumnName ? input.Layout : PixelLayout.Default);
        var images = ImageColumn.Create(schema, options.ImageColumnName, layout, gan.ImageShape);
        return (new SyntheticImages(gan, images, label, options, seed), label);
    }

    /// <summary>The column of the classes that the GAN is conditioned on; null for a GAN without a condition.</summary>
    private static ConditionColumn? LabelOf(DataViewSchema schema, GanTransformer gan, AugmentWithGanOptions options)
    {
        var model = gan.Description;
        var classes = model.Specification.ConditionSize;
        if (classes == 0)
        {
            const string Unconditional = "needs classes, but the GAN was trained without a label column";
            Check.That(!options.Balance, nameof(options.Balance), Unconditional);
            Check.That(options.Classifier is null, nameof(options.Classifier), Unconditional);
            Check.That(options.LabelColumnName is null, nameof(options.LabelColumnName), Unconditional);
            return null;
        }

        Check.That(model.ConditionIsKey, nameof(gan), "is conditioned on numbers, or on several columns; rows can be made for the classes of one column, or without a condition");
        var label = ConditionColumn.Create(schema, options.LabelColumnName ?? model.Columns.Label!);
        if (!label.IsKey || label.Size != classes)
            throw KeyNames.Different("label", label.Column, gan.ClassNames, $"a key of the {classes} classes that the GAN was trained on");
        return label.MappedTo(gan.ClassNames, "the classes that the GAN was trained on");
    }
}
