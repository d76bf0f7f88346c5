using System.CommandLine;
using System.Globalization;
using Microsoft.ML.Data;
using MlGan.Cli.Models;
using MlGan.Cli.Pictures;
using MlGan.Cli.Runs;
using MlGan.Cli.Systems;

namespace MlGan.Cli.Commands;

/// <summary><c>mlgan augment FOLDER</c>: writes generated pictures for the classes that have too few.</summary>
internal static class AugmentCommand
{
    public static Command Create(Output output)
    {
        var data = new Argument<string>("FOLDER") { Description = "The real pictures, in class folders if the model has classes. Nothing in it is changed." };
        var model = new Option<string>("--model") { Description = "A run folder or a model file.", Required = true, HelpName = "RUN|MODEL" };
        var balance = new Option<bool>("--balance") { Description = "As many as it takes until every class has as many pictures as the largest." };
        var factor = new Option<double?>("--factor") { Description = "As many as it takes until every class has N times its pictures; with --balance, N times those of the largest class.", HelpName = "N" };
        var withReal = new Option<bool>("--with-real") { Description = "Copies the real pictures too, as they are." };
        var seed = new Option<int>("--seed") { Description = "The same seed gives the same pictures (default: 1).", DefaultValueFactory = _ => 1, HelpName = "N" };
        var target = new Option<string>("--out") { Description = "A new folder: generated pictures in a folder for each class.", Required = true, HelpName = "FOLDER" };
        var json = new Option<bool>("--json") { Description = "Writes one JSON document." };
        var command = new Command("augment", "Adds generated pictures to a dataset, in a new folder.") { data, model, balance, factor, withReal, seed, target, json };
        command.Validators.Add(result =>
        {
            if (!result.GetValue(balance) && result.GetResult(factor) is null)
                result.AddError("augment needs --balance or --factor N.");
            if (result.GetResult(factor) is { Errors: var errors } && !errors.Any() && result.GetValue(factor) is < 1 or double.NaN)
                result.AddError("--factor must be at least 1.");
        });
        command.SetAction(arguments =>
        {
            output.IsJson = arguments.GetValue(json);
            var written = Augment(
                arguments.GetValue(data)!,
                ModelPlace.Find(arguments.GetValue(model)!),
                (arguments.GetValue(balance), arguments.GetValue(factor) ?? 1),
                arguments.GetValue(withReal),
                arguments.GetValue(seed),
                arguments.GetValue(target)!,
                output);
            if (output.IsJson)
                output.Json(new { Out = arguments.GetValue(target), Classes = written });
            return CommandLine.Done;
        });
        return command;
    }

    private static List<ClassCount> Augment(string data, string file, (bool Balance, double Factor) plan, bool copiesReal, int seed, string target, Output output)
    {
        if (Directory.Exists(target) && Directory.EnumerateFileSystemEntries(target).Any())
            throw new InvalidOperationException($"'{target}' is not empty; give a new folder.");
        if (!Directory.Exists(data))
            throw new DirectoryNotFoundException($"There is no folder '{data}'.");
        var ml = new MLContext(seed: seed);
        using var log = RunLog.Of(ml, output, isVerbose: false);
        using var gan = PictureGeneration.Load(ml, file);
        var source = PictureSource.Open(ml, data, gan.ClassNames.Count > 0 ? ClassFolders.Yes : ClassFolders.No, background: null);
        if (copiesReal && source.View.Schema.GetColumnOrNull("ImagePath") is null)
            throw new UsageException("--with-real copies files of pictures; IDX files have none.");
        var facts = PictureFacts.Of(source, output, CancellationToken.None);
        var counts = gan.ClassNames.Count > 0 ? facts.Classes : new Dictionary<string, int> { [""] = facts.Count };
        foreach (var name in counts.Keys.Where(name => name != "" && !gan.ClassNames.Contains(name)))
            output.Warning($"The model knows no class '{name}': nothing is generated for it.");
        var largest = counts.Values.Max();
        var written = new List<ClassCount>();
        foreach (var (name, real) in counts)
        {
            var wanted = (int)Math.Round((plan.Balance ? largest : real) * plan.Factor);
            var missing = name == "" || gan.ClassNames.Contains(name) ? Math.Max(0, wanted - real) : 0;
            Write(gan, name, missing, seed, Path.Combine(target, name));
            written.Add(new(name, real, missing));
        }

        var copied = copiesReal ? CopyReal(source, data, target) : 0;
        foreach (var one in written)
            output.Line($"{(one.Class == "" ? "all" : one.Class)}: {one.Real:N0} real, {one.Generated:N0} generated");
        output.Line(copiesReal
            ? $"{target} holds the generated pictures ({gan.ImageShape.Width}×{gan.ImageShape.Height}) and copies of {copied:N0} real ones, which keep their sizes."
            : $"{target} holds the generated pictures only; --with-real copies the real ones too.");
        return written;
    }

    private static void Write(GanTransformer gan, string name, int count, int seed, string folder)
    {
        Directory.CreateDirectory(folder);
        var index = 0;
        foreach (var image in PictureGeneration.Images(gan, count, seed, name == "" ? null : GanCondition.Class(name)))
        {
            using (image)
                image.Save(Path.Combine(folder, $"generated-{(index++).ToString("D5", CultureInfo.InvariantCulture)}.png"));
        }
    }

    private static int CopyReal(PictureSource source, string data, string target)
    {
        var copied = 0;
        foreach (var path in source.View.GetColumn<string>("ImagePath"))
        {
            var copy = Path.Combine(target, Path.GetRelativePath(data, path));
            Directory.CreateDirectory(Path.GetDirectoryName(copy)!);
            File.Copy(path, copy);
            copied++;
        }

        return copied;
    }

    /// <summary>The pictures of a class.</summary>
    private sealed record ClassCount(string Class, int Real, int Generated);
}
