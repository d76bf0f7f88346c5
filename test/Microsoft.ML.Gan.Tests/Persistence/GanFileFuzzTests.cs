using System.Globalization;
using Microsoft.ML.Gan.Tests.Testing;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Persistence;

/// <summary>
/// Mutated model files: each loads and generates, or is refused with <see cref="InvalidDataException"/>.
/// MLGAN_FUZZ=10000 tries 10,000; each number has its own mutation, the same on every machine.
/// </summary>
[TestClass]
public class GanFileFuzzTests
{
    private const int Default = 500;
    private const long MemoryOfOne = 96L << 20;
    private const long MemoryOfAll = 512L << 20;

    private static readonly string[] _json = [Parts.Index, Parts.Config, Parts.DiscriminatorConfig];
    private static readonly string[] _weights = [Parts.Weights, Parts.DiscriminatorWeights];

    private readonly MLContext _ml = new(seed: 1);

    public required TestContext TestContext { get; set; }

    private static int Count =>
        int.TryParse(Environment.GetEnvironmentVariable("MLGAN_FUZZ"), NumberStyles.None, CultureInfo.InvariantCulture, out var count) ? count : Default;

    [TestMethod]
    public void LoadGan_mutated_file_loads_or_is_refused()
    {
        var originals = new[] { Parts.TinyFile, DcganFile() };
        foreach (var original in originals)
            Generate(_ml.Model.LoadGan(new MemoryStream(Parts.Of(original).ToFile())));

        var before = Environment.WorkingSet;
        var (loaded, refused, largest) = (0, 0, 0L);
        for (var number = 0; number < Count; number++)
        {
            var file = Mutate(originals[number % originals.Length], number);
            var allocated = GC.GetAllocatedBytesForCurrentThread();
            try
            {
                Generate(_ml.Model.LoadGan(new MemoryStream(file)));
                loaded++;
            }
            catch (InvalidDataException)
            {
                refused++;
            }
            catch (Exception e)
            {
                Assert.Fail($"Mutation {number}: {e}");
            }

            largest = Math.Max(largest, GC.GetAllocatedBytesForCurrentThread() - allocated);
        }

        TestContext.WriteLine($"{Count} mutated files: {loaded} loaded, {refused} refused; at most {largest >> 20} MiB allocated for one, working set grown by {(Environment.WorkingSet - before) >> 20} MiB.");
        Assert.AreEqual(Count, loaded + refused);
        Assert.IsLessThan(MemoryOfOne, largest);
        Assert.IsLessThan(before + MemoryOfAll, Environment.WorkingSet);
    }

    [TestMethod]
    public void Read_mutated_safetensors_reads_or_is_refused()
    {
        var original = File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Persistence", "numpy.safetensors"));
        var (read, refused) = (0, 0);
        for (var number = 0; number < Count; number++)
        {
            var mutator = new Mutator(number);
            var file = number % 2 == 0 ? mutator.Bytes(original) : mutator.Safetensors(original);
            using var scope = NewDisposeScope();
            try
            {
                foreach (var tensor in Safetensors.Read(new MemoryStream(file)).Values)
                    _ = tensor.shape;
                read++;
            }
            catch (InvalidDataException)
            {
                refused++;
            }
            catch (Exception e)
            {
                Assert.Fail($"Mutation {number}: {e}");
            }
        }

        TestContext.WriteLine($"{Count} mutated safetensors files: {read} read, {refused} refused.");
        Assert.AreEqual(Count, read + refused);
    }

    private static byte[] DcganFile()
    {
        using var transformer = TinyGan.Fit(new MLContext(seed: 1), options =>
            (options.Architecture, options.LabelColumnName) = (new DcganArchitecture { LatentSize = 4, GeneratorWidth = 2, DiscriminatorWidth = 2 }, null));
        return Parts.Saved(transformer);
    }

    /// <summary>Damage to the file shows in its checksums; damage to a part, in a zip that is valid, does not.</summary>
    private static byte[] Mutate(byte[] original, int number)
    {
        var mutator = new Mutator(number);
        if (number % 5 == 0)
            return mutator.Bytes(original);

        var parts = Parts.Of(original);
        var json = _json[mutator.Choose(_json.Length)];
        var weights = _weights[mutator.Choose(_weights.Length)];
        switch (number % 5)
        {
            case 1:
                parts.Content[json] = mutator.Json(parts.Content[json]);
                break;
            case 2:
                // The same in both configurations, because different ones would be refused for that reason.
                parts.Content[Parts.Config] = mutator.Json(parts.Content[Parts.Config]);
                parts.Content[Parts.DiscriminatorConfig] = parts.Content[Parts.Config];
                break;
            case 3:
                parts.Content[weights] = mutator.Safetensors(parts.Content[weights]);
                break;
            default:
                var part = mutator.Choose(2) == 0 ? json : weights;
                parts.Content[part] = mutator.Bytes(parts.Content[part]);
                break;
        }

        return parts.ToFile();
    }

    private static void Generate(GanTransformer transformer)
    {
        using var owned = transformer;
        var model = transformer.Description;
        var pixels = transformer.Generator.Generate(new float[model.LatentSize], new float[model.Specification.ConditionSize], 1);
        Assert.HasCount(model.Specification.Image.Length, pixels);
    }
}
