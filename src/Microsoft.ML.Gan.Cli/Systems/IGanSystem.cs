using System.CommandLine;

namespace MlGan.Cli.Systems;

/// <summary>
/// A kind of GAN that the tool trains, as <c>mlgan train NAME</c>. A new one is a class that implements this and a line in
/// <see cref="GanSystems"/>; the verbs know nothing else of it.
/// </summary>
internal interface IGanSystem
{
    /// <summary>The name on the command line, in lower case.</summary>
    string Name { get; }

    /// <summary>What it makes of what, in one line.</summary>
    string Description { get; }

    /// <summary>The published settings that <c>--preset</c> knows.</summary>
    IReadOnlyList<SystemPreset> Presets { get; }

    /// <summary>Adds the arguments and options that only this system's training has: where its data are and how they are read.</summary>
    void AddTrainingArguments(Command command);

    /// <summary>Trains, or goes on with a training, and writes the run's folder.</summary>
    /// <exception cref="OperationCanceledException">The training was interrupted; its state is saved.</exception>
    TrainingOutcome Train(TrainingRequest request);

    /// <summary>Whether it made this model.</summary>
    bool Recognizes(string modelKind);

    /// <summary>Generates from a saved model.</summary>
    GenerationOutcome Generate(GenerationRequest request);
}

/// <summary>A published setting by name.</summary>
/// <param name="Name">The name for <c>--preset</c>.</param>
/// <param name="Description">What it is for.</param>
internal sealed record SystemPreset(string Name, string Description);
