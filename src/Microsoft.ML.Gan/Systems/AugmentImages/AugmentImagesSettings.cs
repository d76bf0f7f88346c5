using System.Text.Json;
using System.Text.Json.Nodes;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.Gan.Systems.AugmentImages;

/// <summary>The settings of an <see cref="AugmentImagesTransformer"/>, saved in a model as one JSON file.</summary>
internal sealed record AugmentImagesSettings
{
    private const string FileName = "augmentation.json";

    public required string OutputColumnName { get; init; }

    public required string InputColumnName { get; init; }

    public required ImageAugmentation Augmentation { get; init; }

    public required PixelLayout PixelLayout { get; init; }

    public required ImageShape? ImageShape { get; init; }

    public required int Seed { get; init; }

    /// <summary>The number of rows per input row.</summary>
    public int Variants { get; init; } = 1;

    /// <summary>Which rows are changed.</summary>
    public AugmentedRows AppliesTo { get; init; }

    /// <summary>Whether the user chose the seed; not saved.</summary>
    public bool IsSeedGiven { get; init; }

    public void Save(IModelFiles files)
    {
        var json = new JsonObject
        {
            ["outputColumn"] = OutputColumnName,
            ["inputColumn"] = InputColumnName,
            ["seed"] = Seed,
            ["variants"] = Variants,
            ["appliesTo"] = AppliesTo.ToString(),
            ["pixelLayout"] = new JsonObject
            {
                ["interleave"] = PixelLayout.InterleavePixelColors,
                ["offset"] = PixelLayout.OffsetImage,
                ["scale"] = PixelLayout.ScaleImage,
                ["order"] = PixelLayout.OrderOfExtraction.ToString(),
            },
            ["imageShape"] = ImageShape is { } shape ? new JsonArray(shape.Channels, shape.Height, shape.Width) : null,
            ["augmentations"] = new JsonArray([.. Augmentation.Operations.Select(operation => new JsonObject
            {
                ["name"] = operation.Name,
                ["options"] = JsonSerializer.SerializeToNode(operation, operation.GetType()),
            })]),
        };
        files.Write(FileName, stream =>
        {
            using var writer = new Utf8JsonWriter(stream, new JsonWriterOptions { Indented = true });
            json.WriteTo(writer);
        });
    }

    /// <exception cref="InvalidDataException">The file is missing, is not what <see cref="Save"/> writes, or names an unknown augmentation.</exception>
    public static AugmentImagesSettings Load(IModelFiles files)
    {
        var root = ModelJson.Read(files, FileName);
        try
        {
            var layout = root.GetProperty("pixelLayout");
            var shape = root.GetProperty("imageShape");
            var settings = new AugmentImagesSettings
            {
                OutputColumnName = Name(root, "outputColumn"),
                InputColumnName = Name(root, "inputColumn"),
                Seed = root.GetProperty("seed").GetInt32(),
                // Older models have no variants.
                Variants = root.TryGetProperty("variants", out var variants) ? variants.GetInt32() : 1,
                // Older models have no AppliesTo; the default, Fitted, changes no rows after loading.
                AppliesTo = root.TryGetProperty("appliesTo", out var appliesTo) ? Enum.Parse<AugmentedRows>(appliesTo.GetString() ?? "") : AugmentedRows.Fitted,
                PixelLayout = new PixelLayout
                {
                    InterleavePixelColors = layout.GetProperty("interleave").GetBoolean(),
                    OffsetImage = layout.GetProperty("offset").GetSingle(),
                    ScaleImage = layout.GetProperty("scale").GetSingle(),
                    OrderOfExtraction = Enum.Parse<ImagePixelExtractingEstimator.ColorsOrder>(Name(layout, "order")),
                },
                ImageShape = shape.ValueKind == JsonValueKind.Null
                    ? null
                    : new ImageShape(shape[0].GetInt32(), shape[1].GetInt32(), shape[2].GetInt32()),
                Augmentation = root.GetProperty("augmentations").EnumerateArray().Aggregate(
                    ImageAugmentation.None,
                    (list, item) => list.Then(ImageAugmentation.Create(Name(item, "name"), item.GetProperty("options")))),
            };
            settings.PixelLayout.Validate();
            if (settings.ImageShape is not (null or { Channels: 1 or 3, Height: > 0, Width: > 0 }))
                throw new InvalidDataException($"{FileName}: an image cannot have the shape {settings.ImageShape}.");
            Check.Positive(settings.Variants, "variants");
            Check.That(Enum.IsDefined(settings.AppliesTo), "appliesTo", $"is unknown: {settings.AppliesTo}");
            return settings;
        }
        catch (Exception e) when (e is KeyNotFoundException or InvalidOperationException or FormatException or ArgumentException or IndexOutOfRangeException)
        {
            throw new InvalidDataException($"{FileName} is not the description of an image augmentation: {e.Message}", e);
        }
    }

    private static string Name(JsonElement element, string property) =>
        element.GetProperty(property).GetString() is { Length: > 0 } text
            ? text
            : throw new InvalidDataException($"{FileName}: {property} is empty.");
}
