using TorchSharp;
using static TorchSharp.torch;

namespace Compat.Tests.TorchSharp;

/// <summary>The same seed gives the same numbers as in python, and a generator's state can be kept.</summary>
[TestClass]
[DoNotParallelize]
public sealed class RandomTests
{
    [TestMethod]
    public void The_same_seed_draws_what_python_draws()
    {
        using DisposeScope scope = NewDisposeScope();
        manual_seed(42);
        CoreFixture.AreClose(CoreFixture.Random("randn"), randn(5), "randn");
        CoreFixture.AreClose(CoreFixture.Random("rand"), rand(5), "rand");
        CoreFixture.AreClose(CoreFixture.Random("randint"), randint(0, 100, new long[] { 5 }), "randint");
        CoreFixture.AreClose(CoreFixture.Random("randperm"), randperm(6), "randperm");
        CoreFixture.AreClose(CoreFixture.Random("bernoulli"), full(8, 0.5).bernoulli(), "bernoulli");
    }

    [TestMethod]
    public void A_generator_of_ones_own_draws_what_pythons_draws()
    {
        using DisposeScope scope = NewDisposeScope();
        using var generator = new Generator(0);
        generator.manual_seed(7);
        CoreFixture.AreClose(CoreFixture.Random("generator"), randn(4, generator: generator), "small");
        CoreFixture.AreClose(CoreFixture.Random("randn_large"), randn(40, generator: generator)[TensorIndex.Slice(30)], "large");
        Assert.AreEqual(7, generator.initial_seed());
    }

    [TestMethod]
    public void A_state_that_is_put_back_draws_the_same_again()
    {
        using DisposeScope scope = NewDisposeScope();
        using var generator = new Generator(3);
        _ = rand(11, generator: generator);
        Tensor state = generator.get_state();
        Tensor first = randn(9, generator: generator);
        generator.set_state(state);
        Assert.IsTrue(first.Equals(randn(9, generator: generator)));
    }

    [TestMethod]
    public void Generators_do_not_disturb_the_default_one()
    {
        using DisposeScope scope = NewDisposeScope();
        manual_seed(5);
        Tensor expected = randn(4);
        manual_seed(5);
        using var other = new Generator(1);
        _ = randn(100, generator: other);
        Assert.IsTrue(expected.Equals(randn(4)));
    }

    [TestMethod]
    public void The_default_state_can_be_kept()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor state = random.get_rng_state();
        Tensor first = rand(3);
        random.set_rng_state(state);
        Assert.IsTrue(first.Equals(rand(3)));
    }
}
