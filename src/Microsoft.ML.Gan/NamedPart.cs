using System.Text.Json;

namespace Microsoft.ML.Gan;

/// <summary>An architecture, a loss or a regularizer: its registered name and its options.</summary>
internal sealed record NamedPart(string Name, JsonElement Options)
{
    public static NamedPart Of(IGanArchitecture part) => new(part.Name, OptionsOf(part));

    public static NamedPart Of(IGanLoss part) => new(part.Name, OptionsOf(part));

    public static NamedPart Of(IGanRegularizer part) => new(part.Name, OptionsOf(part));

    // A pair of a user's modules holds functions, which are nothing to write down: its name says it all.
    private static JsonElement OptionsOf(object part) =>
        part is ModulePairArchitecture ? JsonSerializer.SerializeToElement(new { }) : JsonSerializer.SerializeToElement(part, part.GetType());
}
