using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Networks;

/// <summary>The first and last layers, computed as matrix products, against libtorch's convolutions on the same weights.</summary>
[TestClass]
public class DenseEndsTests
{
    private const double Tolerance = 1e-5;

    [TestMethod]
    public void LatentToImage_is_a_transposed_convolution_of_one_pixel()
    {
        using var scope = NewDisposeScope();
        AssertSameThroughTwoGradients(
            new LatentToImage(7, 6, 4, 5),
            (z, weight) => nn.functional.conv_transpose2d(z.unsqueeze(2).unsqueeze(3), weight),
            Pattern.Uniform(1, 3, 7));
    }

    [TestMethod]
    public void ImageToLogit_is_a_convolution_over_the_whole_image()
    {
        using var scope = NewDisposeScope();
        AssertSameThroughTwoGradients(
            new ImageToLogit(6, 4, 5),
            (x, weight) => nn.functional.conv2d(x, weight).flatten(1),
            Pattern.Uniform(1, 3, 6, 4, 5));
    }

    /// <summary>
    /// Output; the gradients of input and weight; and the gradients of a penalty made of the input's gradient, as gradient
    /// penalties need them.
    /// </summary>
    private static void AssertSameThroughTwoGradients(nn.Module<Tensor, Tensor> layer, Func<Tensor, Tensor, Tensor> stock, Tensor input)
    {
        using (layer)
        {
            Pattern.Fill(layer.ToChannelsLast(), 10, 0.3);
            var weight = layer.parameters().Single();
            var actual = Passes(x => layer.call(x), input, weight);
            var expected = Passes(x => stock(x, weight), input, weight);
            foreach (var (name, value) in expected)
                TensorAssert.AreClose(value, actual[name], Tolerance * Math.Max(1, value.abs().max().item<float>()), name);
        }
    }

    private static Dictionary<string, Tensor> Passes(Func<Tensor, Tensor> layer, Tensor input, Tensor weight)
    {
        var x = input.clone().requires_grad_();
        var output = layer(x);
        var curved = (output.tanh() * Pattern.Uniform(2, output.shape)).sum();
        var first = autograd.grad([curved], [x, weight], retain_graph: true, create_graph: true);
        var second = autograd.grad([first[0].square().sum()], [x, weight]);
        return new()
        {
            ["output"] = output.detach(),
            ["gradient of the input"] = first[0].detach(),
            ["gradient of the weight"] = first[1].detach(),
            ["second gradient of the input"] = second[0],
            ["second gradient of the weight"] = second[1],
        };
    }
}
