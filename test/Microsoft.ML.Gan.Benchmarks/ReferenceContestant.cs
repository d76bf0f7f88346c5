namespace Microsoft.ML.Gan.Benchmarks;

/// <summary>PyTorch: reference.py.</summary>
internal sealed class ReferenceContestant(ReferenceProcess process) : IContestant
{
    public string Name => "PyTorch";

    public double[] Train(int steps) => process.Ask<double[]>($"train {steps}");

    public double[] Generate(int batches) => process.Ask<double[]>($"generate {batches}");

    public void Dispose() => process.Dispose();
}
