using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;
using F = TorchSharp.torch.nn.functional;

namespace Compat.Tests.Networks;

[TestClass]
public class ModulesMatchPyTorchTests
{
    private static readonly Dictionary<string, Func<nn.Module<Tensor, Tensor>>> Make = new()
    {
        ["Linear"] = () => nn.Linear(4, 3),
        ["Linear without bias"] = () => nn.Linear(4, 3, hasBias: false),
        ["Conv1d"] = () => nn.Conv1d(2, 3, 3, stride: 2, padding: 1),
        ["Conv1d same"] = () => nn.Conv1d(2, 3, 3, Padding.Same, dilation: 2),
        ["Conv2d"] = () => nn.Conv2d(2, 4, 3, stride: 2, padding: 1, groups: 2),
        ["Conv2d tuples"] = () => nn.Conv2d(2, 3, (3, 2), (2, 1), (1, 0), (1, 2)),
        ["Conv2d same"] = () => nn.Conv2d(2, 3, 4, Padding.Same),
        ["Conv2d reflect"] = () => nn.Conv2d(2, 3, 3, padding: 2, padding_mode: PaddingModes.Reflect),
        ["Conv2d same circular"] = () => nn.Conv2d(2, 2, (4, 3), Padding.Same, padding_mode: PaddingModes.Circular),
        ["Conv2d unbatched"] = () => nn.Conv2d(2, 3, 3),
        ["ConvTranspose1d"] = () => nn.ConvTranspose1d(2, 3, 4, 2, 1),
        ["ConvTranspose2d"] = () => nn.ConvTranspose2d(3, 2, 4, 2, 1, bias: false),
        ["ConvTranspose2d extra"] = () => nn.ConvTranspose2d(2, 2, (3, 3), (2, 2), (1, 1), (1, 0)),
        ["BatchNorm1d"] = () => nn.BatchNorm1d(3),
        ["BatchNorm2d"] = () => nn.BatchNorm2d(2),
        ["BatchNorm2d plain"] = () => nn.BatchNorm2d(2, affine: false, track_running_stats: false),
        ["InstanceNorm1d"] = () => nn.InstanceNorm1d(2),
        ["InstanceNorm2d"] = () => nn.InstanceNorm2d(2, affine: true),
        ["InstanceNorm2d tracked"] = () => nn.InstanceNorm2d(2, track_running_stats: true),
        ["LayerNorm"] = () => nn.LayerNorm([3, 4]),
        ["GroupNorm"] = () => nn.GroupNorm(2, 4),
        ["PReLU"] = () => nn.PReLU(2),
        ["ReLU"] = () => nn.ReLU(),
        ["ReLU6"] = () => nn.ReLU6(),
        ["LeakyReLU"] = () => nn.LeakyReLU(0.2),
        ["ELU"] = () => nn.ELU(0.7),
        ["CELU"] = () => nn.CELU(0.7),
        ["SELU"] = () => nn.SELU(),
        ["GELU"] = () => nn.GELU(),
        ["SiLU"] = () => nn.SiLU(),
        ["Mish"] = () => nn.Mish(),
        ["Softplus"] = () => nn.Softplus(2, 10),
        ["Softsign"] = () => nn.Softsign(),
        ["Sigmoid"] = () => nn.Sigmoid(),
        ["LogSigmoid"] = () => nn.LogSigmoid(),
        ["Tanh"] = () => nn.Tanh(),
        ["Tanhshrink"] = () => nn.Tanhshrink(),
        ["Hardtanh"] = () => nn.Hardtanh(-0.5, 0.8),
        ["Hardswish"] = () => nn.Hardswish(),
        ["Hardsigmoid"] = () => nn.Hardsigmoid(),
        ["Hardshrink"] = () => nn.Hardshrink(0.3),
        ["Softshrink"] = () => nn.Softshrink(0.3),
        ["Threshold"] = () => nn.Threshold(0.1, 0.5),
        ["GLU"] = () => nn.GLU(1),
        ["Softmax"] = () => nn.Softmax(1),
        ["Softmin"] = () => nn.Softmin(1),
        ["LogSoftmax"] = () => nn.LogSoftmax(1),
        ["Upsample nearest"] = () => nn.Upsample(scale_factor: [2]),
        ["Upsample bilinear"] = () => nn.Upsample([5, 4], mode: UpsampleMode.Bilinear, align_corners: true),
        ["PixelShuffle"] = () => nn.PixelShuffle(2),
        ["PixelUnshuffle"] = () => nn.PixelUnshuffle(2),
        ["Flatten"] = () => nn.Flatten(),
        ["Unflatten"] = () => nn.Unflatten(-1, [2, 3]),
        ["Unfold"] = () => nn.Unfold(2, stride: 2),
        ["Fold"] = () => nn.Fold(4, 2, stride: 2),
        ["MaxPool1d"] = () => nn.MaxPool1d(2),
        ["MaxPool2d"] = () => nn.MaxPool2d(3, 2, 1),
        ["AvgPool1d"] = () => nn.AvgPool1d(2),
        ["AvgPool2d"] = () => nn.AvgPool2d(2),
        ["AvgPool2d padded"] = () => nn.AvgPool2d((3, 2), (2, 1), (1, 0), count_include_pad: false),
        ["AdaptiveAvgPool1d"] = () => nn.AdaptiveAvgPool1d(2),
        ["AdaptiveAvgPool2d"] = () => nn.AdaptiveAvgPool2d((2, 3)),
        ["AdaptiveMaxPool2d"] = () => nn.AdaptiveMaxPool2d([2, 2]),
        ["ZeroPad2d"] = () => nn.ZeroPad2d((1, 2, 0, 1)),
        ["ConstantPad2d"] = () => nn.ConstantPad2d(1, 0.5),
        ["ReflectionPad2d"] = () => nn.ReflectionPad2d((1, 2, 0, 1)),
        ["ReplicationPad2d"] = () => nn.ReplicationPad2d(2),
        ["Sequential"] = () => nn.Sequential(nn.Linear(3, 5), nn.BatchNorm1d(5), nn.LeakyReLU(0.2), nn.Linear(5, 2), nn.Tanh()),
    };

    private static readonly Dictionary<string, Func<Tensor, Tensor>> Functions = new()
    {
        ["interpolate nearest size"] = x => F.interpolate(x, size: [5, 3]),
        ["interpolate nearest factor"] = x => F.interpolate(x, scale_factor: [1.7]),
        ["interpolate nearest exact"] = x => F.interpolate(x, size: [5, 3], mode: InterpolationMode.NearestExact),
        ["interpolate linear"] = x => F.interpolate(x, scale_factor: [2], mode: InterpolationMode.Linear),
        ["interpolate bilinear factor"] = x => F.interpolate(x, scale_factor: [1.7, 0.6], mode: InterpolationMode.Bilinear),
        ["interpolate bilinear recomputed"] =
            x => F.interpolate(x, scale_factor: [1.7], mode: InterpolationMode.Bilinear, recompute_scale_factor: true),
        ["interpolate bilinear antialiased"] = x => F.interpolate(x, size: [2, 2], mode: InterpolationMode.Bilinear, antialias: true),
        ["interpolate bicubic"] = x => F.interpolate(x, size: [6, 5], mode: InterpolationMode.Bicubic, align_corners: true),
        ["interpolate area"] = x => F.interpolate(x, scale_factor: [0.5], mode: InterpolationMode.Area),
        ["grid_sample"] = x => F.grid_sample(
            x, F.affine_grid(Theta(0.8, 0.3, 0.1, -0.3, 0.9, -0.2), [1, 2, 4, 4]), padding_mode: GridSamplePaddingMode.Reflection),
        ["grid_sample border"] = x => F.grid_sample(
            x, F.affine_grid(Theta(1.5, 0.3, 0.1, -0.3, 1.4, -0.2), [1, 2, 3, 5], align_corners: true),
            padding_mode: GridSamplePaddingMode.Border, align_corners: true),
        ["pad circular"] = x => F.pad(x, (1, 2, 1, 0), PaddingModes.Circular),
        ["pad constant"] = x => F.pad(x, (1, 2), value: 3),
        ["normalize"] = x => F.normalize(x),
        ["cosine_similarity"] = x => F.cosine_similarity(x, x.flip(0)),
        ["pairwise_distance"] = x => F.pairwise_distance(x, x.flip(0) * 2),
        ["softmax"] = x => F.softmax(x, 0),
        ["attention"] = x => F.scaled_dot_product_attention(x, x, x),
    };

    private static readonly Dictionary<string, Func<Tensor, Tensor, Tensor>> Losses = new()
    {
        ["MSELoss"] = (x, y) => nn.MSELoss().call(x, y),
        ["MSELoss sum"] = (x, y) => nn.MSELoss(nn.Reduction.Sum).call(x, y),
        ["L1Loss"] = (x, y) => nn.L1Loss().call(x, y),
        ["SmoothL1Loss"] = (x, y) => nn.SmoothL1Loss(beta: 0.5).call(x, y),
        ["HuberLoss"] = (x, y) => nn.HuberLoss(0.5).call(x, y),
        ["BCELoss"] = (x, y) => nn.BCELoss().call(x.sigmoid(), y),
        ["BCEWithLogitsLoss"] = (x, y) => nn.BCEWithLogitsLoss().call(x, y),
        ["BCEWithLogitsLoss weighted"] = (x, y) => nn.BCEWithLogitsLoss(pos_weights: tensor(new[] { 1f, 2f, 3f, 4f })).call(x, y),
        ["CrossEntropyLoss"] = (x, y) => nn.CrossEntropyLoss().call(x, y),
        ["CrossEntropyLoss smooth"] = (x, y) =>
            new CrossEntropyLoss(tensor(new[] { 1f, 2f, 3f, 4f }), ignore_index: 1, label_smoothing: 0.1).call(x, y),
        ["NLLLoss"] = (x, y) => nn.NLLLoss().call(F.log_softmax(x, 1), y),
        ["KLDivLoss"] = (x, y) => nn.KLDivLoss().call(F.log_softmax(x, 1), F.log_softmax(y, 1)),
        ["SoftMarginLoss"] = (x, y) => nn.SoftMarginLoss().call(x, y.sign()),
        ["HingeEmbeddingLoss"] = (x, y) => nn.HingeEmbeddingLoss().call(x, y.sign()),
        ["TripletMarginLoss"] = (x, y) => F.triplet_margin_loss(x, y, x.flip(0)),
        ["CosineEmbeddingLoss"] = (x, y) => nn.CosineEmbeddingLoss(0.1).call(x, y, tensor(new[] { 1f, -1f, 1f })),
    };

    public static IEnumerable<object[]> ModuleNames => NnFixtures.Names(NnFixtures.Nn("modules"));

    public static IEnumerable<object[]> FunctionNames => NnFixtures.Names(NnFixtures.Nn("functions"));

    public static IEnumerable<object[]> LossNames => NnFixtures.Names(NnFixtures.Nn("losses"));

    [TestMethod]
    [DynamicData(nameof(ModuleNames))]
    public void Module_with_the_same_seed_has_the_same_state(string name)
    {
        using var scope = NewDisposeScope();
        var expected = NnFixtures.Case(NnFixtures.Nn("modules"), name);
        manual_seed(expected.GetProperty("seed").GetInt64());
        using var module = Make[name]();
        var state = module.state_dict();
        var initial = expected.GetProperty("initial");
        CollectionAssert.AreEquivalent(initial.EnumerateObject().Select(item => item.Name).ToArray(), state.Keys.ToArray());
        foreach (var item in initial.EnumerateObject()) NnFixtures.AreClose(item.Value, state[item.Name], item.Name, 0);
    }

    [TestMethod]
    [DynamicData(nameof(ModuleNames))]
    public void Module_computes_the_same_values_and_gradients(string name)
    {
        using var scope = NewDisposeScope();
        var expected = NnFixtures.Case(NnFixtures.Nn("modules"), name);
        using var module = Make[name]();
        module.load_state_dict(expected.GetProperty("initial").EnumerateObject().ToDictionary(item => item.Name, item => item.Value.ToTensor()));
        var input = expected.GetProperty("input").ToTensor(requires_grad: true);
        var output = module.call(input);
        NnFixtures.BackwardFromRamp(output);
        NnFixtures.AreClose(expected.GetProperty("output"), output, "output");
        NnFixtures.AreClose(expected.GetProperty("gradient"), input.grad!, "gradient of the input", 1e-5);
        foreach (var (key, parameter) in module.named_parameters())
            NnFixtures.AreClose(expected.GetProperty("gradients").GetProperty(key), parameter.grad!, key, 1e-5);
        foreach (var (key, buffer) in module.named_buffers())
            NnFixtures.AreClose(expected.GetProperty("after").GetProperty(key), buffer, key);
        if (!expected.TryGetProperty("eval", out var evaluated)) return;
        module.eval();
        NnFixtures.AreClose(evaluated, module.call(input), "output in evaluation");
    }

    [TestMethod]
    [DynamicData(nameof(FunctionNames))]
    public void Function_computes_the_same_values_and_gradients(string name)
    {
        using var scope = NewDisposeScope();
        var expected = NnFixtures.Case(NnFixtures.Nn("functions"), name);
        var input = expected.GetProperty("input").ToTensor(requires_grad: true);
        var output = Functions[name](input);
        NnFixtures.BackwardFromRamp(output);
        NnFixtures.AreClose(expected.GetProperty("output"), output, "output");
        NnFixtures.AreClose(expected.GetProperty("gradient"), input.grad!, "gradient", 1e-5);
    }

    [TestMethod]
    [DynamicData(nameof(LossNames))]
    public void Loss_computes_the_same_value_and_gradient(string name)
    {
        using var scope = NewDisposeScope();
        var expected = NnFixtures.Case(NnFixtures.Nn("losses"), name);
        var input = expected.GetProperty("input").ToTensor(requires_grad: true);
        var target = expected.GetProperty("target").ToTensor();
        if (expected.GetProperty("kind").GetString() == "class") target = target.to(ScalarType.Int64);
        var loss = Losses[name](input, target);
        loss.backward();
        NnFixtures.AreClose(expected.GetProperty("output"), loss, "loss");
        NnFixtures.AreClose(expected.GetProperty("gradient"), input.grad!, "gradient");
    }

    [TestMethod]
    public void Embedding_leaves_the_padding_row_zero_and_without_gradient()
    {
        using var scope = NewDisposeScope();
        var expected = NnFixtures.Nn("embedding");
        manual_seed(1);
        using var module = nn.Embedding(5, 3, padding_idx: 2);
        NnFixtures.AreClose(expected.GetProperty("initial").GetProperty("weight"), module.weight!, "weight", 0);
        var output = module.call(tensor(new long[] { 0, 2, 4, 4 }).reshape(2, 2));
        NnFixtures.BackwardFromRamp(output);
        NnFixtures.AreClose(expected.GetProperty("output"), output, "output");
        NnFixtures.AreClose(expected.GetProperty("gradient"), module.weight!.grad!, "gradient");
    }

    [TestMethod]
    public void Dropout_with_the_same_seed_drops_the_same()
    {
        using var scope = NewDisposeScope();
        manual_seed(7);
        NnFixtures.AreClose(NnFixtures.Nn("dropout").GetProperty("Dropout"), nn.Dropout(0.3).call(ones(4, 5)), "Dropout");
        manual_seed(7);
        NnFixtures.AreClose(NnFixtures.Nn("dropout").GetProperty("Dropout2d"), nn.Dropout2d(0.5).call(ones(3, 4, 2, 2)), "Dropout2d");
    }

    [TestMethod]
    public void Dropout_passes_everything_in_evaluation()
    {
        using var scope = NewDisposeScope();
        using var module = nn.Dropout(0.9);
        module.eval();
        Assert.IsTrue(module.call(ones(50)).equal(ones(50)).all().ToBoolean());
    }

    private static Tensor Theta(params double[] values) => tensor(values, ScalarType.Float32).reshape(1, 2, 3);
}
