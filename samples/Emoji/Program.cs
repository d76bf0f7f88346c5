using System.CommandLine;
using EmojiSample;
using FashionMnist;
using Spectre.Console;

// Trains a class-conditional GAN on the colour pictures inside a font of emoji, and checks that it does not copy them.

// Colours are for terminals.
AnsiConsole.Profile.Capabilities.Ansi &= !Console.IsOutputRedirected;

var side = new Option<int>("--side") { Description = "Pixels a side: 32 (for a CPU), 64 or 128 (for a GPU).", DefaultValueFactory = _ => 32 };
side.AcceptOnlyFromAmong("32", "64", "128");
var kimg = new Option<double?>("--kimg") { Description = "How long to train, in thousands of images (default: by the side)." };
var all = new Option<bool>("--all") { Description = "All groups, not only flags, portraits, faces, heads, beasts and fruit." };
var unmeasured = new Option<bool>("--unmeasured") { Description = "Leaves Fréchet distances and the check for copies out, for which a classifier is trained first." };
var resume = new Option<bool>("--resume") { Description = "Goes on from the checkpoints of an earlier run with the same options." };
var data = new Option<FileInfo>("--data")
{
    Description = "The font.",
    DefaultValueFactory = _ => new FileInfo("/usr/share/fonts/truetype/noto/NotoColorEmoji.ttf"),
};
var list = new Option<FileInfo>("--list")
{
    Description = "Unicode's list of emoji, emoji-test.txt.",
    DefaultValueFactory = _ => new FileInfo(EmojiTexts.DefaultList),
};
var device = new Option<string?>("--device") { Description = "cpu, cuda or cuda:N (default: a GPU if there is one)." };
var seed = new Option<int>("--seed") { Description = "Seed of everything random.", DefaultValueFactory = _ => 1 };
var output = new Option<DirectoryInfo>("--out")
{
    Description = "Where the results go.",
    DefaultValueFactory = _ => new DirectoryInfo(BuildFacts.DefaultOutput),
};

var root = new RootCommand("Trains a class-conditional GAN on the pictures of a colour font of emoji.") { side, kimg, all, unmeasured, resume, data, list, device, seed, output };
root.SetAction((arguments, stop) => Task.FromResult(Guarded(() => EmojiRun.Run(new RunOptions
{
    Side = arguments.GetValue(side),
    Kimg = arguments.GetValue(kimg),
    AllGroups = arguments.GetValue(all),
    Unmeasured = arguments.GetValue(unmeasured),
    Resume = arguments.GetValue(resume),
    Data = arguments.GetValue(data)!.FullName,
    List = arguments.GetValue(list)!.FullName,
    Device = arguments.GetValue(device),
    Seed = arguments.GetValue(seed),
    Output = arguments.GetValue(output)!.FullName,
    Stop = stop,
}))));
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
        AnsiConsole.MarkupLine("[yellow]Stopped; --resume goes on from the last checkpoint.[/]");
        return 130;
    }
    catch (Exception e) when (e is IOException or UnauthorizedAccessException or InvalidDataException or ArgumentException or InvalidOperationException)
    {
        AnsiConsole.MarkupLineInterpolated($"[red]{e.Message}[/]");
        return 1;
    }
}
