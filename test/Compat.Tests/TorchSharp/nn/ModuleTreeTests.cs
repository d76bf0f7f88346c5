using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Compat.Tests.Networks;

[TestClass]
public class ModuleTreeTests
{
    [TestMethod]
    public void Fields_are_registered_under_their_names()
    {
        using var scope = NewDisposeScope();
        using var net = new Net();
        CollectionAssert.AreEqual(
            new[] { "scale", "first.weight", "first.bias", "blocks.0.0.weight", "blocks.0.0.bias", "blocks.1.1.weight", "blocks.1.1.bias", "offset",
                "blocks.1.1.running_mean", "blocks.1.1.running_var", "blocks.1.1.num_batches_tracked" },
            net.state_dict().Keys.ToArray());
    }

    [TestMethod]
    public void Shared_parameter_is_listed_once()
    {
        using var scope = NewDisposeScope();
        using var shared = nn.Linear(2, 2);
        using var net = nn.Sequential(shared, nn.ReLU(), shared);
        Assert.HasCount(2, net.parameters().ToList());
    }

    [TestMethod]
    public void Names_lead_to_parameters_and_buffers()
    {
        using var scope = NewDisposeScope();
        using var net = new Net();
        Assert.AreSame(net.first.weight, net.get_parameter("first.weight"));
        Assert.IsNotNull(net.get_buffer("blocks.1.1.running_mean"));
        Assert.IsTrue(net.has_parameter("scale"));
        Assert.IsFalse(net.has_parameter("first.nothing"));
        Assert.IsNull(net.get_buffer("nothing.at.all"));
    }

    [TestMethod]
    public void Module_names_have_a_place()
    {
        using var scope = NewDisposeScope();
        using var net = new Net();
        CollectionAssert.AreEqual(new[] { "first", "blocks" }, net.named_children().Select(item => item.name).ToArray());
        CollectionAssert.IsSubsetOf(new[] { "first", "blocks", "blocks.0", "blocks.1.1" }, net.named_modules().Select(item => item.name).ToArray());
    }

    [TestMethod]
    [DataRow("a.b")]
    [DataRow("")]
    public void Bad_module_name_is_refused(string name)
    {
        using var scope = NewDisposeScope();
        using var net = new Net();
        using var module = nn.ReLU();
        Assert.ThrowsExactly<ArgumentException>(() => net.register_module(name, module));
    }

    [TestMethod]
    public void Name_registered_twice_is_refused()
    {
        using var scope = NewDisposeScope();
        using var net = new Net();
        using var module = nn.ReLU();
        Assert.ThrowsExactly<InvalidOperationException>(() => net.register_module("first", module));
        Assert.ThrowsExactly<InvalidOperationException>(() => net.register_parameter("scale", nn.Parameter(zeros(1))));
        Assert.ThrowsExactly<InvalidOperationException>(() => net.register_buffer("offset", zeros(1)));
    }

    [TestMethod]
    public void Training_reaches_every_module()
    {
        using var scope = NewDisposeScope();
        using var net = new Net();
        net.eval();
        Assert.IsTrue(net.modules().All(module => !module.training) && !net.training);
        net.train();
        Assert.IsTrue(net.modules().All(module => module.training) && net.training);
    }

    [TestMethod]
    public void Moving_changes_the_type_of_what_is_floating_point()
    {
        using var scope = NewDisposeScope();
        using var net = new Net().to(ScalarType.Float64);
        Assert.IsTrue(net.parameters().All(parameter => parameter.dtype == ScalarType.Float64 && parameter.requires_grad));
        Assert.AreEqual(ScalarType.Float64, net.get_buffer("blocks.1.1.running_mean")!.dtype);
        Assert.AreEqual(ScalarType.Int64, net.get_buffer("blocks.1.1.num_batches_tracked")!.dtype);
        Assert.AreSame(net.Scale, net.get_parameter("scale"));
        Assert.AreEqual(ScalarType.Float64, net.call(ones([2, 3], ScalarType.Float64)).dtype);
    }

    [TestMethod]
    public void Moving_takes_the_gradient_along()
    {
        using var scope = NewDisposeScope();
        using var module = nn.Linear(2, 1);
        module.call(ones(1, 2)).sum().backward();
        module.to(ScalarType.Float64);
        Assert.AreEqual(ScalarType.Float64, module.weight.grad!.dtype);
    }

    [TestMethod]
    public void Moving_to_an_integer_type_is_refused()
    {
        using var scope = NewDisposeScope();
        using var module = nn.Linear(2, 1);
        Assert.ThrowsExactly<ArgumentException>(() => module.to(ScalarType.Int32));
    }

    [TestMethod]
    public void Moving_to_where_it_is_keeps_the_parameters()
    {
        using var scope = NewDisposeScope();
        using var module = nn.Linear(2, 1);
        var weight = module.weight;
        module.to(DeviceType.CPU).to(ScalarType.Float32);
        Assert.AreSame(weight, module.weight);
    }

    [TestMethod]
    public void Missing_and_unexpected_keys_are_refused_or_reported()
    {
        using var scope = NewDisposeScope();
        using var module = nn.Linear(2, 1);
        var state = new Dictionary<string, Tensor> { ["weight"] = ones(1, 2), ["extra"] = ones(1) };
        Assert.ThrowsExactly<InvalidOperationException>(() => module.load_state_dict(state));
        var (missing, unexpected) = module.load_state_dict(state, strict: false);
        CollectionAssert.AreEqual(new[] { "bias" }, missing.ToArray());
        CollectionAssert.AreEqual(new[] { "extra" }, unexpected.ToArray());
        Assert.AreEqual(2, module.weight.sum().ToDouble());
    }

    [TestMethod]
    public void Saved_module_is_loaded_with_the_same_values()
    {
        using var scope = NewDisposeScope();
        using var source = new Net();
        var file = new MemoryStream();
        source.save(new BinaryWriter(file));
        file.Position = 0;
        using var target = new Net();
        target.load(new BinaryReader(file));
        foreach (var (key, value) in source.state_dict()) Assert.IsTrue(value.allclose(target.state_dict()[key]), key);
    }

    [TestMethod]
    public void Saving_closes_the_stream()
    {
        using var scope = NewDisposeScope();
        using var module = nn.Linear(2, 1);
        var file = new MemoryStream();
        module.save(file);
        Assert.IsFalse(file.CanWrite);
    }

    [TestMethod]
    public void Hooks_see_and_change_what_passes()
    {
        using var scope = NewDisposeScope();
        using var module = nn.Identity();
        var before = module.register_forward_pre_hook((_, x) => x + 1);
        var after = module.register_forward_hook((_, _, y) => y * 10);
        Assert.AreEqual(20, module.call(ones(1)).ToDouble());
        before.remove();
        after.remove();
        Assert.AreEqual(1, module.call(ones(1)).ToDouble());
    }

    [TestMethod]
    public void Parameters_survive_the_scope_they_were_made_in()
    {
        Net net;
        using (NewDisposeScope()) net = new Net();
        using (net)
        using (NewDisposeScope())
            CollectionAssert.AreEqual(new long[] { 2, 4 }, net.call(ones(2, 3)).shape);
    }

    [TestMethod]
    public void Disposed_module_leaves_no_tensors_behind()
    {
        var before = NnFixtures.LivingTensors();
        using (var net = new Net())
        using (NewDisposeScope())
            net.call(ones(2, 3)).sum().backward();
        Assert.AreEqual(before, Tensor.TotalCount);
    }

    [TestMethod]
    public void Zero_grad_removes_gradients_or_zeroes_them()
    {
        using var scope = NewDisposeScope();
        using var module = nn.Linear(2, 1);
        module.call(ones(1, 2)).sum().backward();
        module.zero_grad(set_to_none: false);
        Assert.AreEqual(0, module.weight.grad!.abs().sum().ToDouble());
        module.zero_grad();
        Assert.IsNull(module.weight.grad);
    }

    [TestMethod]
    public void Sequential_can_be_sliced_and_appended()
    {
        using var scope = NewDisposeScope();
        using var net = nn.Sequential(("a", nn.Linear(2, 3)), ("b", nn.ReLU())).append("c", nn.Linear(3, 1));
        CollectionAssert.AreEqual(new[] { "a.weight", "a.bias", "c.weight", "c.bias" }, net.state_dict().Keys.ToArray());
        Assert.AreEqual(2, net[..2].Count);
        Assert.AreSame(net[2], net[(2, null)][0]);
        CollectionAssert.AreEqual(new long[] { 4, 1 }, net.call(ones(4, 2)).shape);
    }

    [TestMethod]
    public void Sequential_leaves_its_input_alone()
    {
        using var scope = NewDisposeScope();
        using var net = nn.Sequential(nn.Identity(), nn.ReLU(inplace: true), nn.Flatten());
        var input = ones(2, 2);
        using (net.call(input)) Assert.IsFalse(input.IsInvalid);
        Assert.AreEqual(4, input.sum().ToDouble());
    }

    [TestMethod]
    public void Parameter_takes_the_data_over()
    {
        using var scope = NewDisposeScope();
        var data = ones(3);
        var parameter = nn.Parameter(data);
        Assert.IsTrue(data.IsInvalid);
        Assert.IsTrue(parameter.requires_grad && parameter.is_leaf);
    }

    [TestMethod]
    public void Wrong_number_of_channels_is_refused()
    {
        using var scope = NewDisposeScope();
        using var module = nn.Conv2d(3, 4, 3);
        var input = ones(1, 2, 5, 5);
        Assert.ThrowsExactly<ArgumentException>(() => module.call(input));
    }

    [TestMethod]
    public void Transposed_convolution_makes_the_size_it_is_asked_for()
    {
        using var scope = NewDisposeScope();
        using var module = nn.ConvTranspose2d(1, 1, 3, stride: 2, padding: 1);
        var input = ones(1, 1, 4, 4);
        CollectionAssert.AreEqual(new long[] { 1, 1, 8, 8 }, module.forward(input, [8, 8]).shape);
        Assert.ThrowsExactly<ArgumentException>(() => module.forward(input, [10, 10]));
    }

    private sealed class Net : nn.Module<Tensor, Tensor>
    {
        public readonly Linear first = nn.Linear(3, 4);
        private readonly Parameter scale = nn.Parameter(ones(1));
        private readonly Tensor offset = zeros(1).DetachFromDisposeScope();
        private readonly ModuleList<Sequential> blocks;

        public Net() : base(nameof(Net))
        {
            blocks = nn.ModuleList(nn.Sequential(nn.Linear(4, 4)), nn.Sequential(nn.ReLU(), nn.BatchNorm1d(4)));
            scale.DetachFromDisposeScope();
            RegisterComponents();
        }

        public Parameter Scale => scale;

        public override Tensor forward(Tensor input)
        {
            using var hidden = first.call(input);
            using var next = blocks[0].call(hidden);
            using var last = blocks[1].call(next);
            using var scaled = last * scale;
            return scaled + offset.to(input.dtype);
        }
    }
}
