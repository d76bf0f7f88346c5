using System.Reflection;
using System.Text.Json;
using System.Text.Json.Nodes;
using System.Text.Json.Serialization;
using TorchSharp;

namespace Microsoft.ML.Gan.Systems.Gan;

/// <summary>What a training is done with, as <c>options.json</c> of its folder has it: every option after recipes and defaults were applied.</summary>
internal static class GanRunDescription
{
    private static readonly JsonSerializerOptions _json = new() { PropertyNamingPolicy = JsonNamingPolicy.CamelCase, Converters = { new JsonStringEnumConverter() } };

    /// <param name="options">The estimator's options.</param>
    /// <param name="recipe">What they and the recipes give.</param>
    /// <param name="identity">What must be the same for the training to go on.</param>
    /// <param name="steps">Steps in all.</param>
    /// <param name="generator">The player that generates.</param>
    /// <param name="discriminator">The other player.</param>
    /// <param name="device">What computes.</param>
    public static JsonObject Of(
        GanEstimator.Options options, ResolvedRecipe recipe, JsonObject identity, long steps, Player generator, Player discriminator, torch.Device device)
    {
        var json = new JsonObject
        {
            ["system"] = "gan",
            ["recipe"] = recipe.Description,
            ["kimg"] = options.Training.Kimg,
            ["steps"] = steps,
            ["imagesPerStep"] = (long)options.Training.BatchSize * recipe.DiscriminatorSteps,
        };
        foreach (var (name, value) in identity)
        {
            if (name is not (Checkpoint.Names.Data or Checkpoint.Names.Session)) // they identify rows and a process, and tell a reader nothing
                json[name] = InCamelCase(value);
        }

        json["maxRollbacks"] = options.Training.MaxRollbacks;
        json["parameters"] = new JsonObject
        {
            ["generator"] = generator.Weights.Vector.numel(),
            ["discriminator"] = discriminator.Weights.Vector.numel(),
        };
        json["columns"] = new JsonObject
        {
            ["image"] = options.ImageColumnName,
            ["labels"] = new JsonArray([.. options.Labels]),
            ["latent"] = options.LatentColumnName,
            ["output"] = options.OutputColumnName,
        };
        json["input"] = JsonSerializer.SerializeToNode(options.Input, _json);
        json["generation"] = JsonSerializer.SerializeToNode(options.Generation, _json);
        json["evaluation"] = options.Evaluation.Metrics.Count == 0 ? null : new JsonObject
        {
            ["metrics"] = new JsonArray([.. options.Evaluation.Metrics.Select(metric => metric.Name)]),
            ["everyKimg"] = options.Evaluation.EveryKimg,
            ["images"] = options.Evaluation.Images,
            ["keepBest"] = options.Evaluation.KeepBest,
        };
        json["checkpoints"] = new JsonObject
        {
            ["directory"] = options.Checkpoints.Directory,
            ["everyKimg"] = options.Checkpoints.EveryKimg,
            ["intervalSeconds"] = options.Checkpoints.Interval.TotalSeconds,
            ["kept"] = options.Checkpoints.Kept,
        };
        json["tensorBoardDirectory"] = options.TensorBoardDirectory;
        json["snapshots"] = new JsonObject { ["everyKimg"] = options.Snapshots.EveryKimg };
        json["device"] = device.ToString();
        json["hardware"] = Hardware.ToJson();
        json["versions"] = new JsonObject
        {
            ["mlGan"] = VersionOf(typeof(GanEstimator)),
            ["mlNet"] = VersionOf(typeof(MLContext)),
            ["torchSharp"] = VersionOf(typeof(torch)),
            ["libtorch"] = torch.__version__,
        };
        return json;
    }

    /// <summary>A copy whose members are named as all others of the file; checkpoints have the options of parts under the names of their properties.</summary>
    private static JsonNode? InCamelCase(JsonNode? node) => node switch
    {
        JsonObject one => new JsonObject(one.Select(member => KeyValuePair.Create(JsonNamingPolicy.CamelCase.ConvertName(member.Key), InCamelCase(member.Value)))),
        JsonArray array => new JsonArray([.. array.Select(InCamelCase)]),
        _ => node?.DeepClone(),
    };

    /// <summary>The version of a package, without the commit that some append.</summary>
    private static string? VersionOf(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()?.InformationalVersion.Split('+')[0];
}
