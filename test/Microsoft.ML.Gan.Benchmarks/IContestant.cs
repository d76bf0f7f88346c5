namespace Microsoft.ML.Gan.Benchmarks;

/// <summary>One who does the work that is measured.</summary>
internal interface IContestant : IDisposable
{
    string Name { get; }

    /// <summary>Whole training steps.</summary>
    /// <returns>The milliseconds that each took.</returns>
    double[] Train(int steps);

    /// <summary>Batches of images from latents.</summary>
    /// <returns>The milliseconds that each took.</returns>
    double[] Generate(int batches);
}
