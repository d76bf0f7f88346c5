namespace Microsoft.ML.Gan.Tests.Testing;

/// <summary>Changes nothing, and keeps the chance that it was offered.</summary>
internal sealed class WatchingAugmentation : IImageAugmentation
{
    private readonly List<(float, float)> _draws = [];

    public string Name => "test-watching";

    public IReadOnlyList<(float First, float Second)> Draws
    {
        get
        {
            lock (_draws)
                return [.. _draws];
        }
    }

    public void Apply(WorkingImage image, AugmentationRandom random)
    {
        lock (_draws)
            _draws.Add((random.NextSingle(), random.NextSingle()));
    }
}
