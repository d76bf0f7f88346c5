using Microsoft.ML.Gan;

namespace FashionMnist;

/// <summary>Which networks are trained, how, and for how long.</summary>
internal sealed record Recipe(string Name, IGanArchitecture Architecture, IGanLoss Loss, double Epochs)
{
    public const int BatchSize = 64;
    private const double KimgOfEpoch = 60;

    /// <summary>Training's length as the estimator wants it, in thousands of images.</summary>
    public double Kimg => Epochs * KimgOfEpoch;

    public static Recipe For(DemoOptions options) => options.Steps is { } steps
        ? Named(options) with { Epochs = steps * BatchSize / 1000.0 / KimgOfEpoch }
        : Named(options);

    private static Recipe Named(DemoOptions options) => options switch
    {
        // 100-256-512-1024-784 and its mirror, with LeakyReLU 0.2, dropout 0.3 and Adam at 2e-4 (0.5, 0.999).
        { Mlp: true } => new("MLP", GanArchitecture.Mlp(), GanLoss.NonSaturating(), options.Epochs ?? (options.Full ? 100 : 20)),
        { Full: true } => new("DCGAN, width 64", GanArchitecture.Dcgan(64, 64), GanLoss.Hinge(), options.Epochs ?? 50),
        // Half the published width: what two CPU cores train in the time of a coffee.
        _ => new("DCGAN, width 32", GanArchitecture.Dcgan(32, 32), GanLoss.Hinge(), options.Epochs ?? 7),
    };
}
