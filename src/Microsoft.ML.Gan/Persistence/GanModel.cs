using System.Text.Json;
using System.Text.Json.Serialization;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// What training leaves behind: a generator ready for use, the discriminator's weights, and the description of both.
/// Owns its networks.
/// </summary>
internal sealed class GanModel : IDisposable
{
    private const string DescriptionName = "gan.json";
    private const string GeneratorName = "generator.safetensors";
    private const string DiscriminatorName = "discriminator.safetensors";
    private const int MaxDescriptionBytes = 16 << 20;

    private static readonly JsonSerializerOptions _json = new()
    {
        WriteIndented = true,
        MaxDepth = 32,
        PropertyNamingPolicy = JsonNamingPolicy.CamelCase,
        Converters = { new JsonStringEnumConverter() },
    };

    private readonly nn.Module<Tensor, Tensor, Tensor> _discriminator;

    /// <summary>Takes over both networks.</summary>
    public GanModel(GanModelDescription description, ImageGenerator generator, nn.Module<Tensor, Tensor, Tensor> discriminator)
    {
        (Description, Generator, _discriminator) = (description, generator, discriminator);
        Keep(generator.Module);
        Keep(discriminator);
    }

    public GanModelDescription Description { get; }

    public ImageGenerator Generator { get; }

    public void Save(IModelFiles files)
    {
        files.Write(DescriptionName, stream => JsonSerializer.Serialize(stream, Description, _json));
        files.Write(GeneratorName, stream => Safetensors.Write(stream, NetworkState.Of(Generator.Module)));
        files.Write(DiscriminatorName, stream => Safetensors.Write(stream, NetworkState.Of(_discriminator)));
    }

    /// <exception cref="InvalidDataException">The files are not a model that can be read; the message says what is wrong.</exception>
    public static GanModel Load(IModelFiles files, Device device)
    {
        var description = ReadDescription(files);
        var architecture = GanArchitecture.Create(description.Architecture.Name, description.Architecture.Options);
        var specification = description.Specification;
        try
        {
            architecture.Validate(specification.Image);
        }
        catch (ArgumentException e)
        {
            throw new InvalidDataException($"The model's description is not valid: {e.Message}", e);
        }

        var generator = architecture.CreateGenerator(specification);
        var discriminator = architecture.CreateDiscriminator(specification);
        try
        {
            LoadNetwork(generator, files, GeneratorName);
            LoadNetwork(discriminator, files, DiscriminatorName);
            return new GanModel(description, new ImageGenerator(generator, device), discriminator);
        }
        catch
        {
            generator.Dispose();
            discriminator.Dispose();
            throw;
        }
    }

    public void Dispose()
    {
        Generator.Dispose();
        _discriminator.Dispose();
    }

    /// <summary>A caller's dispose scope, open while the networks were made, must not free them when it ends.</summary>
    private static void Keep(nn.Module network)
    {
        foreach (var tensor in network.parameters().Concat(network.buffers()))
            tensor.DetachFromDisposeScope();
    }

    private static GanModelDescription ReadDescription(IModelFiles files)
    {
        try
        {
            using var stream = files.OpenRead(DescriptionName);
            using var bytes = new MemoryStream();
            var buffer = new byte[64 << 10];
            for (int read; (read = stream.Read(buffer)) > 0;)
            {
                bytes.Write(buffer, 0, read);
                if (bytes.Length > MaxDescriptionBytes)
                    throw new InvalidDataException($"{DescriptionName} is larger than {MaxDescriptionBytes >> 20} MiB.");
            }

            var description = JsonSerializer.Deserialize<GanModelDescription>(bytes.ToArray(), _json)
                ?? throw new InvalidDataException($"{DescriptionName} is empty.");
            description.Validate();
            return description;
        }
        catch (Exception e) when (e is JsonException or ArgumentException or NullReferenceException or NotSupportedException or OverflowException)
        {
            throw new InvalidDataException($"{DescriptionName} cannot be read: {e.Message}", e);
        }
    }

    private static void LoadNetwork(nn.Module network, IModelFiles files, string name)
    {
        using var scope = NewDisposeScope();
        using var stream = files.OpenRead(name);
        NetworkState.Load(network, Safetensors.Read(stream), name);
    }
}

/// <summary>Everything about a model but its weights; saved as JSON (docs/model-format.md).</summary>
internal sealed record GanModelDescription
{
    public const int CurrentVersion = 1;

    /// <summary>Rises when a reader of the old version could not read the new one rightly.</summary>
    public int Version { get; init; } = CurrentVersion;

    public required NamedPart Architecture { get; init; }

    public required NamedPart Loss { get; init; }

    public required NetworkSpecification Specification { get; init; }

    public required int LatentSize { get; init; }

    public required ColumnNames Columns { get; init; }

    /// <summary>The condition is a key: a class of as many as the condition has values.</summary>
    public bool ConditionIsKey { get; init; }

    /// <summary>The names of the classes, in the order of the keys; empty when unknown.</summary>
    public IReadOnlyList<string> ClassNames { get; init; } = [];

    public required int Seed { get; init; }

    public GanOutput Output { get; init; }

    public PixelLayout OutputLayout { get; init; } = PixelLayout.Default;

    /// <summary>The type of an image column that is made says the size, as the type of the column that was learned did.</summary>
    public bool OutputTypeHasSize { get; init; } = true;

    public int GenerationBatchSize { get; init; } = 64;

    public required TrainingRecord Training { get; init; }

    public void Validate()
    {
        if (Version > CurrentVersion)
            throw new InvalidDataException($"The model is of format version {Version}, made by a newer version of this library; this one reads up to {CurrentVersion}.");
        ArgumentException.ThrowIfNullOrEmpty(Columns.Output);
        var image = Specification.Image;
        Check.That(image.Channels is 1 or 3, "channels", $"must be 1 or 3, but is {image.Channels}");
        Check.That(image.Height is > 0 and <= 16384, "height", $"must be in 1…16384, but is {image.Height}");
        Check.That(image.Width is > 0 and <= 16384, "width", $"must be in 1…16384, but is {image.Width}");
        Check.That(LatentSize is > 0 and <= 1 << 20, nameof(LatentSize), $"is out of range: {LatentSize}");
        Check.That(Specification.ConditionSize is >= 0 and <= 1 << 20, "conditionSize", $"is out of range: {Specification.ConditionSize}");
        Check.That(GenerationBatchSize is > 0 and <= 1 << 20, nameof(GenerationBatchSize), $"is out of range: {GenerationBatchSize}");
        Check.That(Enum.IsDefined(Output), nameof(Output), $"is unknown: {Output}");
        OutputLayout.Validate();
    }
}

/// <summary>An architecture or a loss: its registered name and its options.</summary>
internal sealed record NamedPart(string Name, JsonElement Options)
{
    public static NamedPart Of(IGanArchitecture part) => new(part.Name, OptionsOf(part));

    public static NamedPart Of(IGanLoss part) => new(part.Name, OptionsOf(part));

    // A pair of a user's modules holds functions, which are nothing to write down: its name says it all.
    private static JsonElement OptionsOf(object part) =>
        part is ModulePairArchitecture ? JsonSerializer.SerializeToElement(new { }) : JsonSerializer.SerializeToElement(part, part.GetType());
}

/// <summary>The columns that a model reads and writes.</summary>
internal sealed record ColumnNames(string Output, string? Label, string? Noise);

/// <summary>How a model came to be; for people.</summary>
internal sealed record TrainingRecord(long Steps, long Images, int BatchSize, string Device, double DiscriminatorLoss, double GeneratorLoss);
