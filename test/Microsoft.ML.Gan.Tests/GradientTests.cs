using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests;

[TestClass]
public class GradientTests
{
    [TestMethod]
    public void What_the_value_does_not_depend_on_has_the_gradient_0()
    {
        using var scope = NewDisposeScope();
        var (x, y) = (tensor(new[] { 1f, 2f }).requires_grad_(), ones(3).requires_grad_());

        var gradients = Gradient.Of(x.square().sum(), [x, y]);

        TensorAssert.AreIdentical(tensor(new[] { 2f, 4f }), gradients[0], "of x");
        TensorAssert.AreIdentical(zeros(3), gradients[1], "of y");
    }

    [TestMethod]
    public void A_gradient_can_be_derived_again()
    {
        using var scope = NewDisposeScope();
        var x = tensor(new[] { 1f, 2f }).requires_grad_();
        var first = Gradient.Of(x.pow(3).sum(), x, differentiable: true);

        TensorAssert.AreIdentical(tensor(new[] { 6f, 12f }), Gradient.Of(first.sum(), x), "the second derivative");
        Assert.IsFalse(Gradient.Of(x.square().sum(), x).requires_grad);
    }

    /// <summary>A user's loss that forgot the discriminator must not end the process.</summary>
    [TestMethod]
    public void A_value_that_depends_on_nothing_is_an_error()
    {
        using var scope = NewDisposeScope();
        var x = ones(2).requires_grad_();

        var error = Assert.ThrowsExactly<ExternalException>(() => Gradient.Of(ones(2).sum(), x));

        Assert.Contains("does not require grad", error.Message);
    }
}
