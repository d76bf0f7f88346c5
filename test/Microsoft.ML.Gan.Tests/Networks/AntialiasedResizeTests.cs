using System.Text.Json;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Networks;

[TestClass]
public class AntialiasedResizeTests
{
    [TestMethod]
    public void Bicubic_is_Pillows()
    {
        using var scope = NewDisposeScope();
        using var file = JsonDocument.Parse(File.ReadAllText(Path.Combine(AppContext.BaseDirectory, "Networks", "antialias.json")));
        var root = file.RootElement;
        var image = Floats(root.GetProperty("pixels")).view(1, 1, root.GetProperty("height").GetInt32(), root.GetProperty("width").GetInt32());
        foreach (var one in root.GetProperty("cases").EnumerateArray())
        {
            var (height, width) = (one.GetProperty("height").GetInt32(), one.GetProperty("width").GetInt32());

            var resized = AntialiasedResize.Bicubic(image, height, width);

            TensorAssert.AreClose(Floats(one.GetProperty("values")).view(1, 1, height, width), resized, 2e-3, $"The picture of {height}×{width}");
        }
    }

    private static Tensor Floats(JsonElement values) => tensor(values.EnumerateArray().Select(value => value.GetSingle()).ToArray());
}
