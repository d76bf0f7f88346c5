using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Compat.Tests.TorchSharp;

/// <summary>TorchScript functions: what goes in and what comes out, as upstream converts it.</summary>
[TestClass]
public sealed class JitTests
{
    private const string Script = """
        def scale(x, factor: float, times: int, negative: bool):
            y = x * factor * times
            return -y if negative else y

        def both(x, y):
            return x + y, x - y

        def mixed(x):
            return x, 3

        def numbers():
            return 2, 0.5

        def listed(xs: List[Tensor]):
            return [x * 2 for x in xs]

        def maybe(x: Optional[Tensor]):
            return x is None

        def nothing(x):
            return None

        def step(params: List[Tensor], grads: List[Tensor], rate: float):
            torch._foreach_add_(params, grads, alpha=-rate)

        def weight_gradient(grad, x, weight):
            return torch.convolution_backward(grad, x, weight, [0], [1, 1], [1, 1], [1, 1], False, [0, 0], 1, [False, True, False])[1]

        """;

    private static readonly jit.CompilationUnit Unit = jit.compile(Script);

    [TestMethod]
    public void Numbers_arrive_as_the_function_declares_them()
    {
        using DisposeScope scope = NewDisposeScope();
        var y = (Tensor)Unit.invoke("scale", ones(2), 0.5, 3, true);
        Assert.AreEqual(-1.5, y[0].ToDouble());
    }

    [TestMethod]
    public void A_pair_of_tensors_is_a_tuple()
    {
        using DisposeScope scope = NewDisposeScope();
        var (sum, difference) = Unit.invoke<(Tensor, Tensor)>("both", ones(2), ones(2) * 3);
        Assert.AreEqual(4.0, sum[0].ToDouble());
        Assert.AreEqual(-2.0, difference[0].ToDouble());
    }

    [TestMethod]
    public void A_mixed_tuple_is_one_of_objects()
    {
        using DisposeScope scope = NewDisposeScope();
        var (x, number) = ((object, object))Unit.invoke("mixed", ones(2));
        Assert.IsInstanceOfType<Tensor>(x);
        Assert.AreEqual(3, ((Scalar)number).ToInt32());
    }

    [TestMethod]
    public void Numbers_come_back_as_scalars()
    {
        var (whole, half) = ((Scalar, Scalar))Unit.invoke("numbers");
        Assert.AreEqual(2, whole.ToInt64());
        Assert.AreEqual(0.5, half.ToDouble());
    }

    [TestMethod]
    public void Lists_of_tensors_are_arrays_both_ways()
    {
        using DisposeScope scope = NewDisposeScope();
        var doubled = Unit.invoke<Tensor[]>("listed", new object[] { new[] { ones(1), ones(2) } });
        Assert.HasCount(2, doubled);
        Assert.AreEqual(4.0, doubled[1].sum().ToDouble());
    }

    [TestMethod]
    public void Null_is_none_both_ways()
    {
        using DisposeScope scope = NewDisposeScope();
        Assert.IsTrue(((Scalar)Unit.invoke("maybe", [null!])).ToBoolean());
        Assert.IsNull(Unit.invoke("nothing", ones(1)));
    }

    [TestMethod]
    public void Operators_that_have_no_method_are_within_reach()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor[] parameters = [ones(2), ones(3)];
        Unit.invoke("step", parameters, new[] { ones(2), ones(3) }, 0.25);
        Assert.AreEqual(0.75, parameters[1][2].ToDouble());
    }

    [TestMethod]
    public void Convolution_backward_gives_the_gradient_of_the_weight()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = randn(2, 3, 6, 6), weight = randn(4, 3, 3, 3).requires_grad_();
        Tensor y = nn.functional.conv2d(x, weight, padding: [1, 1]);
        Tensor expected = autograd.grad([y.sum()], [weight])[0];
        CoreFixture.AreClose(expected, (Tensor)Unit.invoke("weight_gradient", ones_like(y), x, weight.detach()), "gradient", 1e-4);
    }

    [TestMethod]
    public void Kinds_that_upstream_refuses_are_refused() =>
        Assert.ThrowsExactly<NotSupportedException>(() => Unit.invoke("maybe", [new long[] { 1 }]));

    [TestMethod]
    public void What_does_not_compile_says_where()
    {
        var error = Assert.ThrowsExactly<ExternalException>(() => jit.compile("def f(x):\n    return y\n"));
        StringAssert.Contains(error.Message, "undefined value y");
    }

    [TestMethod]
    public void An_unknown_function_is_named_in_the_error() =>
        StringAssert.Contains(Assert.ThrowsExactly<ExternalException>(() => Unit.invoke("missing")).Message, "missing");
}
