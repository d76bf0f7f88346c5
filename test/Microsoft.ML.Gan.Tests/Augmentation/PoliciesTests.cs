using System.Text.Json;

namespace Microsoft.ML.Gan.Tests.Augmentation;

/// <summary>The policies against torchvision's tables and operations; policies_fixtures.py made the numbers.</summary>
[TestClass]
public class PoliciesTests
{
    private static readonly Lazy<JsonElement> _fixtures = new(() =>
        JsonDocument.Parse(File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "Augmentation", "policies.json"))).RootElement);

    private static JsonElement Fixtures => _fixtures.Value;

    [TestMethod]
    public void Magnitudes_are_those_of_torchvision()
    {
        var image = new ImageShape(3, Fixtures.GetProperty("height").GetInt32(), Fixtures.GetProperty("width").GetInt32());
        foreach (var fixture in Fixtures.GetProperty("spaces").EnumerateArray())
        {
            var space = fixture.GetProperty("space").GetString() == "wide" ? PolicySpace.Wide : PolicySpace.For(image);
            var bins = fixture.GetProperty("bins").GetInt32();
            foreach (var entry in fixture.GetProperty("magnitudes").EnumerateObject())
            {
                var operation = Enum.Parse<PolicyOperation>(entry.Name);
                for (var bin = 0; bin < bins; bin++)
                {
                    var expected = entry.Value[bin].GetDouble();
                    var actual = space.Magnitude(operation, bin, bins);
                    Assert.AreEqual(expected, actual, 2e-7 * Math.Max(1, Math.Abs(expected)), $"{entry.Name}, bin {bin} of {bins}");
                    // Translations and bits are truncated to integers, so the last bit of a magnitude could matter.
                    Assert.AreEqual((int)expected, (int)actual, $"{entry.Name}, bin {bin} of {bins}");
                }
            }
        }
    }

    [TestMethod]
    public void Learned_pairs_are_those_of_torchvision()
    {
        foreach (var dataset in Enum.GetValues<AutoAugmentDataset>())
        {
            var expected = Fixtures.GetProperty("policies").GetProperty(dataset.ToString().ToLowerInvariant()).EnumerateArray()
                .Select(pair => (Step(pair[0]), Step(pair[1]))).ToArray();
            Assert.HasCount(25, expected);
            CollectionAssert.AreEqual(expected, AutoAugmentPolicy.Pairs(dataset));
        }

        static PolicyStep Step(JsonElement step) => new(
            Enum.Parse<PolicyOperation>(step[0].GetString()!),
            step[1].GetDouble(),
            step[2].ValueKind == JsonValueKind.Null ? 0 : step[2].GetInt32());
    }

    [TestMethod]
    public void Signs_and_operations_to_draw_from_are_those_of_torchvision()
    {
        var random = Fixtures.GetProperty("random").EnumerateArray().Select(name => name.GetString()!);
        CollectionAssert.AreEquivalent(random.ToArray(), Enumerable.Range(0, PolicyOperations.Random).Select(i => ((PolicyOperation)i).ToString()).ToArray());
        var signed = Fixtures.GetProperty("signed").EnumerateArray().Select(name => name.GetString()!);
        CollectionAssert.AreEquivalent(signed.ToArray(), Enum.GetValues<PolicyOperation>().Where(operation => operation.IsSigned()).Select(operation => operation.ToString()).ToArray());
    }

    [TestMethod]
    public void Operations_do_what_those_of_torchvision_do()
    {
        foreach (var c in Fixtures.GetProperty("cases").EnumerateArray())
        {
            var image = PatternImage.Create(c.GetProperty("salt").GetInt32(), new ImageShape(3, 11, 12));
            Enum.Parse<PolicyOperation>(c.GetProperty("op").GetString()!)
                .Apply(image, c.GetProperty("magnitude").GetDouble(), ImageInterpolation.Nearest, c.GetProperty("fill").GetByte());
            CollectionAssert.AreEqual(c.GetProperty("output").GetBytesFromBase64(), image.Pixels.ToArray(), c.ToString());
        }
    }

    [TestMethod]
    public void Every_learned_pair_is_drawn_as_often_as_any()
    {
        var random = new AugmentationRandom();
        var counts = new int[25];
        for (ulong row = 0; row < 5000; row++)
        {
            random.Start(1, 0, row, 0);
            counts[AutoAugmentPolicy.DrawPair(random, counts.Length)]++;
        }

        foreach (var count in counts)
            Assert.AreEqual(200, count, 70);
    }

    [TestMethod]
    public void Random_policies_draw_every_operation_in_both_directions()
    {
        var random = new AugmentationRandom();
        var rand = new HashSet<(PolicyOperation, int)>();
        var trivial = new HashSet<(PolicyOperation, int)>();
        for (ulong row = 0; row < 2000; row++)
        {
            random.Start(1, 0, row, 0);
            var (operation, magnitude) = new RandAugmentPolicy().Draw(random, new ImageShape(3, 32, 32));
            rand.Add((operation, Math.Sign(magnitude)));
            random.Start(1, 0, row, 0);
            (operation, magnitude) = new TrivialAugmentWidePolicy().Draw(random);
            if (magnitude != 0 || !operation.IsSigned())
                trivial.Add((operation, operation == PolicyOperation.Solarize ? 1 : Math.Sign(magnitude)));
        }

        // Nine operations have two directions; posterizing and solarizing one; identity, auto-contrast and equalizing no magnitude.
        Assert.HasCount(23, rand);
        Assert.HasCount(23, trivial);
    }

    [TestMethod]
    public void Trivial_augment_draws_every_bin()
    {
        var random = new AugmentationRandom();
        var policy = new TrivialAugmentWidePolicy { Bins = 5 };
        var angles = new SortedSet<double>();
        for (ulong row = 0; row < 2000; row++)
        {
            random.Start(1, 0, row, 0);
            if (policy.Draw(random) is (PolicyOperation.Rotate, var magnitude))
                angles.Add(Math.Abs(magnitude));
        }

        CollectionAssert.AreEqual(new[] { 0, 33.75, 67.5, 101.25, 135 }, angles.ToArray());
    }

    [TestMethod]
    public void Rand_augment_applies_as_many_operations_as_asked()
    {
        var shape = new ImageShape(1, 24, 24);
        var strong = ImageAugmentation.None.RandAugment(operations: 8, magnitude: 30);
        var weak = ImageAugmentation.None.RandAugment(operations: 1, magnitude: 30);
        var original = PatternImage.Augment(ImageAugmentation.None, shape, 0, 0, 0);
        int Unchanged(ImageAugmentation augmentation) => Enumerable.Range(0, 300).Count(row =>
            PatternImage.Augment(augmentation, shape, 1, 0, (ulong)row).SequenceEqual(original));
        Assert.IsGreaterThan(10, Unchanged(weak));
        Assert.AreEqual(0, Unchanged(strong));
    }
}
