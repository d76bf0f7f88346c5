namespace FashionMnist;

/// <summary>What the command line says.</summary>
internal sealed record DemoOptions
{
    public double? Epochs { get; init; }

    public long? Steps { get; init; }

    public string? Checkpoints { get; init; }

    public bool Full { get; init; }

    public bool Mlp { get; init; }

    public required string Data { get; init; }

    public string? Device { get; init; }

    public int Seed { get; init; }

    public required string Output { get; init; }

    public CancellationToken Stop { get; init; }
}
