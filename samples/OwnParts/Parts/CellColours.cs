using Microsoft.ML.Gan;
using TorchSharp;
using static TorchSharp.torch;

namespace OwnParts;

/// <summary>
/// A feature extractor: the mean colours of a grid of cells. It has no weights, so its id names kind and options only; that of a network
/// would name a hash of its weights too.
/// </summary>
internal sealed class CellColours : IFeatureExtractor
{
    private const int Channels = 3;

    /// <summary>Cells in a row, and rows of cells.</summary>
    public int Cells { get; init; } = 4;

    public string Id => FormattableString.Invariant($"own-cell-colours;cells={Cells}");

    public string Description => $"mean colours of {Cells}×{Cells} cells";

    public int FeatureSize => Channels * Cells * Cells;

    public string? WhyNot(ImageShape image) => image.Channels == Channels ? null : $"it takes images of {Channels} channels";

    public FeatureBatch Extract(Tensor images) => new(nn.functional.adaptive_avg_pool2d(images, [Cells, Cells]).flatten(1));

    public void Dispose()
    {
    }
}
