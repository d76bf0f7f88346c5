using System.Diagnostics;
using TorchSharp;

namespace Compat.Tests.TorchSharp;

/// <summary>Nothing in the stand-in may be missing upstream: code that compiles here must compile against the real package.</summary>
[TestClass]
public sealed class ApiSubsetTests
{
    public required TestContext TestContext { get; init; }

    [TestMethod]
    public void Every_public_member_exists_upstream()
    {
        if (FindShared() is not { } shared)
        {
            TestContext.WriteLine("The list of upstream's members is not beside this checkout: nothing was compared.");
            return;
        }
        string work = Directory.CreateTempSubdirectory("apidump").FullName;
        try
        {
            foreach (string file in Directory.GetFiles(Path.Combine(shared, "tools", "apidump")))
                File.Copy(file, Path.Combine(work, Path.GetFileName(file)));
            var (status, output) = Run(work, "run", "--project", work, "--", typeof(torch).Assembly.Location,
                "--check", Path.Combine(shared, "api", "TorchSharp.txt"));
            TestContext.WriteLine(output);
            Assert.AreEqual(0, status, output);
        }
        finally
        {
            Directory.Delete(work, recursive: true);
        }
    }

    private static string? FindShared()
    {
        for (DirectoryInfo? folder = new(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            string shared = Path.Combine(folder.FullName, "shared");
            if (Directory.Exists(Path.Combine(shared, "tools", "apidump"))) return shared;
        }
        return null;
    }

    private static (int Status, string Output) Run(string folder, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo("dotnet", arguments)
        {
            WorkingDirectory = folder,
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        })!;
        Task<string> errors = process.StandardError.ReadToEndAsync();
        string output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }
}
