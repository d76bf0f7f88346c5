using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Training;

/// <summary>The batches that make_fixtures.py trains on: real batch number i has salt 1000 + i.</summary>
internal sealed class PatternBatches(int batch, ImageShape image, int classes) : IBatchSource
{
    /// <summary>How many batches were asked for.</summary>
    public int Drawn { get; private set; }

    public Batch Next(CancellationToken cancellationToken)
    {
        cancellationToken.ThrowIfCancellationRequested();
        var images = Pattern.Uniform(1000 + Drawn++, batch, image.Channels, image.Height, image.Width);
        return new Batch((Batch.Real, images), (Batch.Condition, Pattern.OneHot(batch, classes)));
    }
}
