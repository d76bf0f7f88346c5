using System.Diagnostics;
using Microsoft.AspNetCore.Builder;
using Microsoft.ML.Data;

namespace Microsoft.ML.Gan.Benchmarks;

/// <summary>A load test of samples/WebApi on the loopback interface: requests for one image each, of a DCGAN for 28×28 pixels.</summary>
internal static class WebApiSubject
{
    private const int Clients = 16;

    public static async Task Run(int requests)
    {
        var file = Path.Combine(Path.GetTempPath(), $"mlgan-webapi-{Environment.ProcessId}.gan");
        try
        {
            using (var gan = NewModel())
                gan.SaveAs(file);
            await using var service = WebApi.App.Create([$"--Gan:Model={file}", "--urls=http://127.0.0.1:0", "--Logging:LogLevel:Default=Error"]);
            await service.StartAsync();
            await Measure(service, requests / 10); // warms up
            var before = Process.GetCurrentProcess().WorkingSet64;
            var (seconds, milliseconds, failed) = await Measure(service, requests);
            var after = Process.GetCurrentProcess().WorkingSet64;
            Array.Sort(milliseconds);
            Console.WriteLine($"{requests:N0} requests, {Clients} clients at a time, {Environment.ProcessorCount} cores: {requests / seconds:N0} requests/s, {failed} failed.");
            Console.WriteLine($"Milliseconds: median {Percentile(0.5):F1}, 95 % {Percentile(0.95):F1}, 99 % {Percentile(0.99):F1}, longest {milliseconds[^1]:F1}.");
            Console.WriteLine($"Memory of the process (service and clients): {before >> 20} MB before, {after >> 20} MB after.");
            await service.StopAsync();

            double Percentile(double share) => milliseconds[(int)(share * (milliseconds.Length - 1))];
        }
        finally
        {
            File.Delete(file);
        }
    }

    private static async Task<(double Seconds, double[] Milliseconds, int Failed)> Measure(WebApplication service, int requests)
    {
        using var client = new HttpClient { BaseAddress = new Uri(service.Urls.First()) };
        var milliseconds = new double[requests];
        var failed = 0;
        var start = Stopwatch.GetTimestamp();
        await Parallel.ForAsync(0, requests, new ParallelOptions { MaxDegreeOfParallelism = Clients }, async (request, cancellationToken) =>
        {
            var begin = Stopwatch.GetTimestamp();
            using var answer = await client.GetAsync($"/images?seed={request}", cancellationToken);
            var bytes = await answer.Content.ReadAsByteArrayAsync(cancellationToken);
            if (!answer.IsSuccessStatusCode || bytes.Length == 0)
                Interlocked.Increment(ref failed);
            milliseconds[request] = Stopwatch.GetElapsedTime(begin).TotalMilliseconds;
        });
        return (Stopwatch.GetElapsedTime(start).TotalSeconds, milliseconds, failed);
    }

    /// <summary>A model of the published size. What it generates does not matter here.</summary>
    private static GanTransformer NewModel()
    {
        var ml = new MLContext(seed: 1);
        var random = new Random(1);
        var images = Enumerable.Range(0, 64).Select(_ =>
        {
            var row = new Row();
            random.NextBytes(row.Image);
            return row;
        });
        return ml.Transforms.Gan(new GanEstimator.Options { Architecture = GanArchitecture.Dcgan(), Training = { Kimg = 0.064 } }).Fit(ml.Data.LoadFromEnumerable(images));
    }

    private sealed class Row
    {
        [VectorType(1, 28, 28)]
        public byte[] Image { get; set; } = new byte[28 * 28];
    }
}
