using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace Compat.Tests.Networks;

/// <summary>What python3-torch computed (make_nn_fixtures.py), and comparison with it.</summary>
internal static class NnFixtures
{
    private static readonly JsonElement Networks = Read("nn.json");
    private static readonly JsonElement Optimizers = Read("optim.json");

    public static JsonElement Nn(string part) => Networks.GetProperty(part);

    public static JsonElement Optim(string part) => Optimizers.GetProperty(part);

    public static IEnumerable<object[]> Names(JsonElement cases) => cases.EnumerateArray().Select(item => new object[] { Name(item) });

    public static JsonElement Case(JsonElement cases, string name) => cases.EnumerateArray().Single(item => Name(item) == name);

    public static string Name(JsonElement item) => item.GetProperty("name").GetString()!;

    public static Tensor ToTensor(this JsonElement item, bool requires_grad = false)
    {
        var values = item.GetProperty("data").EnumerateArray().Select(value => value.GetDouble()).ToArray();
        using var flat = tensor(values, ScalarType.Float32);
        return flat.reshape(Shape(item)).clone().requires_grad_(requires_grad);
    }

    public static long[] Shape(JsonElement item) => item.GetProperty("shape").EnumerateArray().Select(size => size.GetInt64()).ToArray();

    /// <summary>The number of tensors alive, after the finalizers of what other tests have left.</summary>
    public static long LivingTensors()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        GC.WaitForPendingFinalizers();
        return Tensor.TotalCount;
    }

    /// <summary>sum(output · ramp): the loss of all cases, with another gradient for every output.</summary>
    public static void BackwardFromRamp(Tensor output)
    {
        using var ramp = linspace(-1, 1, output.numel()).reshape(output.shape);
        using var loss = (output * ramp).sum();
        loss.backward();
    }

    /// <summary>A tolerance of 0 asks for the same float, bit for bit.</summary>
    public static void AreClose(JsonElement expected, Tensor actual, string what, double tolerance = 2e-6)
    {
        CollectionAssert.AreEqual(Shape(expected), actual.shape, what);
        ValuesAreClose(expected.GetProperty("data"), actual.to(ScalarType.Float64).reshape(-1).data<double>().ToArray(), what, tolerance);
    }

    public static void ValuesAreClose(JsonElement expected, IReadOnlyList<double> actual, string what, double tolerance = 2e-6)
    {
        Assert.AreEqual(expected.GetArrayLength(), actual.Count, what);
        var i = 0;
        foreach (var value in expected.EnumerateArray())
        {
            var wanted = tolerance == 0 ? (float)value.GetDouble() : value.GetDouble();
            Assert.AreEqual(wanted, actual[i], tolerance * Math.Max(1, Math.Abs(wanted)), $"{what}[{i}]");
            i++;
        }
    }

    private static JsonElement Read(string name)
    {
        var path = Path.Combine(AppContext.BaseDirectory, "TorchSharp", "nn", name);
        return JsonDocument.Parse(File.ReadAllText(path)).RootElement;
    }
}
