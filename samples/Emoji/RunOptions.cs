namespace EmojiSample;

/// <summary>What the command line says.</summary>
internal sealed record RunOptions
{
    public int Side { get; init; }

    public double? Kimg { get; init; }

    public int Seed { get; init; }

    public bool AllGroups { get; init; }

    public bool Unmeasured { get; init; }

    public bool Resume { get; init; }

    public required string Data { get; init; }

    public required string List { get; init; }

    public required string Output { get; init; }

    public string? Device { get; init; }

    public CancellationToken Stop { get; init; }
}
