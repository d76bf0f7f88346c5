using System.CommandLine;
using System.Text.Json;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms;
using MlGan.Cli.Pictures;
using MlGan.Cli.Runs;

namespace MlGan.Cli.Systems;

/// <summary><c>gan</c>: pictures from noise, of a class if the data have classes.</summary>
internal sealed class NoiseToImages : IGanSystem
{
    private readonly Argument<string?> _data = new("DATA")
    {
        Description = "A folder of pictures, a folder of class folders, a CSV file with paths (and labels), or a file of IDX images; with --resume as before if left out.",
        Arity = ArgumentArity.ZeroOrOne,
    };

    private readonly Option<int?> _size = new("--size") { Description = "Side of the square pictures in pixels. Default: by the data and the preset.", HelpName = "N" };

    private readonly Option<ClassFolders> _classFolders = new("--class-folders")
    {
        Description = "Whether the folders below DATA are classes: auto (if there are two or more and no picture beside them), yes, no.",
        HelpName = "auto|yes|no",
    };

    private readonly Option<PictureFit> _fit = new("--fit")
    {
        Description = "What happens to pictures that are not square: pad (shown whole, on the background), crop (the middle), stretch.",
        HelpName = "pad|crop|stretch",
    };

    private readonly Option<string?> _background = new("--background") { Description = "The colour behind transparent parts and beside pictures that are not square: a name or #RRGGBB (default: white).", HelpName = "COLOUR" };

    public string Name => "gan";

    public string Description => "Pictures from noise, of a class if the data have classes.";

    public IReadOnlyList<SystemPreset> Presets { get; } = [.. GanPreset.All.Select(preset => new SystemPreset(
        preset.Name, $"{preset.Image.Height}×{preset.Image.Width}, batches of {preset.BatchSize}, published length {preset.Kimg:N0} kimg"))];

    public void AddTrainingArguments(Command command)
    {
        command.Arguments.Add(_data);
        foreach (Option option in (Option[])[_size, _classFolders, _fit, _background])
            command.Options.Add(option);
    }

    public bool Recognizes(string modelKind) => modelKind == nameof(GanTransformer);

    public TrainingOutcome Train(TrainingRequest request)
    {
        var run = new RunFolder(request.RunFolder);
        // A device that was asked for and is not there shall not go unnoticed.
        var ml = new MLContext(seed: request.Seed ?? 1) { FallbackToCpu = false };
        using var log = RunLog.Of(ml, request.Output, request.Verbose);
        NoiseToImagesSettings settings;
        PicturesToTrain pictures;
        if (request.Resume)
        {
            settings = SettingsOf(run, request);
            log.WriteTo(run.Log);
            pictures = PicturesToTrain.Read(ml, settings, request);
            request.Output.Line($"Goes on with {request.RunFolder}: {run.Read().Summary}");
            log.Note($"resumed: {request.Command}");
        }
        else
        {
            run.RequireEmpty();
            var plan = TrainingPlan.Make(ml, AskedFor(request), request);
            (settings, pictures) = (plan.Settings, plan.Pictures);
            run.Write(new RunDescription
            {
                System = Name,
                Version = CommandLine.Version,
                Command = request.Command,
                Begun = DateTime.UtcNow,
                Summary = plan.Summary,
                Settings = JsonSerializer.SerializeToNode(settings, Output.JsonOptions)!,
            });
            log.WriteTo(run.Log);
            log.Note(request.Command);
            log.Note(plan.Summary);
            request.Output.Line(plan.Summary);
        }

        return Fit(ml, run, settings, pictures, request);
    }

    public GenerationOutcome Generate(GenerationRequest request) => PictureGeneration.Run(request);

    private static TrainingOutcome Fit(MLContext ml, RunFolder run, NoiseToImagesSettings settings, PicturesToTrain pictures, TrainingRequest request)
    {
        var display = new TrainingDisplay(request.Output);
        var options = settings.CreateOptions();
        options.LabelColumnName = pictures.HasLabels ? PictureSource.Label : null;
        options.Device = request.Device;
        options.RunDirectory = run.Root;
        options.Progress = display;
        options.CancellationToken = request.Stop;
        options.WhenCancelled = GanCancellation.Return; // what was trained so far is a model, too
        var estimator = ml.Transforms.Gan(options);
        using var model = display.Run(() => estimator.Fit(pictures.View));
        var last = display.Last ?? model.History.LastOrDefault();
        var isComplete = last is null || last.Step >= last.TotalSteps;
        model.SaveAs(run.Model);
        var outcome = new TrainingOutcome
        {
            Run = run.Root,
            Model = run.Model,
            IsComplete = isComplete,
            Steps = last?.Step ?? 0,
            TotalSteps = last?.TotalSteps ?? 0,
            Images = last?.Images ?? 0,
            Seconds = last?.Elapsed.TotalSeconds ?? 0,
            DiscriminatorLoss = last?.DiscriminatorLoss,
            GeneratorLoss = last?.GeneratorLoss,
            Metrics = display.Metrics?.Values.ToDictionary(value => value.Name, value => value.Value),
        };
        request.Output.Line(isComplete
            ? $"Done: {run.Model} ({last?.Step:N0} steps). Generate with: mlgan generate {request.RunFolder} --count 64 --grid --out grid.png"
            : $"Interrupted at step {last?.Step:N0} of {last?.TotalSteps:N0} and saved. Go on with: mlgan train gan --out {request.RunFolder} --resume");
        return outcome;
    }

    /// <summary>The settings that the arguments ask for; what they leave open is decided by the data.</summary>
    private NoiseToImagesSettings AskedFor(TrainingRequest request)
    {
        var arguments = request.Arguments;
        var preset = request.Preset is { } name ? PresetNamed(name) : null;
        var size = arguments.GetValue(_size);
        if (size is < 4 or > 1024)
            throw new UsageException($"--size must be from 4 to 1024, but is {size}.");
        var background = arguments.GetValue(_background);
        // What is misspelt is told before the pictures are read.
        if (background is not null)
            PicturePreparation.ColourOf(background);
        OptionAssignments.Apply(new GanEstimator.Options(), request.Options);
        return new NoiseToImagesSettings
        {
            Data = Path.GetFullPath(arguments.GetValue(_data) ?? throw new UsageException("DATA is missing: a folder of pictures, a CSV file or a file of IDX images.")),
            ClassFolders = arguments.GetValue(_classFolders),
            Fit = arguments.GetValue(_fit),
            Background = background,
            Size = size ?? 0,
            Preset = preset?.Name ?? "",
            Kimg = request.Kimg ?? 0,
            Minutes = request.Minutes,
            Seed = request.Seed ?? 1,
            Options = request.Options,
        };
    }

    private static GanPreset PresetNamed(string name) => GanPreset.All.FirstOrDefault(preset => preset.Name.Equals(name, StringComparison.OrdinalIgnoreCase))
        ?? throw new UsageException($"There is no preset '{name}'. Known are: {string.Join(", ", GanPreset.All)}.");

    /// <summary>The settings of the run that goes on; arguments that ask for others are refused.</summary>
    private NoiseToImagesSettings SettingsOf(RunFolder run, TrainingRequest request)
    {
        var description = run.Read();
        if (description.System != Name)
            throw new InvalidOperationException($"'{run.Root}' holds a run of '{description.System}': go on with 'mlgan train {description.System} --out {run.Root} --resume'.");
        var settings = description.Settings.Deserialize<NoiseToImagesSettings>(Output.JsonOptions)!;
        var arguments = request.Arguments;
        RefuseOther("DATA", arguments.GetValue(_data) is { } data ? Path.GetFullPath(data) : null, settings.Data);
        RefuseOther("--size", arguments.GetValue(_size), settings.Size);
        RefuseOther("--class-folders", arguments.GetResult(_classFolders) is { Implicit: false } ? arguments.GetValue(_classFolders) : null, settings.ClassFolders);
        RefuseOther("--fit", arguments.GetResult(_fit) is { Implicit: false } ? arguments.GetValue(_fit) : null, settings.Fit);
        RefuseOther("--background", arguments.GetValue(_background), settings.Background);
        RefuseOther("--preset", request.Preset?.ToLowerInvariant(), settings.Preset);
        RefuseOther("--kimg", request.Kimg, settings.Kimg);
        RefuseOther("--minutes", request.Minutes, settings.Minutes);
        RefuseOther("--seed", request.Seed, settings.Seed);
        RefuseOther("--option", request.Options.Count > 0 ? string.Join(' ', request.Options) : null, string.Join(' ', settings.Options));
        return settings;
    }

    private static void RefuseOther(string argument, object? given, object? of)
    {
        if (given is not null && !given.Equals(of))
            throw new InvalidOperationException($"--resume goes on with the run as it was begun: {argument} was '{of}', not '{given}'. Leave it out, or begin another run in another folder.");
    }
}
