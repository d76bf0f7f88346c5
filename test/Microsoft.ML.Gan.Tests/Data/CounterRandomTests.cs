namespace Microsoft.ML.Gan.Tests.Data;

[TestClass]
public class CounterRandomTests
{
    [TestMethod]
    [DataRow(0UL, 0UL, 0UL, 0x6627e8d5u, 0xe169c58du, 0xbc57ac4cu, 0x9b00dbd8u)]
    [DataRow(ulong.MaxValue, ulong.MaxValue, ulong.MaxValue, 0x408f276du, 0x41c83b0eu, 0xa20bc7c6u, 0x6d5451fdu)]
    [DataRow(0x85a308d3_243f6a88UL, 0x03707344_13198a2eUL, 0x299f31d0_a4093822UL, 0xd16cfe09u, 0x94fdccebu, 0x5001e420u, 0x24126ea1u)]
    public void Philox_gives_its_authors_known_answers(ulong low, ulong high, ulong key, uint r0, uint r1, uint r2, uint r3) =>
        Assert.AreEqual((r0, r1, r2, r3), CounterRandom.Philox(low, high, key));

    [TestMethod]
    public void Numbers_depend_on_seed_stream_and_item_only()
    {
        uint Draw(ulong seed, ulong stream, ulong item) => new CounterRandom(seed, stream, item).NextUInt32();

        Assert.AreEqual(Draw(1, 2, 3), Draw(1, 2, 3));
        Assert.HasCount(4, new HashSet<uint> { Draw(1, 2, 3), Draw(2, 2, 3), Draw(1, 3, 3), Draw(1, 2, 4) });
    }

    [TestMethod]
    public void Gaussians_have_mean_0_and_deviation_1()
    {
        var random = new CounterRandom(1, 1, 1);
        double sum = 0, squares = 0, fourths = 0;
        const int Count = 200_000;
        for (var i = 0; i < Count; i++)
        {
            double x = random.NextGaussian();
            sum += x;
            squares += x * x;
            fourths += x * x * x * x;
        }

        Assert.AreEqual(0, sum / Count, 0.01);
        Assert.AreEqual(1, squares / Count, 0.02);
        Assert.AreEqual(3, fourths / Count, 0.1);
    }

    [TestMethod]
    [DataRow(1e-300)]
    [DataRow(0.3)]
    [DataRow(0.70710678)]
    [DataRow(1.0)]
    [DataRow(1.9999)]
    [DataRow(12345.678)]
    public void Own_logarithm_is_the_logarithm(double x) => Assert.AreEqual(Math.Log(x), CounterRandom.Log(x), 1e-13 * Math.Max(1, Math.Abs(Math.Log(x))));

    [TestMethod]
    public void Whole_numbers_are_uniform()
    {
        var random = new CounterRandom(3, 1, 1);
        var counts = new int[7];
        for (var i = 0; i < 70_000; i++)
            counts[random.NextInt32(7)]++;
        foreach (var count in counts)
            Assert.AreEqual(10_000, count, 500);
    }

    [TestMethod]
    public void Permute_gives_every_number_once()
    {
        var order = new int[1000];
        new CounterRandom(1, 1, 1).Permute(order);
        CollectionAssert.AreEquivalent(Enumerable.Range(0, 1000).ToArray(), order);
        CollectionAssert.AreNotEqual(Enumerable.Range(0, 1000).ToArray(), order);
    }
}
