using System.CommandLine;

namespace MlGan.Cli.Systems;

/// <summary>What every system's training is told.</summary>
internal sealed record TrainingRequest
{
    public required Output Output { get; init; }

    /// <summary>The folder of the run.</summary>
    public required string RunFolder { get; init; }

    /// <summary>Whether the training in the folder goes on.</summary>
    public bool Resume { get; init; }

    public string? Preset { get; init; }

    /// <summary>How long to train, in thousands of images.</summary>
    public double? Kimg { get; init; }

    /// <summary>How long to train, in minutes on this machine.</summary>
    public double? Minutes { get; init; }

    public int? Seed { get; init; }

    public string? Device { get; init; }

    /// <summary>Options as NAME=VALUE.</summary>
    public IReadOnlyList<string> Options { get; init; } = [];

    public bool Verbose { get; init; }

    /// <summary>The command as it was typed, for people.</summary>
    public string Command { get; init; } = "";

    /// <summary>Has the values of the system's own arguments.</summary>
    public required ParseResult Arguments { get; init; }

    /// <summary>Stops the training, which saves its state.</summary>
    public CancellationToken Stop { get; init; }
}

/// <summary>How a training ended; what <c>train --json</c> writes.</summary>
internal sealed record TrainingOutcome
{
    public required string Run { get; init; }

    public string? Model { get; init; }

    public bool IsComplete { get; init; }

    public long Steps { get; init; }

    public long TotalSteps { get; init; }

    public long Images { get; init; }

    public double Seconds { get; init; }

    public double? DiscriminatorLoss { get; init; }

    public double? GeneratorLoss { get; init; }

    /// <summary>The last metrics that were measured, by name.</summary>
    public IReadOnlyDictionary<string, double>? Metrics { get; init; }
}

/// <summary>What is generated from a model.</summary>
internal sealed record GenerationRequest
{
    public required Output Output { get; init; }

    /// <summary>The file of the model.</summary>
    public required string Model { get; init; }

    public int Count { get; init; }

    public string? Class { get; init; }

    public int Seed { get; init; }

    public double? Truncation { get; init; }

    /// <summary>Whether all pictures come in one file.</summary>
    public bool Grid { get; init; }

    /// <summary>A folder, or a file.</summary>
    public required string Out { get; init; }
}

/// <summary>What was generated; what <c>generate --json</c> writes.</summary>
internal sealed record GenerationOutcome(string Out, int Count, string? Class, int Seed, string Summary);
