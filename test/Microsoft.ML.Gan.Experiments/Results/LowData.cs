using DatasetAugmentationSample;
using Microsoft.ML.Gan;
using Microsoft.ML.Gan.Experiments;

namespace Microsoft.ML.Gan.Experiments;

/// <summary>
/// 1,000 pictures of Fashion-MNIST, 100 a class: what augmenting all that the discriminator sees is worth when there are few.
/// </summary>
internal static class LowData
{
    private const int PicturesPerClass = 100;
    private const int Width = 32;
    private const double Kimg = 512; // every picture 512 times

    public static Experiment Experiment { get; } = new(
        "few",
        [.. FashionRows.Columns, new("copyRate", "copies (½)", "F3"), new("nearCopies", "near copies (.01)", "F3"), new("probability", "p at the end", "F2")],
        [
            Few("few-plain", "without augmentation", null),
            Few("few-diffaugment", "DiffAugment: colour, translation, cutout", DiscriminatorAugmentation.DiffAugment()),
            Few("few-diffaugment-translation", "DiffAugment: translation", DiscriminatorAugmentation.DiffAugment(DiffAugmentPolicy.Translation)),
            Few("few-fixed", "ADA's operations at a fixed p of 0.1", DiscriminatorAugmentation.Fixed(0.1)),
            Few("few-adaptive", "ADA, as published: target 0.6, from 0 to 1 in 500 kimg", DiscriminatorAugmentation.Adaptive()),
        ]);

    private static Row Few(string name, string title, DiscriminatorAugmentation? augmentation) => new(name, title, run => FashionRows.Train(
        run,
        PictureRow.Side,
        Kimg,
        options =>
        {
            options.Architecture = GanArchitecture.Dcgan(Width, Width);
            options.Loss = GanLoss.Hinge();
            options.Augmentation = augmentation;
        },
        all => [.. all.GroupBy(picture => picture.Label).SelectMany(pictures => pictures.Take(PicturesPerClass))],
        (pictures, made, training, numbers) =>
        {
            var copies = pictures.LookForCopies(made, training);
            (numbers["copyRate"], numbers["nearCopies"]) = (copies.CopyRate, copies.NearCopies);
        }));
}
