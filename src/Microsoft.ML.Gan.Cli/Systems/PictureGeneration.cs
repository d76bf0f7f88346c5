using System.Globalization;
using Microsoft.ML.Data;

namespace MlGan.Cli.Systems;

/// <summary>Writes generated pictures: a file each, or all in one grid.</summary>
internal static class PictureGeneration
{
    /// <summary>The number of pictures that are generated at once.</summary>
    private const int Piece = 4096;

    /// <summary>The distance between the seeds of two pieces. With 1, the second piece of seed 1 would be the first of seed 2.</summary>
    private const int SeedStep = unchecked((int)0x9E3779B9);

    private const int LargestGrid = 1024;

    public static GenerationOutcome Run(GenerationRequest request)
    {
        var ml = new MLContext();
        using var model = Load(ml, request.Model);
        if (request.Truncation is { } truncation)
            model.Truncation = truncation;
        var isFile = Path.GetExtension(request.Out).ToUpperInvariant() is ".PNG" or ".JPG" or ".JPEG" or ".WEBP";
        if (request.Grid || isFile)
            WriteGrid(model, request, isFile);
        else
            WriteFiles(model, request);
        var drawn = model.ClassNames.Count > 0 && request.Class is null ? ", classes drawn at random" : request.Class is { } name ? $" of class '{name}'" : "";
        return new(request.Out, request.Count, request.Class, request.Seed, $"Generated {request.Count:N0} pictures of {model.ImageShape.Width}×{model.ImageShape.Height}{drawn}, seed {request.Seed}: {request.Out}");
    }

    /// <summary>A model file of its own, or ML.NET's zip with a pipeline.</summary>
    /// <exception cref="InvalidDataException">There is no GAN in the file.</exception>
    public static GanTransformer Load(MLContext ml, string path)
    {
        if (Models.ModelFileFacts.IsMlNetZip(path))
        {
            var loaded = ml.Model.Load(path, out _);
            return loaded as GanTransformer
                ?? (loaded as IEnumerable<ITransformer>)?.OfType<GanTransformer>().LastOrDefault()
                ?? throw new InvalidDataException($"'{path}' is a pipeline of ML.NET without a GAN.");
        }

        return ml.Model.LoadGan(path);
    }

    /// <summary>Generates in pieces, so that any number fits the memory.</summary>
    public static IEnumerable<MLImage> Images(GanTransformer model, int count, int seed, GanCondition? condition)
    {
        for (var (done, piece) = (0, 0); done < count; done += Piece, piece++)
        {
            var images = model.Sample(Math.Min(Piece, count - done), unchecked(seed + (piece * SeedStep)), condition);
            for (var i = 0; i < images.Count; i++)
                yield return images.ToImage(i);
        }
    }

    private static GanCondition? Condition(GanTransformer model, GenerationRequest request)
    {
        if (request.Class is null)
            return null;
        if (model.ClassNames.Count == 0 && !int.TryParse(request.Class, NumberStyles.None, CultureInfo.InvariantCulture, out _))
            throw new UsageException($"--class {request.Class}: the model has no classes with names.");
        if (model.ClassNames.Count > 0 && !model.ClassNames.Contains(request.Class))
            throw new UsageException($"The model knows no class '{request.Class}'. It knows: {string.Join(", ", model.ClassNames)}.");
        return model.ClassNames.Count > 0 ? GanCondition.Class(request.Class) : GanCondition.Class(int.Parse(request.Class, CultureInfo.InvariantCulture));
    }

    private static void WriteGrid(GanTransformer model, GenerationRequest request, bool isFile)
    {
        if (!isFile)
            throw new UsageException($"A grid is one file: --out must end in .png, but is '{request.Out}'.");
        if (request.Count > LargestGrid)
            throw new UsageException($"A grid of {request.Count:N0} pictures is too large; it takes {LargestGrid}. A folder for --out gets a file for each.");
        Directory.CreateDirectory(Path.GetDirectoryName(Path.GetFullPath(request.Out))!);
        var images = model.Sample(request.Count, request.Seed, Condition(model, request));
        if (images.Count == 1)
        {
            using var only = images.ToImage(0);
            only.Save(request.Out);
            return;
        }

        images.SaveGrid(request.Out);
    }

    private static void WriteFiles(GanTransformer model, GenerationRequest request)
    {
        var condition = Condition(model, request);
        var digits = Math.Max(5, $"{request.Count - 1}".Length);
        string PathOf(int index) => Path.Combine(request.Out, $"{index.ToString($"D{digits}", CultureInfo.InvariantCulture)}.png");

        Directory.CreateDirectory(request.Out);
        if (File.Exists(PathOf(0)))
            throw new InvalidOperationException($"'{request.Out}' has generated pictures already ({Path.GetFileName(PathOf(0))}); give another folder.");
        var index = 0;
        foreach (var image in Images(model, request.Count, request.Seed, condition))
        {
            using (image)
                image.Save(PathOf(index++));
        }
    }
}
