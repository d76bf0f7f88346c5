using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Gan;
using Microsoft.ML.Transforms;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Experiments;

/// <summary>
/// The batches that the demo is trained on, for another program to be trained on too. A record a step: the images as
/// N×C×H×W bytes, their classes as N bytes, the latents as N×Z floats. Batches do not depend on the networks, so
/// they are recorded from the smallest there are.
/// </summary>
internal static class RecordedBatches
{
    public const int BatchSize = 64;
    public const int LatentSize = 100;

    /// <summary>Writes the batches of so many thousand images.</summary>
    public static void Write(string path, string data, int seed, double kimg)
    {
        using var file = File.Create(path);
        var ml = new MLContext(seed: seed);
        var pipeline = ml.Transforms.Conversion.MapValueToKey("Label", keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
            .Append(ml.Transforms.AugmentImages("Image", augment => augment.RandomCrop(padding: 1)), TransformerScope.Training)
            .Append(ml.Transforms.Gan(new GanEstimator.Options
            {
                ImageColumnName = "Image",
                LabelColumnName = "Label",
                Architecture = GanArchitecture.Mlp() with { HiddenSizes = [1], LatentSize = LatentSize },
                Regularizers = { new Recorder(file) },
                Training = { Kimg = kimg, BatchSize = BatchSize },
                Seed = seed,
                Input = { Channels = 1 },
            }));
        using var model = pipeline.Fit(ml.Data.LoadFromIdx(
            Path.Combine(data, "train-images-idx3-ubyte.gz"), Path.Combine(data, "train-labels-idx1-ubyte.gz")));
    }

    /// <summary>Adds nothing to either player's loss, and writes down what they are shown.</summary>
    internal sealed class Recorder(Stream file) : IGanRegularizer
    {
        private byte[] _images = [];

        public string Name => "recorder";

        public Tensor? DiscriminatorTerm(DiscriminatorStep step)
        {
            _images = step.Real.add(1).mul(127.5).round().to(uint8).cpu().contiguous().bytes.ToArray();
            return null;
        }

        /// <summary>Comes after the discriminator's turn with the same batch.</summary>
        public Tensor? GeneratorTerm(GeneratorStep step)
        {
            file.Write(_images);
            file.Write(step.Condition.argmax(1).to(uint8).cpu().bytes);
            file.Write(step.Latent.cpu().contiguous().bytes);
            return null;
        }
    }
}
