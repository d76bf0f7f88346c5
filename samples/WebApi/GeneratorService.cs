using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Gan;
using SkiaSharp;

namespace WebApi;

/// <summary>Generates images as PNG files.</summary>
internal sealed class GeneratorService : IAsyncDisposable
{
    private readonly GanTransformer _gan;
    private readonly WorkQueue<GanTransformer> _queue;

    public GeneratorService(ServiceOptions options)
    {
        _gan = Load(new MLContext(), options.Model);
        // Several threads may use one transformer: the workers share it.
        var shared = _gan;
        _queue = new WorkQueue<GanTransformer>(() => shared, options.Workers, options.QueueLength);
    }

    public IReadOnlyList<string> Classes => _gan.ClassNames;

    public ImageShape Shape => _gan.ImageShape;

    public int Waiting => _queue.Waiting;

    /// <summary>A grid of images of one class; the same class and seed always give the same images.</summary>
    /// <param name="className">The class; null for a model without classes, or to draw a class for each image.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="count">The number of images.</param>
    /// <param name="cancellationToken">Cancels a request that waits.</param>
    public Task<byte[]> Png(string? className, int seed, int count, CancellationToken cancellationToken) => _queue.Run(
        gan =>
        {
            var condition = className is null ? null : (GanCondition)className;
            return ToPng(gan.Sample(count, seed, condition));
        },
        cancellationToken);

    public async ValueTask DisposeAsync()
    {
        await _queue.DisposeAsync();
        _gan.Dispose();
    }

    private static GanTransformer Load(MLContext ml, string path)
    {
        var model = Path.GetExtension(path) == ".gan" ? ml.Model.LoadGan(path) : ml.Model.Load(path, out _);
        return model as GanTransformer
            ?? (model as IEnumerable<ITransformer>)?.OfType<GanTransformer>().FirstOrDefault()
            ?? throw new InvalidOperationException($"'{path}' holds no GAN.");
    }

    private static byte[] ToPng(GanImages images)
    {
        var columns = (int)Math.Ceiling(Math.Sqrt(images.Count));
        var rows = (images.Count + columns - 1) / columns;
        using var grid = new SKBitmap(new SKImageInfo(columns * images.Shape.Width, rows * images.Shape.Height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using (var canvas = new SKCanvas(grid))
        {
            canvas.Clear(SKColors.White);
            for (var i = 0; i < images.Count; i++)
            {
                using var image = images.ToImage(i);
                var colors = image.PixelFormat == MLPixelFormat.Bgra32 ? SKColorType.Bgra8888 : SKColorType.Rgba8888;
                using var tile = SKImage.FromPixelCopy(new SKImageInfo(image.Width, image.Height, colors, SKAlphaType.Opaque), image.Pixels);
                canvas.DrawImage(tile, i % columns * image.Width, i / columns * image.Height);
            }
        }

        using var png = grid.Encode(SKEncodedImageFormat.Png, quality: 100);
        return png.ToArray();
    }
}
