using System.Diagnostics;
using System.Globalization;
using System.Text.Json;

namespace Microsoft.ML.Gan.Benchmarks;

/// <summary>A Python script in a process of its own, which answers commands and waits while it is not asked.</summary>
internal sealed class ReferenceProcess : IDisposable
{
    private readonly Process _process;

    private ReferenceProcess(Process process) => _process = process;

    /// <summary>Null, and a line that says so, where there is no Python with what the script needs.</summary>
    /// <param name="python">The interpreter.</param>
    /// <param name="script">The name of a script beside this program.</param>
    /// <param name="threads">OpenMP's threads.</param>
    /// <param name="blasThreads">OpenBLAS's own threads, which compete with OpenMP's.</param>
    /// <param name="arguments">The script's arguments.</param>
    public static ReferenceProcess? Start(string python, string script, int threads, int blasThreads, params int[] arguments)
    {
        var start = new ProcessStartInfo(python) { RedirectStandardInput = true, RedirectStandardOutput = true };
        start.ArgumentList.Add(Path.Combine(AppContext.BaseDirectory, script));
        foreach (var argument in arguments)
            start.ArgumentList.Add(argument.ToString(CultureInfo.InvariantCulture));
        start.Environment["OPENBLAS_NUM_THREADS"] = blasThreads.ToString(CultureInfo.InvariantCulture);
        start.Environment["OMP_NUM_THREADS"] = threads.ToString(CultureInfo.InvariantCulture);
        try
        {
            var reference = new ReferenceProcess(Process.Start(start)!);
            reference.Read(); // that it is ready
            return reference;
        }
        catch (Exception e) when (e is System.ComponentModel.Win32Exception or IOException)
        {
            Console.WriteLine($"{python} cannot run {script}: there is nothing to compare with.");
            return null;
        }
    }

    /// <summary>Gives the script a command and waits for its answer, a line of JSON.</summary>
    public T Ask<T>(string command)
    {
        _process.StandardInput.WriteLine(command);
        _process.StandardInput.Flush();
        return JsonSerializer.Deserialize<T>(Read())!;
    }

    public void Dispose()
    {
        _process.StandardInput.Close(); // the script ends with its input
        _process.WaitForExit();
        _process.Dispose();
    }

    private string Read() => _process.StandardOutput.ReadLine() ?? throw new IOException("The script ended.");
}
