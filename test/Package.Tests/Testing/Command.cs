using System.Diagnostics;

namespace MlGan.Package.Tests.Testing;

/// <summary>A command that has run to its end.</summary>
internal sealed record Command(string Line, int ExitCode, string Output, string Error)
{
    private static readonly string _dotnet = Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet";

    /// <summary>Runs dotnet.</summary>
    /// <param name="folder">The current folder.</param>
    /// <param name="arguments">The arguments.</param>
    /// <returns>What it printed. It must have succeeded.</returns>
    public static Command Dotnet(string folder, params string[] arguments) => Run(folder, arguments).Succeeded();

    /// <summary>Runs dotnet, which may fail.</summary>
    /// <param name="folder">The current folder.</param>
    /// <param name="arguments">The arguments.</param>
    /// <param name="environment">Variables to set.</param>
    public static Command Run(string folder, string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(_dotnet, arguments) { WorkingDirectory = folder, RedirectStandardOutput = true, RedirectStandardError = true };
        // What the SDK tells the tests' process about itself is not for another SDK process.
        foreach (var name in start.Environment.Keys.Where(name => name.StartsWith("MSBUILD", StringComparison.OrdinalIgnoreCase)).ToList())
            start.Environment.Remove(name);
        // Build servers would keep the output open, and this method waiting.
        start.Environment["MSBUILDDISABLENODEREUSE"] = "1";
        start.Environment["UseSharedCompilation"] = "false";
        start.Environment["OMP_WAIT_POLICY"] = "PASSIVE";
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var error = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return new Command($"dotnet {string.Join(' ', arguments)}", process.ExitCode, output, error.Result);
    }

    public Command Succeeded()
    {
        Assert.AreEqual(0, ExitCode, $"{Line}\n{Output}\n{Error}");
        return this;
    }
}
