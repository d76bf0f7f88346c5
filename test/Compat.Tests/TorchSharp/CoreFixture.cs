using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace Compat.Tests.TorchSharp;

/// <summary>What make_core_fixtures.py wrote: the numbers of python's torch.</summary>
internal static class CoreFixture
{
    private static readonly JsonElement Root = JsonDocument.Parse(File.ReadAllBytes(
        Path.Combine(AppContext.BaseDirectory, "TorchSharp", "core.json"))).RootElement;

    internal static IEnumerable<string> Names => Root.GetProperty("cases").EnumerateObject().Select(one => one.Name);

    internal static JsonElement Case(string name) => Root.GetProperty("cases").GetProperty(name);

    internal static Tensor Random(string name) => Read(Root.GetProperty("random").GetProperty(name));

    internal static Tensor Read(JsonElement stored)
    {
        long[] shape = stored.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()).ToArray();
        float[] data = stored.GetProperty("data").EnumerateArray().Select(number => number.GetSingle()).ToArray();
        return tensor(data, shape);
    }

    internal static Tensor[] ReadAll(JsonElement stored) => stored.EnumerateArray().Select(Read).ToArray();

    internal static void AreClose(Tensor expected, Tensor actual, string what, double tolerance = 2e-5)
    {
        CollectionAssert.AreEqual(expected.shape, actual.shape, what);
        using Tensor difference = (expected - actual.to_type(ScalarType.Float32)).abs();
        if (difference.numel() == 0) return;
        double scale = Math.Max(1, expected.abs().max().ToDouble());
        Assert.IsLessThanOrEqualTo(tolerance * scale, difference.max().ToDouble(), what);
    }
}
