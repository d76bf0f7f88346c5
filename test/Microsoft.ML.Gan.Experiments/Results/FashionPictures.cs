using DatasetAugmentationSample;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Gan;
using Microsoft.ML.Gan.Experiments;

namespace Microsoft.ML.Gan.Experiments;

/// <summary>Fashion-MNIST: what is trained on, and what generated pictures of each class are held against.</summary>
internal sealed class FashionPictures
{
    private const int PaddedSide = PaddedRow.Side;
    private const int Border = (PaddedSide - PictureRow.Side) / 2;
    private const int ShownPerClass = 5;

    private readonly MLContext _ml;
    private readonly RunOptions _run;

    private FashionPictures(MLContext ml, RunOptions run)
    {
        (_ml, _run) = (ml, run);
        Training = Load("train");
        Test = Load("t10k");

        PictureRow[] Load(string split) =>
            PictureRow.Load(ml, Path.Combine(run.Data, $"{split}-images-idx3-ubyte.gz"), Path.Combine(run.Data, $"{split}-labels-idx1-ubyte.gz"));
    }

    /// <summary>60,000 pictures.</summary>
    public PictureRow[] Training { get; }

    /// <summary>10,000 pictures that nothing is trained on.</summary>
    public PictureRow[] Test { get; }

    public static FashionPictures Load(MLContext ml, RunOptions run) => new(ml, run);

    /// <summary>Training pictures as data, in a black border where the networks want 32×32 pixels.</summary>
    public IDataView View(IEnumerable<PictureRow> pictures, int side) =>
        side == PaddedSide ? _ml.Data.LoadFromEnumerable(pictures.Select(Pad).ToArray()) : _ml.Data.LoadFromEnumerable(pictures);

    /// <summary>As many pictures of each of these classes, without the border.</summary>
    public PictureRow[] Generate(ITransformer gan, int side, IReadOnlyCollection<uint> classes)
    {
        var wishes = classes.SelectMany(label => Enumerable.Repeat(new PictureWish { Label = label }, _run.PicturesPerClass)).ToArray();
        return
        [
            .. _ml.Data.CreateEnumerable<MadePicture>(gan.Transform(_ml.Data.LoadFromEnumerable(wishes)), reuseRowObject: false)
                .Zip(wishes, (row, wish) => new PictureRow
                {
                    Image = side == PaddedSide ? Crop(row.Generated) : row.Generated,
                    Label = wish.Label,
                }),
        ];
    }

    /// <summary>
    /// Measures generated pictures against the test pictures of the same classes, by a classifier trained on the training pictures
    /// of all.
    /// </summary>
    /// <param name="generated">The pictures.</param>
    /// <param name="ofClasses">Whether their labels are classes that they were made for.</param>
    public GanMetrics Measure(PictureRow[] generated, bool ofClasses = true)
    {
        var classes = generated.Select(picture => picture.Label).ToHashSet();
        var options = Options(Training);
        options.Metrics.Add(GanMetric.Fid());
        options.Metrics.Add(GanMetric.PrecisionRecall());
        if (ofClasses)
            options.Metrics.Add(GanMetric.Classifier(_run.Classifier));
        var real = Test.Where(picture => classes.Contains(picture.Label));
        return _ml.Gan().Evaluate(_ml.Data.LoadFromEnumerable(real.ToArray()), _ml.Data.LoadFromEnumerable(generated), options);
    }

    /// <summary>Looks for copies of the pictures that a GAN was trained on.</summary>
    public GanMetrics LookForCopies(PictureRow[] generated, PictureRow[] trainedOn)
    {
        var options = Options(trainedOn);
        options.Metrics.Add(GanMetric.CopyCheck());
        return _ml.Gan().Evaluate(_ml.Data.LoadFromEnumerable(Test), _ml.Data.LoadFromEnumerable(generated), options);
    }

    /// <summary>A row of pictures a class.</summary>
    public static void WritePicture(PictureRow[] generated, string path)
    {
        byte[] pixels = [.. generated.GroupBy(row => row.Label).OrderBy(rows => rows.Key).SelectMany(rows => rows.Take(ShownPerClass)).SelectMany(row => row.Image)];
        using var picture = ImageGrid.Create(pixels, new ImageShape(1, PictureRow.Side, PictureRow.Side), ShownPerClass, padding: 1);
        picture.Save(path);
    }

    /// <summary>A picture in the border.</summary>
    public static PaddedRow Pad(PictureRow picture)
    {
        var pixels = new byte[PaddedSide * PaddedSide];
        for (var y = 0; y < PictureRow.Side; y++)
            picture.Image.AsSpan(y * PictureRow.Side, PictureRow.Side).CopyTo(pixels.AsSpan(((y + Border) * PaddedSide) + Border));
        return new PaddedRow { Image = pixels, Label = picture.Label };
    }

    /// <summary>A picture without the border.</summary>
    public static byte[] Crop(byte[] padded)
    {
        var pixels = new byte[PictureRow.Side * PictureRow.Side];
        for (var y = 0; y < PictureRow.Side; y++)
            padded.AsSpan(((y + Border) * PaddedSide) + Border, PictureRow.Side).CopyTo(pixels.AsSpan(y * PictureRow.Side));
        return pixels;
    }

    /// <summary>Gray pixels as an image.</summary>
    public static MLImage ToImage(byte[] pixels, int side) =>
        MLImage.CreateFromPixels(side, pixels.Length / side, MLPixelFormat.Rgba32, [.. pixels.SelectMany(pixel => new[] { pixel, pixel, pixel, byte.MaxValue })]);

    /// <summary>The numbers of all experiments on these pictures.</summary>
    public static Dictionary<string, double> Numbers(GanMetrics metrics) => new()
    {
        ["fid"] = metrics.Fid,
        ["precision"] = metrics.Precision,
        ["recall"] = metrics.Recall,
        ["classRate"] = metrics.IntendedClassRate,
        ["realClassRate"] = metrics.RealClassifierAccuracy,
        ["syntheticClassifier"] = metrics.SyntheticClassifierAccuracy,
    };

    private GanEvaluationOptions Options(PictureRow[] training) => new()
    {
        ImageColumnName = nameof(PictureRow.Image),
        GeneratedColumnName = nameof(PictureRow.Image),
        LabelColumnName = nameof(PictureRow.Label),
        Features = GanFeatures.Classifier(_run.Classifier),
        CacheDirectory = _run.Cache,
        TrainingData = _ml.Data.LoadFromEnumerable(training),
    };
}

/// <summary>A picture in a black border of two pixels.</summary>
internal sealed class PaddedRow
{
    public const int Side = 32;

    [VectorType(1, Side, Side)]
    public byte[] Image { get; set; } = [];

    [KeyType(PictureRow.Classes)]
    public uint Label { get; set; }
}

/// <summary>A row that asks for a picture of a class.</summary>
internal sealed class PictureWish
{
    [KeyType(PictureRow.Classes)]
    public uint Label { get; set; }
}

/// <summary>The row that answers.</summary>
internal sealed class MadePicture
{
    public byte[] Generated { get; set; } = [];
}
