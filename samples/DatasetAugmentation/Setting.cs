
namespace DatasetAugmentationSample;

/// <summary>How many labelled pictures there are.</summary>
/// <param name="Name">Its name on the command line and in files.</param>
/// <param name="Title">Its name in the table.</param>
/// <param name="PerClass">Pictures of a class.</param>
/// <param name="OfRareClass">Pictures of <see cref="RareClass"/>; null for as many as of the others.</param>
internal sealed record Setting(string Name, string Title, int PerClass, int? OfRareClass = null)
{
    /// <summary>Dresses: easy to know by those who have seen enough of them.</summary>
    public const uint RareClass = 3;

    public static IReadOnlyList<Setting> All { get; } =
    [
        new("20", "20 a class", 20),
        new("50", "50 a class", 50),
        new("100", "100 a class", 100),
        new("500", "500 a class", 500),
        new("imbalanced", "500 a class, 5 dresses", 500, OfRareClass: 5),
    ];

    public bool IsImbalanced => OfRareClass is not null;

    /// <summary>Draws the pictures that are labelled; another seed, others.</summary>
    public PictureRow[] Choose(IEnumerable<PictureRow> all, int seed)
    {
        var random = new Random(seed);
        return
        [
            .. all.GroupBy(picture => picture.Label).OrderBy(pictures => pictures.Key).SelectMany(pictures =>
            {
                PictureRow[] shuffled = [.. pictures];
                random.Shuffle(shuffled);
                return shuffled.Take(pictures.Key == RareClass ? OfRareClass ?? PerClass : PerClass);
            }),
        ];
    }

    /// <summary>Repeats the pictures of every class until there are as many as there are of the largest.</summary>
    public static PictureRow[] Balance(PictureRow[] pictures)
    {
        var classes = pictures.GroupBy(picture => picture.Label).Select(group => group.ToArray()).ToArray();
        var most = classes.Max(members => members.Length);
        return [.. classes.SelectMany(members => Enumerable.Range(0, most).Select(i => members[i % members.Length]))];
    }
}
