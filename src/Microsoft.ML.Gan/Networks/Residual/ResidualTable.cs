namespace Microsoft.ML.Gan.Networks;

/// <summary>The channels along a pair of residual networks for images of one size, in multiples of their widths.</summary>
/// <param name="Up">Of the generator's smallest features, and after each doubling.</param>
/// <param name="Down">After each of the discriminator's blocks.</param>
/// <param name="Halvings">The number of the discriminator's blocks, from the first on, that halve the image.</param>
internal sealed record ResidualTable(IReadOnlyList<int> Up, IReadOnlyList<int> Down, int Halvings)
{
    /// <summary>
    /// Miyato et al. (2018, tables 3 and 4) and their code: 256 channels throughout for 32×32 (the discriminator 128), and
    /// narrower the larger the images for 64×64 and 128×128.
    /// </summary>
    /// <param name="levels">The number of times the image is halved until its sides are 4…7 pixels, 2…5.</param>
    public static ResidualTable OfSngan(int levels) => levels switch
    {
        <= 3 => new([.. Enumerable.Repeat(4, levels + 1)], [2, 2, 2, 2], 2),
        4 => new([16, 8, 4, 2, 1], [1, 2, 4, 8, 16], 5),
        _ => new([16, 16, 8, 4, 2, 1], [1, 2, 4, 8, 16, 16], 5),
    };

    /// <summary>Brock et al. (2019, tables 4 to 6), and for 64×64 and 32×32 their code.</summary>
    /// <param name="levels">The number of times the image is halved until its sides are 4…7 pixels, 2…6.</param>
    public static ResidualTable OfBigGan(int levels) => levels switch
    {
        <= 3 => new([.. Enumerable.Repeat(4, levels + 1)], [4, 4, 4, 4], 2),
        4 => new([16, 16, 8, 4, 2], [1, 2, 4, 8, 16], 4),
        5 => new([16, 16, 8, 4, 2, 1], [1, 2, 4, 8, 16, 16], 5),
        _ => new([16, 16, 8, 8, 4, 2, 1], [1, 2, 4, 8, 8, 16, 16], 6),
    };
}
