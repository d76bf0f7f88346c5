using System.Text.Json;

namespace Microsoft.ML.Gan.Tests.Augmentation;

/// <summary>Each operation with given parameters against torchvision's, byte for byte; torchvision_fixtures.py made the numbers.</summary>
[TestClass]
public class TorchvisionTests
{
    public static IEnumerable<object[]> Operations => [["horizontal-flip"], ["vertical-flip"], ["brightness"], ["contrast"], ["crop"], ["shift"]];

    [TestMethod]
    [DynamicData(nameof(Operations))]
    public void Operation_agrees(string operation)
    {
        using var document = JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Augmentation", "torchvision.json")));
        var cases = document.RootElement.GetProperty("cases").EnumerateArray().Where(c => c.GetProperty("op").GetString() == operation).ToArray();
        Assert.IsNotEmpty(cases);
        foreach (var c in cases)
        {
            var image = new WorkingImage();
            Bytes(c, "input").CopyTo(image.Start(Shape(c, "shape")));
            Apply(operation, c, image);
            Assert.AreEqual(Shape(c, "outputShape"), image.Shape);
            CollectionAssert.AreEqual(Bytes(c, "output"), image.Pixels.ToArray(), c.ToString());
        }
    }

    private static void Apply(string operation, JsonElement c, WorkingImage image)
    {
        int Number(string name) => c.GetProperty(name).GetInt32();
        switch (operation)
        {
            case "horizontal-flip":
                HorizontalFlipAugmentation.Flip(image.Pixels, image.Shape);
                break;
            case "vertical-flip":
                new VerticalFlipAugmentation { Probability = 1 }.Apply(image, new AugmentationRandom());
                break;
            case "brightness":
                BrightnessAugmentation.Adjust(image.Pixels, c.GetProperty("factor").GetSingle());
                break;
            case "contrast":
                ContrastAugmentation.Adjust(image.Pixels, image.Shape.Channels, c.GetProperty("factor").GetSingle());
                break;
            case "crop":
                var window = Shape(c, "outputShape");
                var mode = Enum.Parse<PaddingMode>(c.GetProperty("mode").GetString()!, ignoreCase: true);
                Window.Cut(image, Number("top") - Number("padding"), Number("left") - Number("padding"), window.Height, window.Width, mode, (byte)Number("fill"));
                break;
            case "shift":
                Window.Cut(image, -Number("down"), -Number("right"), image.Shape.Height, image.Shape.Width, PaddingMode.Constant, (byte)Number("fill"));
                break;
        }
    }

    private static ImageShape Shape(JsonElement c, string name)
    {
        var shape = c.GetProperty(name);
        return new ImageShape(shape[0].GetInt32(), shape[1].GetInt32(), shape[2].GetInt32());
    }

    private static byte[] Bytes(JsonElement c, string name) => [.. c.GetProperty(name).EnumerateArray().Select(value => value.GetByte())];
}
