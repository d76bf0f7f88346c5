using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Networks;

/// <summary>Convolutions that double or halve the image in one operation, against two of libtorch's own, through two gradients.</summary>
[TestClass]
public class ResampledConvolutionTests
{
    [TestMethod]
    [DataRow(3)]
    [DataRow(1)]
    public void Doubled_is_nearest_neighbours_and_a_convolution(int kernel) => AssertSame(
        Rescaling.Doubled,
        kernel,
        (x, weight, bias) => nn.functional.conv2d(Nearest(x), weight, bias, padding: [kernel / 2, kernel / 2]),
        Pattern.Uniform(1, 2, 3, 5, 4));

    [TestMethod]
    [DataRow(3, 6, 8)]
    [DataRow(1, 6, 8)]
    [DataRow(3, 5, 7)]
    [DataRow(1, 5, 7)]
    public void Halved_is_a_convolution_and_means_of_four(int kernel, int height, int width) => AssertSame(
        Rescaling.Halved,
        kernel,
        (x, weight, bias) => nn.functional.avg_pool2d(nn.functional.conv2d(x, weight, bias, padding: [kernel / 2, kernel / 2]), 2),
        Pattern.Uniform(1, 2, 3, height, width));

    private static Tensor Nearest(Tensor x) => nn.functional.interpolate(x, scale_factor: [2, 2], mode: InterpolationMode.Nearest);

    private static void AssertSame(Rescaling rescaling, int kernel, Func<Tensor, Tensor, Tensor, Tensor> stock, Tensor input)
    {
        using var scope = NewDisposeScope();
        var weight = Pattern.Uniform(2, 4, 3, kernel, kernel).requires_grad_();
        var bias = Pattern.Uniform(3, 4).requires_grad_();
        var expected = Passes(x => stock(x, weight, bias), input, weight, bias);
        var actual = Passes(x => ResampledConvolution.Apply(x, weight, bias, rescaling), input, weight, bias);
        for (var i = 0; i < expected.Length; i++)
            TensorAssert.AreClose(expected[i], actual[i], 1e-5 * Math.Max(1, expected[i].abs().max().item<float>()), $"Tensor {i}");
    }

    private static Tensor[] Passes(Func<Tensor, Tensor> layer, Tensor input, Tensor weight, Tensor bias)
    {
        var x = input.clone().requires_grad_();
        var output = layer(x);
        var curved = (output.tanh() * Pattern.Uniform(4, output.shape)).sum();
        var first = autograd.grad([curved], [x, weight, bias], retain_graph: true, create_graph: true);
        var second = autograd.grad([first[0].square().sum()], [x, weight]);
        return [output.detach(), .. first.Select(one => one.detach()), .. second];
    }
}
