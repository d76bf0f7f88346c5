using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Compat.Tests.TorchSharp;

/// <summary>Operations whose backward pass is written in C#.</summary>
[TestClass]
public sealed class AutogradFunctionTests
{
    private sealed class Cube : autograd.SingleTensorFunction<Cube>
    {
        public override string Name => nameof(Cube);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var x = (Tensor)vars[0];
            ctx.save_for_backward([x]);
            ctx.save_data("factor", vars[1]);
            return x.pow(3) * (double)vars[1];
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output)
        {
            Tensor x = ctx.get_saved_variables()[0];
            return [grad_output * 3 * (double)ctx.get_data("factor") * x * x, null!];
        }
    }

    private sealed class SumAndDifference : autograd.MultiTensorFunction<SumAndDifference>
    {
        public override string Name => nameof(SumAndDifference);

        public override List<Tensor> forward(autograd.AutogradContext ctx, params object[] vars) =>
            [(Tensor)vars[0] + (Tensor)vars[1], (Tensor)vars[0] - (Tensor)vars[1]];

        public override List<Tensor> backward(autograd.AutogradContext ctx, List<Tensor> grad_outputs) =>
            [grad_outputs[0] + grad_outputs[1], grad_outputs[0] - grad_outputs[1]];
    }

    private sealed class SavesItsResult : autograd.SingleTensorFunction<SavesItsResult>
    {
        public override string Name => nameof(SavesItsResult);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            Tensor y = ((Tensor)vars[0]).exp();
            ctx.save_for_backward([y]);
            return y;
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) =>
            [grad_output * ctx.get_saved_variables()[0]];
    }

    private sealed class Doubles : autograd.SingleTensorFunction<Doubles>
    {
        public override string Name => nameof(Doubles);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars)
        {
            var x = (Tensor)vars[0];
            ctx.mark_dirty([x]);
            return x.mul_(2);
        }

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) => [grad_output * 2];
    }

    private sealed class Fails : autograd.SingleTensorFunction<Fails>
    {
        public override string Name => nameof(Fails);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars) => (Tensor)vars[0] * 1;

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) =>
            throw new InvalidOperationException("no way back");
    }

    private sealed class WrongCount : autograd.SingleTensorFunction<WrongCount>
    {
        public override string Name => nameof(WrongCount);

        public override Tensor forward(autograd.AutogradContext ctx, params object[] vars) => (Tensor)vars[0] * 1;

        public override List<Tensor> backward(autograd.AutogradContext ctx, Tensor grad_output) => [];
    }

    [TestMethod]
    public void Backward_uses_what_forward_saved()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = tensor(new[] { 1f, -2f }).requires_grad_();
        Cube.apply(x, 0.5).sum().backward();
        CoreFixture.AreClose(tensor(new[] { 1.5f, 6f }), x.grad!, "3 · 0.5 · x²");
    }

    [TestMethod]
    public void A_function_can_be_differentiated_twice()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = tensor(new[] { 1f, -2f }).requires_grad_();
        Tensor first = autograd.grad([Cube.apply(x, 0.5).sum()], [x], retain_graph: true, create_graph: true)[0];
        Tensor second = autograd.grad([first.sum()], [x])[0];
        CoreFixture.AreClose(tensor(new[] { 3f, -6f }), second, "6 · 0.5 · x");
    }

    [TestMethod]
    public void Several_results_each_bring_their_gradient()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor a = tensor(new[] { 1f, 2f }).requires_grad_(), b = tensor(new[] { 5f, 7f }).requires_grad_();
        List<Tensor> both = SumAndDifference.apply(a, b);
        (both[0] * 2 + both[1] * 3).sum().backward();
        CoreFixture.AreClose(tensor(new[] { 5f, 5f }), a.grad!, "a");
        CoreFixture.AreClose(tensor(new[] { -1f, -1f }), b.grad!, "b");
    }

    [TestMethod]
    public void A_result_that_is_not_used_counts_as_a_gradient_of_zero()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor a = tensor(new[] { 1f, 2f }).requires_grad_();
        SumAndDifference.apply(a, ones(2))[0].sum().backward();
        CoreFixture.AreClose(ones(2), a.grad!, "a");
    }

    [TestMethod]
    public void A_saved_result_does_not_keep_the_graph_alive()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        long before = Tensor.TotalCount;
        using (NewDisposeScope())
        {
            Tensor x = tensor(new[] { 0f, 1f }).requires_grad_();
            SavesItsResult.apply(x).sum().backward();
            CoreFixture.AreClose(x.exp().detach(), x.grad!, "exp");
        }
        Assert.IsLessThanOrEqualTo(before, Tensor.TotalCount);
    }

    [TestMethod]
    public void Work_in_place_is_recorded()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = ones(2).requires_grad_();
        Tensor y = x * 3;
        Doubles.apply(y).sum().backward();
        CoreFixture.AreClose(full(2, 6f), x.grad!, "2 · 3");
    }

    [TestMethod]
    public void Nothing_is_recorded_while_gradients_are_off()
    {
        using DisposeScope scope = NewDisposeScope();
        using (no_grad()) Assert.IsFalse(Cube.apply(ones(2).requires_grad_(), 1.0).requires_grad);
    }

    [TestMethod]
    public void A_failure_in_backward_arrives_with_its_message()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor y = Fails.apply(ones(2).requires_grad_()).sum();
        StringAssert.Contains(Assert.ThrowsExactly<ExternalException>(() => y.backward()).Message, "no way back");
    }

    [TestMethod]
    public void The_number_of_gradients_is_checked()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor y = WrongCount.apply(ones(2).requires_grad_()).sum();
        StringAssert.Contains(Assert.ThrowsExactly<ExternalException>(() => y.backward()).Message, "incorrect number of gradients");
    }
}
