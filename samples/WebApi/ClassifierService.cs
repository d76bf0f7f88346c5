using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;
using SkiaSharp;

namespace WebApi;

/// <summary>Classifies uploaded images with a pipeline that reads a column <c>Image</c> and adds <c>PredictedLabel</c> and <c>Score</c>.</summary>
internal sealed class ClassifierService : IAsyncDisposable
{
    private readonly ITransformer? _model;
    private readonly WorkQueue<PredictionEngine<Request, Prediction>>? _queue;
    private readonly ServiceOptions _options;
    private readonly (int Width, int Height) _size;
    private readonly string[] _classes = [];

    public ClassifierService(ServiceOptions options)
    {
        _options = options;
        if (options.Classifier == "")
            return;
        var ml = new MLContext();
        _model = ml.Model.Load(options.Classifier, out _);
        var classifier = (_model as IEnumerable<ITransformer>)?.OfType<Microsoft.ML.Gan.ImageCnnTransformer>().LastOrDefault() ?? _model as Microsoft.ML.Gan.ImageCnnTransformer
            ?? throw new InvalidOperationException($"'{options.Classifier}' holds no image classifier.");
        _size = (classifier.ImageShape.Width, classifier.ImageShape.Height);
        _classes = [.. classifier.ClassNames];
        var input = SchemaDefinition.Create(typeof(Request));
        input[nameof(Request.Image)].ColumnType = new ImageDataViewType(_size.Height, _size.Width);
        _queue = new WorkQueue<PredictionEngine<Request, Prediction>>(
            () => ml.Model.CreatePredictionEngine<Request, Prediction>(_model, new PredictionEngineOptions { OwnsTransformer = false, InputSchemaDefinition = input }),
            options.Workers,
            options.QueueLength);
    }

    public bool IsConfigured => _queue is not null;

    public int Waiting => _queue?.Waiting ?? 0;

    /// <summary>The probability of each class.</summary>
    /// <exception cref="BadUploadException">The bytes are no image that is accepted; the message says why.</exception>
    public Task<Dictionary<string, float>> Classify(byte[] file, CancellationToken cancellationToken) => _queue!.Run(
        engine =>
        {
            using var image = Uploads.Decode(file, _options.MaxPixels, _size.Width, _size.Height);
            var scores = engine.Predict(new Request { Image = image }).Score;
            return scores.Select((score, index) => (Class: index < _classes.Length ? _classes[index] : $"{index + 1}", Score: score)).ToDictionary(one => one.Class, one => one.Score);
        },
        cancellationToken);

    public async ValueTask DisposeAsync()
    {
        if (_queue is not null)
            await _queue.DisposeAsync();
        (_model as IDisposable)?.Dispose();
    }

    internal sealed class Request
    {
        [ImageType(1, 1)] // the classifier says the size
        public MLImage Image { get; set; } = null!;
    }

    internal sealed class Prediction
    {
        public float[] Score { get; set; } = [];
    }
}

/// <summary>Decodes what strangers send.</summary>
internal static class Uploads
{
    /// <summary>An uploaded file as an image of a given size, upright.</summary>
    /// <exception cref="BadUploadException">The file is no image, is damaged, or is too large.</exception>
    public static MLImage Decode(byte[] file, int maxPixels, int width, int height)
    {
        using var stream = new MemoryStream(file);
        using var codec = SKCodec.Create(stream) ?? throw new BadUploadException(StatusCodes.Status415UnsupportedMediaType, "The upload is not an image in a format that is known (PNG, JPEG, WebP, GIF, BMP).");
        if ((long)codec.Info.Width * codec.Info.Height > maxPixels)
            throw new BadUploadException(StatusCodes.Status413PayloadTooLarge, $"The image has {codec.Info.Width}×{codec.Info.Height} pixels; at most {maxPixels:N0} are accepted.");
        using var decoded = new SKBitmap(codec.Info.WithColorType(SKColorType.Rgba8888).WithAlphaType(SKAlphaType.Premul));
        if (codec.GetPixels(decoded.Info, decoded.GetPixels()) != SKCodecResult.Success)
            throw new BadUploadException(StatusCodes.Status400BadRequest, "The image is damaged or incomplete.");

        using var scaled = new SKBitmap(new SKImageInfo(width, height, SKColorType.Rgba8888, SKAlphaType.Opaque));
        using (var canvas = new SKCanvas(scaled))
        using (var paint = new SKPaint { FilterQuality = SKFilterQuality.High })
        {
            canvas.Clear(SKColors.White); // transparent images lie on white
            // What EXIF says: mirror first, then turn.
            var (isMirrored, degrees) = codec.EncodedOrigin switch
            {
                SKEncodedOrigin.TopRight => (true, 0),
                SKEncodedOrigin.BottomRight => (false, 180),
                SKEncodedOrigin.BottomLeft => (true, 180),
                SKEncodedOrigin.LeftTop => (true, 270),
                SKEncodedOrigin.RightTop => (false, 90),
                SKEncodedOrigin.RightBottom => (true, 90),
                SKEncodedOrigin.LeftBottom => (false, 270),
                _ => (false, 0),
            };
            canvas.RotateDegrees(degrees, width / 2f, height / 2f);
            if (isMirrored)
                canvas.Scale(-1, 1, width / 2f, height / 2f);
            var (w, h) = degrees % 180 == 0 ? (width, height) : (height, width);
            canvas.DrawBitmap(decoded, SKRect.Create((width - w) / 2f, (height - h) / 2f, w, h), paint);
        }

        return MLImage.CreateFromPixels(width, height, MLPixelFormat.Rgba32, scaled.Bytes);
    }
}

/// <summary>An upload that is refused.</summary>
/// <param name="status">The HTTP status.</param>
/// <param name="message">Why.</param>
internal sealed class BadUploadException(int status, string message) : Exception(message)
{
    public int Status => status;
}
