using System.Text.Json;
using System.Text.Json.Nodes;

namespace Microsoft.ML.Gan.Training;

/// <summary>What a checkpoint keeps of the data that it was trained on.</summary>
/// <param name="Rows">How many rows there are, if that is known.</param>
/// <param name="ClassNames">The names of each label column's classes, in the order in which they are counted.</param>
/// <param name="Augmentations">What is done to images after they are read.</param>
/// <param name="ContentId">What the rows are, in any order; null where they are not in memory.</param>
internal sealed record DataIdentity(
    long? Rows, IReadOnlyList<IReadOnlyList<string>> ClassNames, IReadOnlyList<ViewAugmentation> Augmentations, string? ContentId)
{
    public JsonNode? ClassNamesToJson() => ClassNames.Any(names => names.Count > 0) ? JsonSerializer.SerializeToNode(ClassNames) : null;

    public JsonNode? AugmentationsToJson() => Augmentations.Count == 0
        ? null
        : new JsonArray([.. Augmentations.Select(view => new JsonObject
        {
            ["operations"] = new JsonArray([.. view.List.Operations.Select(operation => ToJson(operation))]),
            ["seed"] = view.Seed,
        })]);

    // A user's own augmentation may hold anything: its name says what it is.
    private static JsonNode? ToJson(IImageAugmentation operation) => operation.GetType().Assembly == typeof(IImageAugmentation).Assembly
        ? new JsonObject { ["name"] = operation.Name, ["options"] = JsonSerializer.SerializeToNode(operation, operation.GetType()) }
        : new JsonObject { ["name"] = operation.Name };
}
