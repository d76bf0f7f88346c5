using System.Net;
using System.Text.Json;
using Microsoft.AspNetCore.Builder;
using Microsoft.ML.Gan.Tests.Data;
using Microsoft.ML.Gan.Tests.Testing;
using SkiaSharp;
using WebApi;

namespace Microsoft.ML.Gan.Tests.Samples;

/// <summary>The sample service: what it generates, and what it refuses.</summary>
[TestClass]
public sealed class WebApiTests : IDisposable
{
    private static readonly MLContext _ml = new(seed: 1);
    private static readonly TemporaryFolder _folder = new();
    private static WebApplication? _service;
    private readonly HttpClient _client = new() { BaseAddress = new Uri(_service!.Urls.First()) };

    [ClassInitialize]
    public static async Task Start(TestContext context)
    {
        using (var gan = TinyGan.Fit(_ml))
            gan.SaveAs(_folder["model.gan"]);
        using (var classifier = TinyCnn.Trainer(_ml, options => options.Training.MinSteps = 2).Fit(Squares.Load(_ml)))
            _ml.Model.Save(classifier, Squares.Load(_ml).Schema, _folder["classifier.zip"]);
        _service = await StartService("--Gan:Workers=2", "--Gan:MaxUploadBytes=200000", "--Gan:MaxPixels=100000");
    }

    [ClassCleanup]
    public static async Task Stop()
    {
        await _service!.StopAsync();
        await _service.DisposeAsync();
        _folder.Dispose();
    }

    [TestMethod]
    public async Task The_same_seed_gives_the_same_image_and_another_seed_another()
    {
        var image = await _client.GetByteArrayAsync("/images?seed=3");

        using var decoded = SKBitmap.Decode(image);
        Assert.AreEqual((Squares.Side, Squares.Side), (decoded.Width, decoded.Height));
        CollectionAssert.AreEqual(image, await _client.GetByteArrayAsync("/images?seed=3"));
        CollectionAssert.AreNotEqual(image, await _client.GetByteArrayAsync("/images?seed=4"));
    }

    [TestMethod]
    public async Task Several_images_come_as_a_grid()
    {
        using var grid = SKBitmap.Decode(await _client.GetByteArrayAsync("/images?count=5"));

        Assert.AreEqual((3 * Squares.Side, 2 * Squares.Side), (grid.Width, grid.Height));
    }

    [TestMethod]
    [DataRow("/images?count=0", HttpStatusCode.BadRequest, "count must be 1 to 64")]
    [DataRow("/images?count=65", HttpStatusCode.BadRequest, "count must be 1 to 64")]
    [DataRow("/images?count=many", HttpStatusCode.BadRequest, "Bad Request")]
    [DataRow("/images?class=unicorn", HttpStatusCode.NotFound, "class")]
    [DataRow("/nothing", HttpStatusCode.NotFound, "Not Found")]
    public async Task A_request_that_cannot_be_answered_says_why(string path, HttpStatusCode status, string text)
    {
        using var answer = await _client.GetAsync(path);

        Assert.AreEqual(status, answer.StatusCode);
        Assert.Contains(text, await answer.Content.ReadAsStringAsync());
    }

    [TestMethod]
    public async Task An_uploaded_image_of_any_size_is_classified()
    {
        using var answer = await _client.PostAsync("/classify", new ByteArrayContent(Png(40, 25)));
        var scores = JsonDocument.Parse(await answer.Content.ReadAsStringAsync()).RootElement.EnumerateObject().Select(score => score.Value.GetDouble()).ToArray();

        Assert.AreEqual(HttpStatusCode.OK, answer.StatusCode);
        Assert.AreEqual(1, scores.Sum(), 1e-4);
    }

    public static IEnumerable<object[]> Turned => PictureFixture.Turned.Select(name => new object[] { name });

    [TestMethod]
    [DynamicData(nameof(Turned))]
    public void An_upload_of_any_EXIF_orientation_becomes_upright(string name)
    {
        var expected = PictureFixture.Of(name, "turned");

        using var image = Uploads.Decode(expected.File, 100_000, expected.Width, expected.Height);

        var difference = expected.Rgb.Zip(PictureFixture.RgbOf(image), (a, b) => Math.Abs(a - b)).Average();
        Assert.IsLessThan(6, difference);
    }

    [TestMethod]
    public async Task Hostile_uploads_are_refused()
    {
        var image = Png(40, 25);
        Assert.AreEqual((HttpStatusCode)415, await Upload("not an image"u8.ToArray()));
        Assert.AreEqual((HttpStatusCode)415, await Upload([]));
        Assert.AreEqual(HttpStatusCode.BadRequest, await Upload(image[..(image.Length / 2)]));
        Assert.AreEqual((HttpStatusCode)413, await Upload(Png(1000, 101)));
        Assert.AreEqual((HttpStatusCode)413, await Upload(new byte[200_001]));
        Assert.AreEqual(HttpStatusCode.OK, await Upload(image)); // the service is still well

        async Task<HttpStatusCode> Upload(byte[] file)
        {
            using var answer = await _client.PostAsync("/classify", new ByteArrayContent(file));
            return answer.StatusCode;
        }
    }

    [TestMethod]
    public async Task The_document_describes_every_endpoint()
    {
        var document = JsonDocument.Parse(await _client.GetStringAsync("/openapi/v1.json")).RootElement.GetProperty("paths");

        CollectionAssert.AreEquivalent(new[] { "/model", "/images", "/classify", "/health" }, document.EnumerateObject().Select(path => path.Name).ToArray());
        Assert.Contains("\"ok\"", await _client.GetStringAsync("/health"));
    }

    [TestMethod]
    public async Task A_full_queue_refuses_further_requests_and_a_cancelled_one_is_not_computed()
    {
        using var release = new ManualResetEventSlim();
        using var started = new ManualResetEventSlim();
        using var cancellation = new CancellationTokenSource();
        await using var queue = new WorkQueue<int>(() => 7, workers: 1, length: 1);
        var running = queue.Run(
            engine =>
            {
                started.Set();
                release.Wait();
                return engine;
            },
            CancellationToken.None);
        started.Wait();
        var waiting = queue.Run<int>(_ => throw new InvalidOperationException("computed though cancelled"), cancellation.Token);

        Assert.ThrowsExactly<QueueFullException>(() => { _ = queue.Run(engine => engine, CancellationToken.None); });
        await cancellation.CancelAsync();
        release.Set();

        Assert.AreEqual(7, await running);
        await Assert.ThrowsExactlyAsync<TaskCanceledException>(() => waiting);
        Assert.AreEqual(7, await queue.Run(engine => engine, CancellationToken.None));
    }

    [TestMethod]
    public async Task A_service_without_a_model_says_how_to_get_one()
    {
        var error = await Assert.ThrowsExactlyAsync<InvalidOperationException>(() => Task.FromResult(App.Create([])));

        Assert.Contains("Gan:Model", error.Message);
        Assert.Contains("./build.sh demo", error.Message);
    }

    public void Dispose() => _client.Dispose();

    private static byte[] Png(int width, int height)
    {
        using var bitmap = new SKBitmap(width, height);
        var random = new Random(1);
        for (var y = 0; y < height; y++)
        {
            for (var x = 0; x < width; x++)
                bitmap.SetPixel(x, y, new SKColor((byte)random.Next(4), (byte)x, (byte)y));
        }

        using var png = bitmap.Encode(SKEncodedImageFormat.Png, quality: 100);
        return png.ToArray();
    }

    private static async Task<WebApplication> StartService(params string[] options)
    {
        var service = App.Create(
        [
            $"--Gan:Model={_folder["model.gan"]}", $"--Gan:Classifier={_folder["classifier.zip"]}", "--urls=http://127.0.0.1:0", "--Logging:LogLevel:Default=Error", .. options,
        ]);
        await service.StartAsync();
        return service;
    }
}
