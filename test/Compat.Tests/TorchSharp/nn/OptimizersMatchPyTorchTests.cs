using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Compat.Tests.Networks;

[TestClass]
public class OptimizersMatchPyTorchTests
{
    private static readonly Dictionary<string, Func<Parameter[], optim.Optimizer>> Make = new()
    {
        ["Adam"] = p => optim.Adam(p, 0.05, 0.5, 0.999),
        ["Adam decay"] = p => optim.Adam(p, 0.05, weight_decay: 0.1),
        ["Adam amsgrad"] = p => optim.Adam(p, 0.05, amsgrad: true),
        ["Adam maximize"] = p => optim.Adam(p, 0.05, maximize: true),
        ["AdamW"] = p => optim.AdamW(p, 0.05, weight_decay: 0.1),
        ["AdamW amsgrad"] = p => optim.AdamW(p, 0.05, amsgrad: true),
        ["SGD"] = p => optim.SGD(p, 0.05),
        ["SGD momentum"] = p => optim.SGD(p, 0.05, momentum: 0.9, dampening: 0.1, weight_decay: 0.01),
        ["SGD nesterov"] = p => optim.SGD(p, 0.05, momentum: 0.9, nesterov: true),
        ["RMSProp"] = p => optim.RMSProp(p, 0.02),
        ["RMSProp centered"] = p => optim.RMSProp(p, 0.02, alpha: 0.9, momentum: 0.5, centered: true, weight_decay: 0.01),
    };

    private static readonly Dictionary<string, Func<optim.Optimizer, optim.lr_scheduler.LRScheduler>> Schedule = new()
    {
        ["StepLR"] = o => optim.lr_scheduler.StepLR(o, 3, 0.5),
        ["MultiStepLR"] = o => optim.lr_scheduler.MultiStepLR(o, [2, 5], 0.1),
        ["ExponentialLR"] = o => optim.lr_scheduler.ExponentialLR(o, 0.9),
        ["CosineAnnealingLR"] = o => optim.lr_scheduler.CosineAnnealingLR(o, 4, 0.01),
        ["LambdaLR"] = o => optim.lr_scheduler.LambdaLR(o, epoch => 1.0 / (1 + epoch)),
        ["MultiplicativeLR"] = o => optim.lr_scheduler.MultiplicativeLR(o, _ => 0.8),
        ["LinearLR"] = o => optim.lr_scheduler.LinearLR(o, 0.5, 1.0, 4),
        ["ConstantLR"] = o => optim.lr_scheduler.ConstantLR(o, 0.25, 3),
        ["OneCycleLR"] = o => optim.lr_scheduler.OneCycleLR(o, 0.5, total_steps: 10, cycle_momentum: false),
        ["OneCycleLR linear"] = o => optim.lr_scheduler.OneCycleLR(
            o, 0.5, epochs: 2, steps_per_epoch: 5, anneal_strategy: optim.lr_scheduler.impl.OneCycleLR.AnnealStrategy.Linear,
            cycle_momentum: false, three_phase: true),
        ["SequentialLR"] = o => optim.lr_scheduler.SequentialLR(
            o, [optim.lr_scheduler.LinearLR(o, 0.1, 1.0, 3), optim.lr_scheduler.ExponentialLR(o, 0.9)], [4]),
        ["ChainedLR"] = o => optim.lr_scheduler.ChainedLR(
            [optim.lr_scheduler.ConstantLR(o, 0.1, 2), optim.lr_scheduler.ExponentialLR(o, 0.9)]),
        ["PolynomialLR"] = o => optim.lr_scheduler.PolynomialLR(o, 6, 2),
    };

    public static IEnumerable<object[]> OptimizerNames => NnFixtures.Names(NnFixtures.Optim("optimizers"));

    public static IEnumerable<object[]> SchedulerNames => NnFixtures.Names(NnFixtures.Optim("schedulers"));

    [TestMethod]
    [DynamicData(nameof(OptimizerNames))]
    public void Trajectory_is_the_same(string name)
    {
        using var scope = NewDisposeScope();
        var expected = NnFixtures.Case(NnFixtures.Optim("optimizers"), name);
        var (x, y, weight) = Problem(expected);
        using var optimizer = Make[name]([weight]);
        var number = 0;
        foreach (var step in expected.GetProperty("steps").EnumerateArray())
        {
            Step(optimizer, x, y, weight);
            NnFixtures.ValuesAreClose(step, Values(weight), $"after step {++number}", 1e-6);
        }
    }

    [TestMethod]
    [DynamicData(nameof(OptimizerNames))]
    public void Saved_state_continues_the_trajectory(string name)
    {
        using var scope = NewDisposeScope();
        var expected = NnFixtures.Case(NnFixtures.Optim("optimizers"), name);
        var (x, y, first) = Problem(expected);
        using var before = (OptimizerHelper)Make[name]([first]);
        for (var i = 0; i < 6; i++) Step(before, x, y, first);
        using var file = new MemoryStream();
        before.save_state_dict(new BinaryWriter(file));

        file.Position = 0;
        var second = new Parameter(first.detach().clone());
        using var after = (OptimizerHelper)Make[name]([second]);
        after.load_state_dict(new BinaryReader(file));
        foreach (var step in expected.GetProperty("steps").EnumerateArray().Skip(6))
        {
            Step(after, x, y, second);
            NnFixtures.ValuesAreClose(step, Values(second), "continued", 1e-6);
        }
    }

    [TestMethod]
    public void State_dict_can_be_loaded_from_another_optimizer()
    {
        using var scope = NewDisposeScope();
        var (x, y, first) = Problem(NnFixtures.Case(NnFixtures.Optim("optimizers"), "Adam"));
        using var source = optim.Adam([first], 0.05);
        Step(source, x, y, first);
        var second = new Parameter(first.detach().clone());
        using var target = optim.Adam([second], 0.9);
        target.load_state_dict(source.state_dict());
        Assert.IsTrue(target.state_dict().State[0].ApproximatelyEquals(source.state_dict().State[0]));
        Assert.AreEqual(0.05, target.ParamGroups.Single().LearningRate);
    }

    [TestMethod]
    public void State_of_another_optimizer_type_is_refused()
    {
        using var scope = NewDisposeScope();
        var parameter = nn.Parameter(zeros(2));
        using var adam = optim.Adam([parameter]);
        using var sgd = optim.SGD([parameter], 0.1);
        using var file = new MemoryStream();
        adam.save_state_dict(new BinaryWriter(file));
        file.Position = 0;
        Assert.ThrowsExactly<InvalidDataException>(() => sgd.load_state_dict(new BinaryReader(file)));
    }

    [TestMethod]
    public void Groups_keep_their_own_learning_rates()
    {
        using var scope = NewDisposeScope();
        var (first, second) = (nn.Parameter(zeros(1)), nn.Parameter(zeros(1)));
        using var optimizer = optim.SGD([new SGD.ParamGroup([first], lr: 1.0), new SGD.ParamGroup { Parameters = [second] }], 0.1);
        (first.sum() + second.sum()).backward();
        optimizer.step();
        Assert.AreEqual(-1, first.ToDouble(), 1e-6);
        Assert.AreEqual(-0.1, second.ToDouble(), 1e-6);
    }

    [TestMethod]
    public void Betas_of_a_group_can_be_read_and_set()
    {
        using var scope = NewDisposeScope();
        using var optimizer = optim.Adam([nn.Parameter(zeros(1))], beta1: 0.5);
        var group = (optim.IBetas)optimizer.ParamGroups.Single();
        group.Betas = (0.1, group.Betas.Item2);
        Assert.AreEqual((0.1, 0.999), group.Betas);
    }

    [TestMethod]
    public void Closure_is_evaluated_with_gradients_and_returned()
    {
        using var scope = NewDisposeScope();
        var parameter = nn.Parameter(ones(1));
        using var optimizer = optim.SGD([parameter], 0.5);
        var loss = optimizer.step(() =>
        {
            var value = (parameter * parameter).sum();
            value.backward();
            return value;
        });
        Assert.AreEqual(1, loss!.ToDouble());
        Assert.AreEqual(0, parameter.ToDouble(), 1e-6);
    }

    [TestMethod]
    public void Negative_learning_rate_is_refused()
    {
        using var scope = NewDisposeScope();
        var parameter = nn.Parameter(zeros(1));
        Assert.ThrowsExactly<ArgumentException>(() => optim.Adam([parameter], lr: -1));
    }

    [TestMethod]
    public void Disposed_optimizer_leaves_no_tensors_behind()
    {
        var parameter = nn.Parameter(ones(3));
        parameter.sum().backward();
        using (parameter)
        {
            var before = NnFixtures.LivingTensors();
            using (var optimizer = optim.Adam([parameter], amsgrad: true)) optimizer.step();
            Assert.AreEqual(before, Tensor.TotalCount);
        }
    }

    [TestMethod]
    [DynamicData(nameof(SchedulerNames))]
    public void Schedule_is_the_same(string name)
    {
        using var scope = NewDisposeScope();
        using var optimizer = optim.SGD([nn.Parameter(zeros(1))], 0.2);
        var scheduler = Schedule[name](optimizer);
        var rates = new List<double> { optimizer.ParamGroups.Single().LearningRate };
        for (var epoch = 0; epoch < 9; epoch++)
        {
            scheduler.step();
            rates.Add(scheduler.get_last_lr().Single());
        }

        NnFixtures.ValuesAreClose(NnFixtures.Case(NnFixtures.Optim("schedulers"), name).GetProperty("rates"), rates, "rate", 1e-9);
    }

    [TestMethod]
    public void Rate_falls_when_the_metric_stands_still()
    {
        using var scope = NewDisposeScope();
        using var optimizer = optim.SGD([nn.Parameter(zeros(1))], 0.2);
        var scheduler = optim.lr_scheduler.ReduceLROnPlateau(optimizer, factor: 0.5, patience: 1, cooldown: 1, min_lr: [0.03]);
        var expected = NnFixtures.Optim("plateau");
        var rates = new List<double>();
        foreach (var metric in expected.GetProperty("metrics").EnumerateArray())
        {
            scheduler.step(metric.GetDouble());
            rates.Add(optimizer.ParamGroups.Single().LearningRate);
        }

        NnFixtures.ValuesAreClose(expected.GetProperty("rates"), rates, "rate", 1e-9);
    }

    [TestMethod]
    public void One_cycle_runs_the_momentum_against_the_rate()
    {
        using var scope = NewDisposeScope();
        using var optimizer = optim.Adam([nn.Parameter(zeros(1))]);
        var scheduler = optim.lr_scheduler.OneCycleLR(optimizer, 0.5, total_steps: 10, pct_start: 0.5);
        var group = (optim.IBetas)optimizer.ParamGroups.Single();
        Assert.AreEqual(0.95, group.Betas.Item1, 1e-9);
        for (var i = 0; i < 4; i++) scheduler.step();
        Assert.AreEqual(0.85, group.Betas.Item1, 1e-9);
        Assert.AreEqual(0.5, optimizer.ParamGroups.Single().LearningRate, 1e-9);
    }

    [TestMethod]
    public void Gradient_norm_is_clipped_and_returned()
    {
        foreach (var expected in NnFixtures.Optim("clipping").EnumerateArray())
        {
            using var scope = NewDisposeScope();
            var parameters = expected.GetProperty("gradients").EnumerateArray().Select(item => nn.Parameter(zeros(NnFixtures.Shape(item)))).ToArray();
            foreach (var parameter in parameters) parameter.grad = linspace(-1, 1, parameter.numel()).reshape(parameter.shape);
            var order = expected.GetProperty("norm_type").GetDouble();
            if (order > 1e300) order = double.PositiveInfinity;
            var norm = nn.utils.clip_grad_norm_(parameters, expected.GetProperty("max_norm").GetDouble(), order);
            Assert.AreEqual(expected.GetProperty("norm").GetDouble(), norm, 1e-5);
            foreach (var (gradient, parameter) in expected.GetProperty("gradients").EnumerateArray().Zip(parameters))
                NnFixtures.AreClose(gradient, parameter.grad!, "clipped");
        }
    }

    [TestMethod]
    public void Gradient_values_are_clipped()
    {
        using var scope = NewDisposeScope();
        var parameter = nn.Parameter(zeros(5));
        parameter.grad = linspace(-2, 2, 5);
        nn.utils.clip_grad_value_([parameter], 0.5);
        CollectionAssert.AreEqual(new[] { -0.5f, -0.5f, 0f, 0.5f, 0.5f }, parameter.grad!.data<float>().ToArray());
    }

    [TestMethod]
    public void Parameters_become_views_of_their_vector()
    {
        using var scope = NewDisposeScope();
        using var module = nn.Linear(3, 2);
        var vector = nn.utils.parameters_to_vector(module.parameters()).detach();
        nn.utils.vector_to_parameters(vector, module.parameters());
        vector.fill_(7);
        Assert.AreEqual(8 * 7, module.parameters().Sum(parameter => parameter.sum().ToDouble()));
        Assert.IsTrue(module.weight.requires_grad);
    }

    private static (Tensor x, Tensor y, Parameter weight) Problem(System.Text.Json.JsonElement item) =>
        (item.GetProperty("x").ToTensor(), item.GetProperty("y").ToTensor(), nn.Parameter(item.GetProperty("initial").ToTensor()));

    private static void Step(optim.Optimizer optimizer, Tensor x, Tensor y, Tensor weight)
    {
        optimizer.zero_grad();
        nn.functional.mse_loss(x.mm(weight), y).backward();
        optimizer.step();
    }

    private static double[] Values(Tensor tensor) => tensor.detach().to(ScalarType.Float64).reshape(-1).data<double>().ToArray();
}
