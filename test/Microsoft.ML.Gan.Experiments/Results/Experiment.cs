using Microsoft.ML.Gan;

namespace Microsoft.ML.Gan.Experiments;

/// <summary>Runs that belong into one table.</summary>
/// <param name="Name">What the names of its rows begin with.</param>
/// <param name="Columns">The numbers that its table shows.</param>
/// <param name="Rows">Its rows, in the table's order.</param>
internal sealed record Experiment(string Name, IReadOnlyList<Column> Columns, IReadOnlyList<Row> Rows)
{
    public static IReadOnlyList<Experiment> All { get; } =
    [
        GaussianGrid.Experiment,
        StackedShapes.Experiment,
        FashionRows.Experiment,
        TwoConditions.Experiment,
        AgainstPyTorch.Experiment,
        RareClasses.Experiment,
        LowData.Experiment,
        Transfer.Experiment,
        LatentTools.Experiment,
    ];
}

/// <summary>A number of a run in a table.</summary>
/// <param name="Number">The number's name in the file of results.</param>
/// <param name="Title">What stands above it.</param>
/// <param name="Format">How it is written.</param>
internal sealed record Column(string Number, string Title, string Format);

/// <summary>One run, which one command makes.</summary>
/// <param name="Name">Its name on the command line.</param>
/// <param name="Title">Its name in the table: what is tried, with its settings.</param>
/// <param name="Run">Does it.</param>
internal sealed record Row(string Name, string Title, Func<RunOptions, Outcome> Run)
{
    /// <summary>Where the model is that this row leaves beside another's picture, by the same seed. A row that was not run is run.</summary>
    /// <param name="other">What the command line says about the other.</param>
    public string ModelFor(RunOptions other)
    {
        var path = Path.Combine(Path.GetDirectoryName(other.Picture)!, $"{Name}-seed{other.Seed}.gan");
        if (!File.Exists(path))
            Run(other with { Picture = Path.ChangeExtension(path, ".png") });
        return path;
    }
}

/// <summary>What the command line says about a run.</summary>
internal sealed record RunOptions
{
    public int Seed { get; init; } = 1;

    /// <summary>Another length of training than the row's; null for that.</summary>
    public double? Kimg { get; init; }

    /// <summary>The folder of Fashion-MNIST's IDX files.</summary>
    public string Data { get; init; } = "/usr/share/datasets/fashion-mnist";

    /// <summary>The picture to leave.</summary>
    public required string Picture { get; init; }

    /// <summary>Generated pictures of Fashion-MNIST that are measured.</summary>
    public int PicturesPerClass { get; init; } = 1000;

    /// <summary>How the classifier that measures them is trained.</summary>
    public ClassifierOptions Classifier { get; init; } = new();

    /// <summary>Where it is kept.</summary>
    public string? Cache { get; init; } = GanEvaluationOptions.DefaultCacheDirectory;

    /// <summary>The Python of the comparison, with torch and numpy.</summary>
    public string Python { get; init; } = "python3";
}

/// <summary>What came of a run.</summary>
internal sealed record Outcome
{
    public required IReadOnlyDictionary<string, double> Numbers { get; init; }

    /// <summary>Seconds of training, without what comes before and after it; 0 for a run that does not train.</summary>
    public double TrainingSeconds { get; init; }

    /// <summary>Thousands of real images shown to the discriminator.</summary>
    public double Kimg { get; init; }

    /// <summary>Steps of the generator.</summary>
    public long Steps { get; init; }

    /// <summary>What made the features, in words; empty when there were none.</summary>
    public string Extractor { get; init; } = "";
}
