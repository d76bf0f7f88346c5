namespace WebApi;

/// <summary>The section <c>Gan</c> of the configuration: appsettings.json, environment variables (<c>Gan__Model</c>) or arguments (<c>--Gan:Model=…</c>).</summary>
internal sealed class ServiceOptions
{
    public const string Section = "Gan";

    /// <summary>The generator: a file of <c>GanTransformer.SaveAs</c>, or a pipeline that <c>mlContext.Model.Save</c> wrote.</summary>
    public string Model { get; set; } = "";

    /// <summary>A pipeline with an image classifier for uploaded images; empty for none.</summary>
    public string Classifier { get; set; } = "";

    /// <summary>Requests that are computed at the same time, for each of the two models.</summary>
    public int Workers { get; set; } = Math.Max(1, Environment.ProcessorCount / 2);

    /// <summary>Requests that may wait for a worker. Further ones are refused with 503.</summary>
    public int QueueLength { get; set; } = 64;

    /// <summary>The most images in one answer.</summary>
    public int MaxImages { get; set; } = 64;

    /// <summary>The most bytes of an upload.</summary>
    public int MaxUploadBytes { get; set; } = 10 << 20;

    /// <summary>The most pixels of an uploaded image. A small file may claim a huge image.</summary>
    public int MaxPixels { get; set; } = 50_000_000;

    /// <exception cref="InvalidOperationException">An option is missing or has no meaning; the message names it.</exception>
    public void Validate()
    {
        if (Model == "")
            throw new InvalidOperationException($"There is no model. Set {Section}:Model, for example to artifacts/demo/fashion-gan.zip, which ./build.sh demo makes.");
        foreach (var path in new[] { Model, Classifier }.Where(path => path != ""))
        {
            if (!File.Exists(path))
                throw new InvalidOperationException($"There is no file '{path}'.");
        }

        foreach (var (name, value) in new[]
        {
            (nameof(Workers), Workers), (nameof(QueueLength), QueueLength), (nameof(MaxImages), MaxImages), (nameof(MaxUploadBytes), MaxUploadBytes), (nameof(MaxPixels), MaxPixels),
        })
        {
            if (value < 1)
                throw new InvalidOperationException($"{Section}:{name} must be positive, but is {value}.");
        }
    }
}
