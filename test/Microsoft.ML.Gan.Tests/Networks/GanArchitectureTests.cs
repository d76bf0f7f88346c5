using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Networks;

[TestClass]
public class GanArchitectureTests
{
    [TestMethod]
    public void A_pair_of_modules_gets_the_condition_by_concatenation()
    {
        using var scope = NewDisposeScope();
        var architecture = GanArchitecture.From(() => new Probe([4, 1, 2, 2]), () => new Probe([4, 1]), latentSize: 3);
        var specification = new NetworkSpecification { Image = new(1, 2, 2), ConditionSize = 2 };
        using var generator = architecture.CreateGenerator(specification);
        using var discriminator = architecture.CreateDiscriminator(specification);
        var condition = Pattern.OneHot(4, 2);

        generator.call(Pattern.Uniform(1, 4, 3), condition);
        TensorAssert.AreIdentical(cat([Pattern.Uniform(1, 4, 3), condition], 1), Seen(generator), "What the generator saw");

        var images = Pattern.Uniform(2, 4, 1, 2, 2);
        discriminator.call(images, condition);
        var planes = condition.reshape(4, 2, 1, 1).expand(4, 2, 2, 2);
        TensorAssert.AreIdentical(cat([images, planes], 1), Seen(discriminator), "What the discriminator saw");
    }

    [TestMethod]
    public void Without_a_condition_a_pair_of_modules_is_called_plainly()
    {
        using var scope = NewDisposeScope();
        var architecture = GanArchitecture.From(() => new Probe([4, 1, 2, 2]), () => new Probe([4, 1]), latentSize: 3);
        using var discriminator = architecture.CreateDiscriminator(new() { Image = new(1, 2, 2) });
        var images = Pattern.Uniform(2, 4, 1, 2, 2);
        discriminator.call(images, zeros(4, 0));
        TensorAssert.AreIdentical(images, Seen(discriminator));
    }

    [TestMethod]
    public void An_unknown_name_says_what_to_register_and_what_is_known()
    {
        var error = Assert.ThrowsExactly<InvalidDataException>(() => GanArchitecture.Create("none-such", JsonSerializer.SerializeToElement(new { })));
        Assert.Contains("GanArchitecture.Register(\"none-such\", …)", error.Message);
        Assert.Contains("dcgan, ", error.Message);
    }

    [TestMethod]
    public void A_registered_name_is_found_and_a_later_registration_replaces_it()
    {
        GanArchitecture.Register("test-net", _ => GanArchitecture.Mlp());
        GanArchitecture.Register("test-net", options => new MlpArchitecture { LatentSize = options.GetProperty("Size").GetInt32() });
        Assert.AreEqual(12, GanArchitecture.Create("test-net", JsonSerializer.SerializeToElement(new { Size = 12 })).LatentSize);
    }

    private static Tensor Seen(nn.Module network) => ((Probe)network.children().Single()).Seen!;

    /// <summary>Keeps what it is called with, and answers zeros.</summary>
    private sealed class Probe(long[] answer) : nn.Module<Tensor, Tensor>("Probe")
    {
        public Tensor? Seen { get; private set; }

        public override Tensor forward(Tensor input)
        {
            Seen = input;
            return zeros(answer);
        }
    }
}
