using System.Text.Json;
using System.Text.Json.Nodes;

namespace Microsoft.ML.Gan.Training;

/// <summary>The identity of the training data in a checkpoint.</summary>
/// <param name="Rows">The number of rows, if known.</param>
/// <param name="ClassNames">The names of each label column's classes, in the order of their indices.</param>
/// <param name="Augmentations">The augmentations applied after reading.</param>
/// <param name="ContentId">A hash of the rows, independent of their order; null if they are not in memory.</param>
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

    // A user's own augmentation is identified by its name only.
    private static JsonNode? ToJson(IImageAugmentation operation) => operation.GetType().Assembly == typeof(IImageAugmentation).Assembly
        ? new JsonObject { ["name"] = operation.Name, ["options"] = JsonSerializer.SerializeToNode(operation, operation.GetType()) }
        : new JsonObject { ["name"] = operation.Name };
}
