using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Microsoft.ML.Gan.Benchmarks;

/// <summary>reference.py in a process of its own, which waits while it is not asked.</summary>
internal sealed class ReferenceProcess : IContestant
{
    private readonly Process _process;

    private ReferenceProcess(Process process) => _process = process;

    public string Name => "PyTorch";

    /// <summary>Null where there is no Python with PyTorch.</summary>
    public static ReferenceProcess? Start(string python, int side, int threads)
    {
        var start = new ProcessStartInfo(python) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, "reference.py"));
        start.ArgumentList.Add(side.ToString(CultureInfo.InvariantCulture));
        start.ArgumentList.Add(threads.ToString(CultureInfo.InvariantCulture));
        // OpenBLAS's own threads fight with those of OpenMP.
        start.Environment["OPENBLAS_NUM_THREADS"] = "1";
        start.Environment["OMP_NUM_THREADS"] = threads.ToString(CultureInfo.InvariantCulture);
        try
        {
            var reference = new ReferenceProcess(Process.Start(start)!);
            reference.Train(1);
            return reference;
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or IOException)
        {
            return null;
        }
    }

    public double[] Train(int steps) => Ask($"train {steps}");

    public double[] Generate(int batches) => Ask($"generate {batches}");

    public void Dispose()
    {
        _process.StandardInput.Close(); // the script ends with its input
        _process.WaitForExit();
        _process.Dispose();
    }

    private double[] Ask(string command)
    {
        _process.StandardInput.WriteLine(command);
        _process.StandardInput.Flush();
        var answer = _process.StandardOutput.ReadLine() ?? throw new IOException("reference.py ended.");
        return JsonSerializer.Deserialize<double[]>(answer)!;
    }
}
