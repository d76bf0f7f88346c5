using System.CommandLine;
using FashionMnist;
using Spectre.Console;

// Colours are for terminals.
AnsiConsole.Profile.Capabilities.Ansi &= !Console.IsOutputRedirected;

// The demo's two verbs: without one, it trains and generates; `generate` is what it calls in a fresh process to show that the
// saved pipeline needs nothing else.

var epochs = new Option<double?>("--epochs") { Description = "Passes over the images (default: 7; with --full 50; with --mlp 20)." };
var steps = new Option<long?>("--steps") { Description = "Steps in all, instead of epochs." };
var checkpoints = new Option<DirectoryInfo?>("--checkpoints") { Description = "Where training saves its state, and goes on from what it finds there." };
var full = new Option<bool>("--full") { Description = "The networks at their published width, trained for as long as it takes." };
var mlp = new Option<bool>("--mlp") { Description = "The plain fully connected GAN instead of DCGAN." };
var data = new Option<DirectoryInfo>("--data")
{
    Description = "The folder with train-images-idx3-ubyte and train-labels-idx1-ubyte, compressed (.gz) or not.",
    DefaultValueFactory = _ => new DirectoryInfo("/usr/share/datasets/fashion-mnist"),
};
var device = new Option<string?>("--device") { Description = "cpu, cuda or cuda:N (default: a GPU if there is one)." };
var seed = new Option<int>("--seed") { Description = "Seed of everything random.", DefaultValueFactory = _ => 1 };
var output = new Option<DirectoryInfo>("--out")
{
    Description = "Where the results go.",
    DefaultValueFactory = _ => new DirectoryInfo(BuildFacts.DefaultOutput),
};

var root = new RootCommand("Trains a class-conditional GAN on Fashion-MNIST through an ML.NET pipeline.") { epochs, steps, checkpoints, full, mlp, data, device, seed, output };
root.SetAction((arguments, stop) => Task.FromResult(Guarded(() => Demo.Run(new DemoOptions
{
    Epochs = arguments.GetValue(epochs),
    Steps = arguments.GetValue(steps),
    Checkpoints = arguments.GetValue(checkpoints)?.FullName,
    Full = arguments.GetValue(full),
    Mlp = arguments.GetValue(mlp),
    Data = arguments.GetValue(data)!.FullName,
    Device = arguments.GetValue(device),
    Seed = arguments.GetValue(seed),
    Output = arguments.GetValue(output)!.FullName,
    Stop = stop,
}))));

var model = new Argument<FileInfo>("model") { Description = "The saved pipeline." };
var picture = new Option<FileInfo>("--grid") { Description = "The picture to write, one row a class.", Required = true };
var generate = new Command("generate", "Generates a picture grid from a saved pipeline.") { model, picture };
generate.SetAction(arguments => Guarded(() => SavedModel.Generate(arguments.GetValue(model)!.FullName, arguments.GetValue(picture)!.FullName)));
root.Subcommands.Add(generate);

return await root.Parse(args).InvokeAsync();

static int Guarded(Action action)
{
    try
    {
        action();
        return 0;
    }
    catch (OperationCanceledException)
    {
        AnsiConsole.MarkupLine("[yellow]Stopped.[/]");
        return 130;
    }
    catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or ArgumentException or InvalidOperationException)
    {
        AnsiConsole.MarkupLineInterpolated($"[red]{e.Message}[/]");
        return 1;
    }
}
