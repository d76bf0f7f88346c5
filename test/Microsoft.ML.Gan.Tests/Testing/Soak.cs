using Microsoft.ML.Data;

namespace Microsoft.ML.Gan.Tests.Testing;

/// <summary>
/// Fit, transform, save, load, predict and dispose again and again; after the warm-up and after each window of rounds it prints
/// a <see cref="Footprint"/>.
/// </summary>
internal static class Soak
{
    public static void Run(int warmUp, int windows, int roundsPerWindow)
    {
        for (var round = 0; round < warmUp; round++)
            Once(round);
        var before = Footprint.Now();
        Console.WriteLine(before);
        for (var window = 0; window < windows; window++)
        {
            for (var round = 0; round < roundsPerWindow; round++)
            {
                Once(round);
                LiveTensors.AssertBackAt(before.Tensors);
            }

            Console.WriteLine(Footprint.Now());
        }
    }

    /// <summary>The life of a model, with a context of its own.</summary>
    private static void Once(int round)
    {
        var ml = new MLContext(seed: round);
        using var transformer = TinyGan.Fit(ml, options => (options.Training.Kimg, options.Seed) = (TinyGan.KimgOf(1), round));
        var rows = LabelRow.LoadMany(ml, 3);
        Values.Images(transformer.Transform(rows));
        using var stream = new MemoryStream();
        ml.Model.Save(transformer, rows.Schema, stream);
        stream.Position = 0;
        using var engine = ml.Model.CreatePredictionEngine<LabelRow, GeneratedImage>(ml.Model.Load(stream, out _));
        engine.Predict(new LabelRow()).Generated!.Dispose();
    }
}
