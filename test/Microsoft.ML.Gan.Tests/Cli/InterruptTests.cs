using System.Diagnostics;
using System.Globalization;
using Microsoft.ML.Gan.Tests.Testing;

namespace Microsoft.ML.Gan.Tests.Cli;

[TestClass]
public sealed class InterruptTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void Ctrl_C_saves_and_ends_with_130_and_resume_goes_on_from_there()
    {
        if (OperatingSystem.IsWindows())
            Assert.Inconclusive("There is no SIGINT on Windows.");
        Tool.WritePictures(_folder["pictures"]);
        using var process = Tool.Start(
            "train", "gan", _folder["pictures"], "--out", _folder["run"], "--size", "16", "--preset", "quick28", "--kimg", "1000", "--device", "cpu", "--option", "Training.BatchSize=8");
        var errors = process.StandardError.ReadToEndAsync();
        string? line;
        while ((line = process.StandardOutput.ReadLine()) is not null && !line.StartsWith("step ", StringComparison.Ordinal))
        {
        }

        Process.Start("kill", ["-INT", $"{process.Id}"]).WaitForExit();
        var rest = process.StandardOutput.ReadToEnd();
        process.WaitForExit();

        Assert.AreEqual(130, process.ExitCode, errors.Result + rest);
        Assert.Contains("and saved. Go on with: mlgan train gan", rest);
        Assert.IsTrue(File.Exists(_folder["run/model.gan"]), "What was trained so far generates.");
        var step = Tool.Succeed("inspect", _folder["run"], "--json").Json.GetProperty("lastReport").GetProperty("step").GetInt64();

        var resumed = Tool.Start("train", "gan", "--out", _folder["run"], "--resume", "--device", "cpu");
        errors = resumed.StandardError.ReadToEndAsync();
        while ((line = resumed.StandardOutput.ReadLine()) is not null && !line.StartsWith("step ", StringComparison.Ordinal))
        {
        }

        Process.Start("kill", ["-INT", $"{resumed.Id}"]).WaitForExit();
        resumed.StandardOutput.ReadToEnd();
        resumed.WaitForExit();

        Assert.AreEqual(130, resumed.ExitCode, errors.Result);
        Assert.IsGreaterThan(step, StepOf(line));
    }

    private static long StepOf(string? line)
    {
        Assert.IsNotNull(line);
        return long.Parse(line["step ".Length..line.IndexOf('/', StringComparison.Ordinal)], CultureInfo.InvariantCulture);
    }
}
