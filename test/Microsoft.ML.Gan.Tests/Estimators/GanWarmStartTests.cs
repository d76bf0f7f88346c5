using Microsoft.ML.Gan.Tests.Testing;
using Microsoft.ML.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Estimators;

/// <summary>Warm starts.</summary>
[TestClass]
public class GanWarmStartTests
{
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void Both_networks_begin_with_the_models_weights()
    {
        using var first = Fit();
        // The rate is too low to change a weight by more than this, and no average is kept.
        using var second = Fit(options =>
        {
            options.Training.InitialModel = first;
            options.Seed = 2;
            options.Optimization.Generator = options.Optimization.Discriminator = GanOptimizer.Adam(1e-9);
            options.Training.Kimg = TinyGan.KimgOf(1);
        });

        AssertSame(first.Generator.Module, second.Generator.Module);
        AssertSame(first.DiscriminatorModule, second.DiscriminatorModule);
    }

    [TestMethod]
    [DataRow(nameof(Square.Label), nameof(Square.Place))] // from four values to two
    [DataRow(nameof(Square.Place), nameof(Square.Label))]
    public void With_another_number_of_classes_what_both_have_is_copied_and_the_log_says_so(string before, string after)
    {
        using var first = Fit(options => options.LabelColumnName = before);
        var log = new LogRecorder(_ml);
        using var second = Fit(options =>
        {
            options.Training.InitialModel = first;
            options.LabelColumnName = after;
            options.Optimization.Generator = options.Optimization.Discriminator = GanOptimizer.Adam(1e-9);
            options.Training.Kimg = TinyGan.KimgOf(1);
        });

        Assert.ContainsSingle(
            message => message.Contains("with all weights of the initial model. 2 that differ only in the size of the condition", StringComparison.Ordinal)
                && message.EndsWith(": main.0.weight, main.0.weight.", StringComparison.Ordinal),
            log.Of(ChannelMessageKind.Info));
        AssertSame(first.Generator.Module, second.Generator.Module, except: "main.0.weight");
        AssertSameColumns(first.Generator.Module, second.Generator.Module);
        AssertSameColumns(first.DiscriminatorModule, second.DiscriminatorModule);

        static void AssertSameColumns(nn.Module expected, nn.Module actual)
        {
            var (learned, begun) = (expected.state_dict()["main.0.weight"], actual.state_dict()["main.0.weight"]);
            var both = Math.Min(learned.shape[1], begun.shape[1]);
            Assert.AreEqual(2, Math.Max(learned.shape[1], begun.shape[1]) - both);
            TensorAssert.AreClose(learned.narrow(1, 0, both), begun.narrow(1, 0, both), 1e-7, "main.0.weight");
        }
    }

    [TestMethod]
    public void What_differs_by_more_than_the_condition_begins_anew_and_is_named()
    {
        using var first = Fit();
        var log = new LogRecorder(_ml);
        using var second = Fit(options =>
        {
            options.Training.InitialModel = first;
            options.Architecture = new MlpArchitecture { LatentSize = TinyGan.LatentSize + 1, HiddenSizes = [32], Dropout = 0.1 };
            options.Training.Kimg = TinyGan.KimgOf(1);
        });

        Assert.ContainsSingle(
            message => message.Contains("except for 1 of another shape, which are initialized anew: main.0.weight.", StringComparison.Ordinal),
            log.Of(ChannelMessageKind.Info));
    }

    [TestMethod]
    public void Classes_are_taken_by_their_place_and_the_log_says_which_are_others()
    {
        using var first = FitNamed(null, 0, 1); // red and green
        var log = new LogRecorder(_ml);
        FitNamed(first, 0, 1).Dispose();
        Assert.IsEmpty(Renamed());
        FitNamed(first, 1, 2).Dispose();
        Assert.Contains("'green' as 'red', 'blue' as 'green'", Renamed().Single());

        string[] Renamed() => [.. log.Of(ChannelMessageKind.Warning).Where(message => message.Contains("matched by position", StringComparison.Ordinal))];

        GanTransformer FitNamed(GanTransformer? initial, params int[] classes)
        {
            var rows = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 32).Select(i => Squares.Row(classes[i % classes.Length], i)));
            var named = _ml.Transforms.Conversion.MapValueToKey("Named", nameof(Square.Class)).Fit(rows).Transform(rows);
            return TinyGan.Estimator(_ml, options => (options.LabelColumnName, options.Training.InitialModel) = ("Named", initial)).Fit(named);
        }
    }

    [TestMethod]
    public void Another_architecture_is_refused()
    {
        using var first = Fit();
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Fit(options => (options.Training.InitialModel, options.Architecture) = (first, GanArchitecture.Dcgan())));
        Assert.Contains("InitialModel is a 'mlp', but the architecture to train is a 'dcgan'", error.Message);
    }

    [TestMethod]
    public void Frozen_layers_keep_the_models_weights_bit_for_bit_through_checkpoints()
    {
        using var folder = new TemporaryFolder();
        using var first = Fit();
        using var whole = Transfer(first, 8);
        Transfer(first, 4, folder["run"]).Dispose();
        using var resumed = Transfer(first, 8, folder["run"]);

        Assert.AreEqual(whole.WeightsSha256, resumed.WeightsSha256);
        var (before, after) = (StateOfDiscriminator(first), StateOfDiscriminator(resumed));
        TensorAssert.AreIdentical(before["main.0.weight"], after["main.0.weight"], "The first layer's weights");
        TensorAssert.AreIdentical(before["main.0.bias"], after["main.0.bias"], "The first layer's biases");
        Assert.IsFalse(TensorAssert.BytesOf(before["main.3.weight"]).SequenceEqual(TensorAssert.BytesOf(after["main.3.weight"])));
    }

    [TestMethod]
    public void A_folder_of_another_initial_model_is_refused()
    {
        using var folder = new TemporaryFolder();
        using var first = Fit();
        Transfer(first, 2, folder["run"]).Dispose();
        using var other = Fit(options => options.Seed = 5);
        Assert.Contains("initialModel", Assert.ThrowsExactly<InvalidOperationException>(() => Transfer(other, 2, folder["run"])).Message);
    }

    private GanTransformer Transfer(GanTransformer from, int steps, string? folder = null) => Fit(options =>
    {
        options.Training.InitialModel = from;
        options.Training.FreezeDiscriminatorLayers = 1;
        options.Regularizers.Add(GanRegularizer.WeightDecay(0.1));
        options.Training.Kimg = TinyGan.KimgOf(steps);
        options.Checkpoints.Directory = folder;
    });

    private GanTransformer Fit(Action<GanEstimator.Options>? change = null) => TinyGan.Fit(_ml, options =>
    {
        options.Architecture = new MlpArchitecture { LatentSize = TinyGan.LatentSize, HiddenSizes = [32], Dropout = 0.1 };
        change?.Invoke(options);
    });

    private static Dictionary<string, Tensor> StateOfDiscriminator(GanTransformer gan) =>
        gan.DiscriminatorModule.state_dict().ToDictionary();

    private static void AssertSame(nn.Module expected, nn.Module actual, string? except = null)
    {
        foreach (var (name, value) in NetworkState.Of(actual))
        {
            if (name != except)
                TensorAssert.AreClose(expected.state_dict()[name], value, 1e-7, name);
        }
    }
}
