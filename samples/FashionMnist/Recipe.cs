using Microsoft.ML.Gan;

namespace FashionMnist;

/// <summary>Which networks are trained, how, and for how long.</summary>
internal sealed record Recipe(string Name, IGanArchitecture Architecture, IGanLoss Loss, double Epochs, long EpochImages)
{
    public const int BatchSize = 64;

    /// <summary>Training's length as the estimator wants it, in thousands of images.</summary>
    public double Kimg => Epochs * EpochImages / 1000;

    /// <param name="options">What the command line says.</param>
    /// <param name="images">How many images an epoch has.</param>
    public static Recipe For(DemoOptions options, long images) => options.Steps is { } steps
        ? Named(options, images) with { Epochs = (double)steps * BatchSize / images }
        : Named(options, images);

    private static Recipe Named(DemoOptions options, long images) => options switch
    {
        // 100-256-512-1024-784 and its mirror, with LeakyReLU 0.2, dropout 0.3 and Adam at 2e-4 (0.5, 0.999).
        { Mlp: true } => new("MLP", GanArchitecture.Mlp(), GanLoss.NonSaturating(), options.Epochs ?? (options.Full ? 100 : 20), images),
        { Full: true } => new("DCGAN, width 64", GanArchitecture.Dcgan(64, 64), GanLoss.Hinge(), options.Epochs ?? 50, images),
        // Half the published width: what two CPU cores train in the time of a coffee.
        _ => new("DCGAN, width 32", GanArchitecture.Dcgan(32, 32), GanLoss.Hinge(), options.Epochs ?? 7, images),
    };
}
