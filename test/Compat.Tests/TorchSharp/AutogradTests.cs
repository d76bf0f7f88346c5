using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Compat.Tests.TorchSharp;

/// <summary>Modes and rules of automatic differentiation, as upstream has them.</summary>
[TestClass]
public sealed class AutogradTests
{
    [TestMethod]
    public void Creating_a_graph_frees_the_first_one_unless_it_is_retained()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = ones(3).requires_grad_();
        Tensor y = (x * x * x).sum();
        Tensor gradient = autograd.grad([y], [x], create_graph: true)[0];
        Assert.ThrowsExactly<ExternalException>(() => gradient.pow(2).sum().backward());
    }

    [TestMethod]
    public void Gradients_accumulate_until_they_are_taken_away()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = ones(2).requires_grad_();
        (x * 2).sum().backward();
        (x * 3).sum().backward();
        Assert.AreEqual(5.0, x.grad![0].ToDouble());
        x.grad = null;
        Assert.IsNull(x.grad);
    }

    [TestMethod]
    public void Inputs_that_are_not_used_come_back_as_null_where_that_is_allowed()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = ones(2).requires_grad_(), unused = ones(2).requires_grad_();
        Assert.IsNull(autograd.grad([x.sum()], [x, unused], allow_unused: true)[1]);
        Assert.ThrowsExactly<ExternalException>(() => autograd.grad([x.sum()], [x, unused]));
    }

    [TestMethod]
    public void No_grad_ends_with_its_block()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = ones(2).requires_grad_();
        using (no_grad())
        {
            Assert.IsFalse((x * 2).requires_grad);
            using (enable_grad()) Assert.IsTrue((x * 2).requires_grad);
        }
        Assert.IsTrue((x * 2).requires_grad);
        Assert.IsTrue(is_grad_enabled());
    }

    [TestMethod]
    public void Inference_mode_makes_tensors_that_cannot_be_recorded()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = ones(2).requires_grad_();
        using (inference_mode())
        {
            Assert.IsTrue(is_inference_mode_enabled());
            Assert.IsFalse((x * 2).requires_grad);
        }
        Assert.IsFalse(is_inference_mode_enabled());
    }

    [TestMethod]
    public void A_given_gradient_weighs_the_result()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = ones(2).requires_grad_();
        autograd.backward(x * 2, tensor(new[] { 1f, 10f }));
        CoreFixture.AreClose(tensor(new[] { 2f, 20f }), x.grad!, "gradient");
    }

    [TestMethod]
    public void In_place_methods_return_the_tensor_itself()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = zeros(3);
        Assert.AreSame(x, x.add_(1));
        Assert.AreSame(x, x.normal_());
        Assert.AreSame(x, x.fill_(0));
    }

    [TestMethod]
    public void Zero_changes_nothing_as_upstream()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = ones(3);
        CoreFixture.AreClose(zeros(3), x.zero_(), "what it returns");
        CoreFixture.AreClose(ones(3), x, "the tensor");
    }

    [TestMethod]
    public void Anomaly_mode_is_put_back()
    {
        using (autograd.detect_anomaly()) Assert.IsTrue(AnomalyMode.IsEnabled);
        Assert.IsFalse(AnomalyMode.IsEnabled);
    }
}
