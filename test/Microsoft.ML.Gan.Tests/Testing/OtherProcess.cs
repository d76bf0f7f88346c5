using System.Diagnostics;
using System.Globalization;
using System.Reflection;

namespace Microsoft.ML.Gan.Tests.Testing;

/// <summary>
/// The test assembly as a program: loads a saved pipeline in a process with only <c>new MLContext()</c>, and generates from it.
/// </summary>
internal static class OtherProcess
{
    private const int ExitOfUsage = 2;
    private const string TrainVerb = "train";
    private const string TypesVerb = "types";
    private const string SoakVerb = "soak";
    private const string UnseededVerb = "train-unseeded";
    private const string StoppableVerb = "train-stoppable";
    private const string RunVerb = "run";
    private const string CallVerb = "call";

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

    /// <summary>Runs <see cref="ImageTypeOrders"/> in a process that has registered no type of images yet.</summary>
    public static void RegisterTypes(string order) => Run([TypesVerb, order]);

    /// <summary>Runs <see cref="Soak"/> in a process whose memory nothing else moves: methods are compiled once.</summary>
    /// <returns>What it printed.</returns>
    public static string[] RunSoak(int warmUp, int windows, int roundsPerWindow) =>
        Run([SoakVerb, $"{warmUp}", $"{windows}", $"{roundsPerWindow}"], ("DOTNET_TieredCompilation", "0"));

    private static string[] Run(string[] arguments, params (string Name, string Value)[] environment)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
        };
        foreach (var argument in (string[])["exec", typeof(OtherProcess).Assembly.Location, .. arguments])
            start.ArgumentList.Add(argument);
        foreach (var (name, value) in environment)
            start.Environment[name] = value;
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode, errors.Result);
        return output.Split('\n', StringSplitOptions.RemoveEmptyEntries);
    }

    /// <summary>
    /// Trains in a separate process with checkpoints in <paramref name="folder"/>, and kills it once it has reported a number of steps.
    /// </summary>
    /// <returns>The hash of the weights, if it finished.</returns>
    public static string? Train(string folder, int steps, int killAfter = int.MaxValue) => Train(TrainVerb, folder, steps, killAfter);

    /// <summary>The same without a seed anywhere: neither in the context nor in an option.</summary>
    public static string? TrainWithoutSeed(string folder, int steps, int killAfter = int.MaxValue) => Train(UnseededVerb, folder, steps, killAfter);

    /// <summary>Trains in a process of its own that handles Ctrl+C as the README says, and presses it once it has said so many steps.</summary>
    /// <returns>Its last line.</returns>
    public static string? TrainUntilCtrlC(string folder, int steps, int stopAfter) => Train(StoppableVerb, folder, steps, stopAfter, stop: process =>
    {
        using var kill = Process.Start("kill", ["-INT", $"{process.Id}"]);
        kill.WaitForExit();
    });

    /// <summary>The same with a training of the test's own: a static method that prints a line for each step, and last the hash of the weights.</summary>
    public static string? Train(Action<string, int> train, string folder, int steps, int killAfter = int.MaxValue) =>
        Train([CallVerb, train.Method.DeclaringType!.FullName!, train.Method.Name, folder, $"{steps}"], killAfter);

    private static string? Train(string verb, string folder, int steps, int killAfter, Action<Process>? stop = null) =>
        Train([verb, folder, $"{steps}"], killAfter, stop);

    private static string? Train(string[] arguments, int killAfter, Action<Process>? stop = null)
    {
        string[] program = [Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet", "exec", typeof(OtherProcess).Assembly.Location, .. arguments];
        // A shell's background job ignores Ctrl+C, and so does all that it starts. GNU's env makes the child hear it.
        if (stop is not null && OperatingSystem.IsLinux())
            program = ["env", "--default-signal=INT", .. program];
        var start = new ProcessStartInfo(program[0], program[1..]) { RedirectStandardOutput = true };
        using var process = Process.Start(start)!;
        string? last = null;
        for (var line = process.StandardOutput.ReadLine(); line is not null; line = process.StandardOutput.ReadLine())
        {
            last = line;
            if (--killAfter == 0 && stop is not null)
            {
                stop(process);
            }
            else if (killAfter <= 0 && stop is null)
            {
                process.Kill(); // SIGKILL: nothing in the process hears of it
                process.WaitForExit();
                return null;
            }
        }

        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode);
        return last;
    }

    /// <summary>Runs a program that was compiled against the test's assemblies, in a folder, which also takes what it caches.</summary>
    /// <returns>What it wrote; the test fails if it fails.</returns>
    public static string Run(string program, string folder)
    {
        var start = new ProcessStartInfo(Environment.GetEnvironmentVariable("DOTNET_HOST_PATH") ?? "dotnet")
        {
            RedirectStandardOutput = true,
            RedirectStandardError = true,
            WorkingDirectory = folder,
            Environment = { ["XDG_DATA_HOME"] = folder },
        };
        foreach (var argument in (string[])["exec", typeof(OtherProcess).Assembly.Location, RunVerb, program])
            start.ArgumentList.Add(argument);
        using var process = Process.Start(start)!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        Assert.AreEqual(0, process.ExitCode, $"{output}\n{errors.Result}");
        return output;
    }

    private static int Main(string[] args)
    {
        if (args is [TrainVerb or UnseededVerb or StoppableVerb, var folder, var steps])
            return Train(args[0], folder, double.Parse(steps, CultureInfo.InvariantCulture));
        if (args is [CallVerb, var type, var method, var directory, var count])
        {
            typeof(OtherProcess).Assembly.GetType(type, throwOnError: true)!
                .GetMethod(method, BindingFlags.Static | BindingFlags.Public | BindingFlags.NonPublic)!
                .CreateDelegate<Action<string, int>>()(directory, int.Parse(count, CultureInfo.InvariantCulture));
            return 0;
        }

        if (args is [TypesVerb, var order])
        {
            ImageTypeOrders.Run(order);
            return 0;
        }

        if (args is [RunVerb, var program])
        {
            var main = Assembly.LoadFrom(program).EntryPoint!;
            main.Invoke(null, main.GetParameters().Length == 0 ? null : [Array.Empty<string>()]);
            return 0;
        }

        if (args is [SoakVerb, var warmUp, var windows, var roundsPerWindow])
        {
            Soak.Run(int.Parse(warmUp, CultureInfo.InvariantCulture), int.Parse(windows, CultureInfo.InvariantCulture), int.Parse(roundsPerWindow, CultureInfo.InvariantCulture));
            return 0;
        }

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

    private static int Train(string verb, string folder, double steps)
    {
        var ml = new MLContext(verb == UnseededVerb ? null : 1);
        var squares = Squares.Load(ml);
        var data = ml.Transforms.AugmentImages("Image", augment => augment.HorizontalFlip().RandomCrop(2)).Fit(squares).Transform(squares);
        var training = TinyGan.Options(options =>
        {
            options.Training.Kimg = steps * TinyGan.BatchSize / 1000;
            options.Checkpoints.Directory = folder;
            options.Checkpoints.EveryKimg = verb == StoppableVerb ? null : TinyGan.KimgOf(3);
            options.Seed = verb == UnseededVerb ? null : options.Seed;
            options.Snapshots.EveryKimg = TinyGan.KimgOf(1);
            options.Snapshots.Show = snapshot => Console.WriteLine(snapshot.Step);
        });
        try
        {
            using var gan = verb == StoppableVerb ? ReadmeTests.FitUntilStopped(ml, training, data) : ml.Transforms.Gan(training).Fit(data);
            Console.WriteLine(gan.WeightsSha256);
        }
        catch (OperationCanceledException)
        {
            Console.WriteLine("cancelled");
        }

        return 0;
    }
}
