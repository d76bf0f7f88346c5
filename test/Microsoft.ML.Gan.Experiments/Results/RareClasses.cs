using DatasetAugmentationSample;
using Microsoft.ML.Gan;
using Microsoft.ML.Gan.Experiments;

namespace Microsoft.ML.Gan.Experiments;

/// <summary>
/// Fashion-MNIST as data often are: of half of the classes there are few pictures. What is it worth to show every class equally
/// often?
/// </summary>
internal static class RareClasses
{
    private const int PicturesOfRareClass = 60; // of 6,000
    private const double Kimg = 160;

    // Of tops and of shoes some are rare and some are not.
    private static readonly uint[] s_rare = [2, 4, 5, 6, 9];

    public static Experiment Experiment { get; } = new(
        "rare",
        [
            new("fid", "FID ↓", "F2"),
            new("classRate", "intended class ↑", "P1"),
            new("rareFid", "rare classes: FID ↓", "F2"),
            new("rareClassRate", "intended class ↑", "P1"),
        ],
        [Rare("rare-plain", "as often as they come", balance: false), Rare("rare-balanced", "`BalanceClasses`: every class equally often", balance: true)]);

    private static Row Rare(string name, string title, bool balance) => new(name, title, run => FashionRows.Train(
        run,
        PictureRow.Side,
        Kimg,
        options =>
        {
            options.Architecture = GanArchitecture.Dcgan(32, 32);
            options.Loss = GanLoss.Hinge();
            options.Training.BalanceClasses = balance;
        },
        all => [.. all.GroupBy(picture => picture.Label).SelectMany(pictures => pictures.Take(IsRare(pictures.First()) ? PicturesOfRareClass : int.MaxValue))],
        (pictures, made, _, numbers) =>
        {
            var rare = pictures.Measure([.. made.Where(IsRare)]);
            (numbers["rareFid"], numbers["rareClassRate"]) = (rare.Fid, rare.IntendedClassRate);
        }));

    private static bool IsRare(PictureRow picture) => s_rare.Contains(picture.Label);
}
