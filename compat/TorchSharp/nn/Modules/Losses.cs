using static TorchSharp.torch;

namespace TorchSharp.Modules;

public sealed class MSELoss(nn.Reduction reduction = nn.Reduction.Mean)
    : Loss<Tensor, Tensor, Tensor>(reduction)
{
    public override Tensor forward(Tensor input, Tensor target) =>
        nn.functional.mse_loss(input, target, reduction);
}

public sealed class L1Loss(nn.Reduction reduction = nn.Reduction.Mean)
    : Loss<Tensor, Tensor, Tensor>(reduction)
{
    public override Tensor forward(Tensor input, Tensor target) =>
        nn.functional.l1_loss(input, target, reduction);
}

public sealed class SmoothL1Loss(nn.Reduction reduction = nn.Reduction.Mean, double beta = 1.0)
    : Loss<Tensor, Tensor, Tensor>(reduction)
{
    public double beta { get; } = beta;

    public override Tensor forward(Tensor input, Tensor target) =>
        nn.functional.smooth_l1_loss(input, target, reduction, beta);
}

public sealed class HuberLoss(double delta = 1.0, nn.Reduction reduction = nn.Reduction.Mean)
    : Loss<Tensor, Tensor, Tensor>(reduction)
{
    public double delta { get; } = delta;

    public override Tensor forward(Tensor input, Tensor target) =>
        nn.functional.huber_loss(input, target, delta, reduction);
}

public sealed class SoftMarginLoss(nn.Reduction reduction = nn.Reduction.Mean)
    : Loss<Tensor, Tensor, Tensor>(reduction)
{
    public override Tensor forward(Tensor input, Tensor target) =>
        nn.functional.soft_margin_loss(input, target, reduction);
}

public sealed class HingeEmbeddingLoss(double margin = 0.0, nn.Reduction reduction = nn.Reduction.Mean)
    : Loss<Tensor, Tensor, Tensor>(reduction)
{
    public double margin { get; } = margin;

    public override Tensor forward(Tensor input, Tensor target) =>
        nn.functional.hinge_embedding_loss(input, target, margin, reduction);
}

public sealed class KLDivLoss(bool log_target = true, nn.Reduction reduction = nn.Reduction.Mean)
    : Loss<Tensor, Tensor, Tensor>(reduction)
{
    public bool log_target { get; } = log_target;

    public override Tensor forward(Tensor input, Tensor target) =>
        nn.functional.kl_div(input, target, log_target, reduction);
}

public sealed class BCELoss(Tensor? weight = null, nn.Reduction reduction = nn.Reduction.Mean)
    : WeightedLoss<Tensor, Tensor, Tensor>(weight, reduction)
{
    public override Tensor forward(Tensor input, Tensor target) =>
        nn.functional.binary_cross_entropy(input, target, weight, reduction);
}

public sealed class BCEWithLogitsLoss(Tensor? weight = null, nn.Reduction reduction = nn.Reduction.Mean, Tensor? pos_weights = null)
    : WeightedLoss<Tensor, Tensor, Tensor>(weight, reduction)
{
    public Tensor? pos_weights { get; } = pos_weights;

    public override Tensor forward(Tensor input, Tensor target) =>
        nn.functional.binary_cross_entropy_with_logits(input, target, weight, reduction, pos_weights);
}

public sealed class NLLLoss(Tensor? weight = null, nn.Reduction reduction = nn.Reduction.Mean)
    : WeightedLoss<Tensor, Tensor, Tensor>(weight, reduction)
{
    public override Tensor forward(Tensor input, Tensor target) =>
        nn.functional.nll_loss(input, target, weight, reduction);
}

public sealed class CrossEntropyLoss(Tensor? weight = null, long? ignore_index = null, nn.Reduction reduction = nn.Reduction.Mean, double label_smoothing = 0.0)
    : WeightedLoss<Tensor, Tensor, Tensor>(weight, reduction)
{
    public long? ignore_index { get; } = ignore_index;

    public double label_smoothing { get; } = label_smoothing;

    public override Tensor forward(Tensor input, Tensor target) =>
        nn.functional.cross_entropy(input, target, weight, ignore_index ?? -100, reduction, label_smoothing);
}

public sealed class CosineEmbeddingLoss(double margin = 0.0, nn.Reduction reduction = nn.Reduction.Mean)
    : Loss<Tensor, Tensor, Tensor, Tensor>(reduction)
{
    public double margin { get; } = margin;

    public override Tensor forward(Tensor input1, Tensor input2, Tensor target) =>
        nn.functional.cosine_embedding_loss(input1, input2, target, margin, reduction);
}

public sealed class MarginRankingLoss(double margin = 0.0, nn.Reduction reduction = nn.Reduction.Mean)
    : Loss<Tensor, Tensor, Tensor, Tensor>(reduction)
{
    public double margin { get; } = margin;

    public override Tensor forward(Tensor input1, Tensor input2, Tensor target) =>
        nn.functional.margin_ranking_loss(input1, input2, target, margin, reduction);
}
