using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Training;

/// <summary>
/// The layers of a discriminator, from the image on: each convolution or linear layer, with its bias and normalization. A residual connection with
/// weights is a separate layer.
/// </summary>
internal static class DiscriminatorLayers
{
    /// <summary>The parameters of each layer.</summary>
    public static IReadOnlyList<IReadOnlyList<Parameter>> Of(nn.Module discriminator)
    {
        var layers = new List<List<Parameter>>();
        foreach (var part in discriminator is ILayeredDiscriminator layered ? layered.FromImage : [discriminator])
        {
            foreach (var module in part.named_parameters().GroupBy(entry => OwnerOf(entry.name), entry => entry.parameter))
            {
                // Gains and biases alone belong to the layer before them.
                if (layers.Count == 0 || module.Any(parameter => parameter.dim() > 1))
                    layers.Add([]);
                layers[^1].AddRange(module);
            }
        }

        return layers;
    }

    /// <summary>The parameters of the lowest layers, which FreezeD (Mo, Cho and Shin, 2020) does not train.</summary>
    /// <exception cref="ArgumentOutOfRangeException">No layer would be left to train.</exception>
    public static IReadOnlyList<Parameter> Lowest(nn.Module discriminator, int count)
    {
        if (count == 0)
            return [];
        var layers = Of(discriminator);
        Check.That(
            count < layers.Count,
            nameof(GanTrainingOptions.FreezeDiscriminatorLayers),
            $"is {count}, but this discriminator has {layers.Count} layers, of which one at least must train");
        return [.. layers.Take(count).SelectMany(layer => layer)];
    }

    private static string OwnerOf(string name) => name.LastIndexOf('.') is >= 0 and var dot ? name[..dot] : "";
}
