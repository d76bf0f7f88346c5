using System.Diagnostics;

namespace Microsoft.ML.Gan.Tests.Testing;

/// <summary>
/// The test assembly as a program: loads a saved pipeline in a process that knows nothing but <c>new MLContext()</c>, and
/// generates from it.
/// </summary>
internal static class OtherProcess
{
    private const int ExitOfUsage = 2;

    /// <summary>Runs the program; what it generates comes back.</summary>
    public static List<byte[]> Generate(string model, params string[] classes)
    {
        using var folder = new TemporaryFolder();
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])["exec", typeof(OtherProcess).Assembly.Location, model, folder["images"], .. classes])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode, errors);
        return [.. File.ReadLines(folder["images"]).Select(Convert.FromBase64String)];
    }

    private static int Main(string[] args)
    {
        if (args is not [var path, var output, .. var classes])
        {
            Console.Error.WriteLine("usage: MODEL OUTPUT CLASS…");
            return ExitOfUsage;
        }

        var ml = new MLContext();
        var model = ml.Model.Load(path, out _);
        var images = Values.Images(model.Transform(NamedRow.Load(ml, classes)));
        File.WriteAllLines(output, images.Select(Convert.ToBase64String));
        return 0;
    }
}
