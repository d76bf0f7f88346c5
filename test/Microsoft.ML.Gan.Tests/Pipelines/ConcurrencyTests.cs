using System.Collections.Concurrent;
using Microsoft.ML.Gan.Tests.Testing;

namespace Microsoft.ML.Gan.Tests.Pipelines;

/// <summary>One model in many threads, as behind a web API.</summary>
[TestClass]
public class ConcurrencyTests
{
    private const int Threads = 16;
    private const int Predictions = 12;
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void Prediction_engines_one_per_thread_give_identical_images()
    {
        using var transformer = TinyGan.Fit(_ml, options => options.Generation.Output = GanOutput.BytePixels);
        var expected = Predict(transformer);

        var found = OnAllThreads(_ => Predict(transformer));

        foreach (var images in found)
            Values.AssertSame(expected, images);

        byte[][] Predict(ITransformer model)
        {
            using var engine = NewEngine(model);
            return [.. Enumerable.Range(0, Predictions).Select(i => engine.Predict(new LabelRow { Label = (uint)(i % Squares.Classes) }).Generated)];
        }
    }

    [TestMethod]
    public void Prediction_engines_from_a_pool_give_the_image_of_the_noise()
    {
        // With noise and class given, an image does not depend on how often its engine was used before.
        using var transformer = TinyGan.Fit(_ml, options => (options.Generation.Output, options.LatentColumnName) = (GanOutput.BytePixels, "Noise"));
        var pool = new ConcurrentBag<PredictionEngine<NoiseRow, GeneratedBytes>>();
        var expected = Enumerable.Range(0, Predictions).Select(Predict).ToArray();

        var found = OnAllThreads(_ => Enumerable.Range(0, Predictions).Select(Predict).ToArray());

        foreach (var images in found)
            Values.AssertSame(expected, images);
        foreach (var engine in pool)
            engine.Dispose();

        byte[] Predict(int row)
        {
            if (!pool.TryTake(out var engine))
            {
                engine = _ml.Model.CreatePredictionEngine<NoiseRow, GeneratedBytes>(
                    transformer, new PredictionEngineOptions { OwnsTransformer = false });
            }

            var image = engine.Predict(new NoiseRow { Noise = NoiseRow.Ramp(row), Label = (uint)(row % Squares.Classes) }).Generated;
            pool.Add(engine);
            return image;
        }
    }

    [TestMethod]
    public void Cursors_on_every_thread_give_identical_images()
    {
        using var transformer = TinyGan.Fit(_ml);
        var made = transformer.Transform(LabelRow.LoadMany(_ml, 20));
        var expected = Values.Images(made);

        var found = OnAllThreads(_ => Values.Images(made));

        foreach (var images in found)
            Values.AssertSame(expected, images);
    }

    [TestMethod]
    public void Dispose_of_many_engines_at_once_disposes_the_transformer_once()
    {
        var architecture = new CountingArchitecture();
        var transformer = TinyGan.Fit(_ml, options => options.Architecture = architecture);
        var engines = OnAllThreads(_ => _ml.Model.CreatePredictionEngine<LabelRow, GeneratedImage>(transformer));
        var before = architecture.Disposals;

        OnAllThreads(thread =>
        {
            engines[thread].Dispose();
            return 0;
        });

        Assert.AreEqual(before + 1, architecture.Disposals);
    }

    private PredictionEngine<LabelRow, GeneratedBytes> NewEngine(ITransformer model) =>
        _ml.Model.CreatePredictionEngine<LabelRow, GeneratedBytes>(model, new PredictionEngineOptions { OwnsTransformer = false });

    /// <summary>Runs on real threads that start together: a thread pool might run one after the other.</summary>
    private static T[] OnAllThreads<T>(Func<int, T> action)
    {
        var results = new T[Threads];
        var errors = new ConcurrentQueue<Exception>();
        using var start = new Barrier(Threads);
        var threads = Enumerable.Range(0, Threads).Select(index => new Thread(() =>
        {
            try
            {
                start.SignalAndWait();
                results[index] = action(index);
            }
            catch (Exception e)
            {
                errors.Enqueue(e);
            }
        })).ToArray();
        foreach (var thread in threads)
            thread.Start();
        foreach (var thread in threads)
            thread.Join();
        Assert.IsEmpty(errors, errors.FirstOrDefault()?.ToString() ?? "");
        return results;
    }
}
