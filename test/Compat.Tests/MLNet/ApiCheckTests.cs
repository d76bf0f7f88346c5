using System.Diagnostics;
using Microsoft.ML;

namespace Compat.Tests.MLNet;

[TestClass]
public sealed class ApiCheckTests
{
    public TestContext TestContext { get; set; } = null!;

    // The list of upstream's members and the tool that compares with it lie beside the repository, not in it.
    [TestMethod]
    public void Everything_public_is_there_upstream_too()
    {
        var shared = FindShared();
        if (shared is null)
        {
            TestContext.WriteLine("Not checked: the folder with upstream's member lists is not beside this repository.");
            return;
        }

        var copy = Directory.CreateTempSubdirectory("apidump");
        try
        {
            foreach (var file in Directory.EnumerateFiles(Path.Combine(shared, "tools", "apidump")))
                File.Copy(file, Path.Combine(copy.FullName, Path.GetFileName(file)));
            var start = new ProcessStartInfo("dotnet")
            {
                ArgumentList =
                {
                    "run", "--project", copy.FullName, "--", typeof(MLContext).Assembly.Location,
                    "--check", Path.Combine(shared, "api", "Microsoft.ML.txt"),
                },
                RedirectStandardOutput = true,
            };
            using var process = Process.Start(start)!;
            var output = process.StandardOutput.ReadToEnd();
            process.WaitForExit();

            Assert.AreEqual(0, process.ExitCode, output);
        }
        finally
        {
            copy.Delete(recursive: true);
        }
    }

    private static string? FindShared()
    {
        for (var folder = new DirectoryInfo(AppContext.BaseDirectory); folder is not null; folder = folder.Parent)
        {
            var shared = Path.Combine(folder.FullName, "shared");
            if (Directory.Exists(Path.Combine(shared, "tools", "apidump")))
                return shared;
        }

        return null;
    }
}
