using System.Diagnostics;
using System.Text.Json;
using Microsoft.ML.Data;
using MlGan.Cli;

namespace Microsoft.ML.Gan.Tests.Cli;

/// <summary>Runs <c>mlgan</c>, in this process or in its own, and keeps what it writes.</summary>
/// <param name="ExitCode">The exit code.</param>
/// <param name="Output">Standard output.</param>
/// <param name="Error">Standard error.</param>
internal sealed record Tool(int ExitCode, string Output, string Error)
{
    /// <summary>A training of one or two seconds on 16 pictures.</summary>
    public static readonly string[] Short =
        ["--preset", "quick28", "--size", "16", "--kimg", "0.064", "--device", "cpu", "--option", "Training.BatchSize=8", "--option", "Generation.BatchSize=8"];

    /// <summary>The JSON document that is all of standard output.</summary>
    public JsonElement Json => JsonDocument.Parse(Output).RootElement;

    public static Tool Run(params string[] arguments)
    {
        using StringWriter output = new(), error = new();
        var exitCode = MlGan.Cli.CommandLine.Create(new Output(output, error, isTerminal: false)).RunAsync(arguments).GetAwaiter().GetResult();
        return new Tool(exitCode, output.ToString(), error.ToString());
    }

    /// <summary>Runs, and fails the test if the tool fails.</summary>
    public static Tool Succeed(params string[] arguments)
    {
        var tool = Run(arguments);
        Assert.AreEqual(0, tool.ExitCode, tool.Error + tool.Output);
        return tool;
    }

    public static Process Start(params string[] arguments)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])["exec", typeof(MlGan.Cli.CommandLine).Assembly.Location, .. arguments])
            start.ArgumentList.Add(argument);
        return Process.Start(start)!;
    }

    /// <summary>Two class folders, dark and light, with eight pictures each in colour.</summary>
    public static string WritePictures(string folder, int side = 16)
    {
        foreach (var (name, gray) in new[] { ("dark", 40), ("light", 200) })
        {
            Directory.CreateDirectory(Path.Combine(folder, name));
            for (var i = 0; i < 8; i++)
                WritePicture(Path.Combine(folder, name, $"{i}.png"), side, side, (byte)(gray + i));
        }

        return folder;
    }

    public static void WritePicture(string path, int width, int height, byte gray, byte alpha = 255)
    {
        var pixels = new byte[width * height * 4];
        for (var i = 0; i < pixels.Length; i += 4)
            (pixels[i], pixels[i + 1], pixels[i + 2], pixels[i + 3]) = (gray, (byte)(i / 4 % width * 7), gray, alpha);
        using var image = MLImage.CreateFromPixels(width, height, MLPixelFormat.Bgra32, pixels);
        image.Save(path);
    }
}
