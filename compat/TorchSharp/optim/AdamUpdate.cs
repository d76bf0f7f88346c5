using static TorchSharp.torch;

namespace TorchSharp.Modules;

// The arithmetic that Adam and AdamW have in common, in the order in which Python does it: results are equal to the bit.
internal static class AdamUpdate
{
    internal static void Check(double lr, double beta1, double beta2, double eps, double weight_decay)
    {
        OptimizerHelper.CheckRange(lr, 0, double.PositiveInfinity, "learning rate");
        OptimizerHelper.CheckRange(eps, 0, double.PositiveInfinity, "eps");
        OptimizerHelper.CheckRange(beta1, 0, 1, nameof(beta1));
        OptimizerHelper.CheckRange(beta2, 0, 1, nameof(beta2));
        OptimizerHelper.CheckRange(weight_decay, 0, double.PositiveInfinity, "weight_decay value");
    }

    internal static void Apply(
        Tensor parameter, Tensor gradient, Tensor mean, Tensor square, Tensor? largestSquare,
        long step, double lr, double beta1, double beta2, double eps)
    {
        mean.mul_(beta1).add_(gradient, alpha: 1 - beta1);
        square.mul_(beta2).addcmul_(gradient, gradient, value: 1 - beta2);
        var second = square;
        if (largestSquare is not null)
        {
            largestSquare.copy_(maximum(largestSquare, square));
            second = largestSquare;
        }

        var denominator = second.sqrt().div_(Math.Sqrt(1 - Math.Pow(beta2, step))).add_(eps);
        parameter.addcdiv_(mean, denominator, value: -lr / (1 - Math.Pow(beta1, step)));
    }
}
