using DatasetAugmentationSample;
using Microsoft.ML;
using Microsoft.ML.Gan;
using Microsoft.ML.Gan.Experiments;

namespace Microsoft.ML.Gan.Experiments;

/// <summary>
/// Transfer to other classes: a GAN of five classes of Fashion-MNIST with all their pictures, and GANs of the other five with few
/// pictures, that begin anew or with its weights.
/// </summary>
internal static class Transfer
{
    private const int PicturesPerClass = 100;
    private const int FrozenLayers = 2;

    // Both have tops and shoes, but not the same ones.
    private static readonly uint[] s_known = [0, 1, 3, 7, 8];
    private static readonly uint[] s_new = [2, 4, 5, 6, 9];

    private static readonly Row s_source = new(
        "transfer-source", "five classes with all 30,000 pictures: where the others begin", run => Train(run, s_known, int.MaxValue, kimg: 240, _ => { }));

    public static Experiment Experiment { get; } = new(
        "transfer",
        FashionRows.Columns,
        [
            s_source,
            Few("transfer-none", "the other five with 100 pictures each: anew", frozenLayers: null),
            Few("transfer-warm", "…beginning with the weights of the first", frozenLayers: 0),
            Few("transfer-frozen", $"…its discriminator's lowest {FrozenLayers} layers frozen", FrozenLayers),
        ]);

    /// <summary>A GAN of few pictures.</summary>
    /// <param name="name">The row's name.</param>
    /// <param name="title">Its title.</param>
    /// <param name="frozenLayers">How many layers are frozen; null to begin anew.</param>
    private static Row Few(string name, string title, int? frozenLayers) => new(name, title, run =>
    {
        using var learned = frozenLayers is null ? null : new MLContext().Model.LoadGan(s_source.ModelFor(run));
        return Train(run, s_new, PicturesPerClass, kimg: 48, options =>
        {
            options.Training.InitialModel = learned;
            options.Training.FreezeDiscriminatorLayers = frozenLayers ?? 0;
        });
    });

    private static Outcome Train(RunOptions run, uint[] classes, int perClass, double kimg, Action<GanEstimator.Options> change) => FashionRows.Train(
        run,
        PictureRow.Side,
        kimg,
        options =>
        {
            options.Architecture = GanArchitecture.Dcgan(32, 32);
            options.Loss = GanLoss.Hinge();
            change(options);
        },
        all => [.. all.Where(picture => classes.Contains(picture.Label)).GroupBy(picture => picture.Label).SelectMany(pictures => pictures.Take(perClass))]);
}
