namespace Microsoft.ML.Gan.Metrics;

/// <summary>The names of the library's metrics and of their numbers. Metrics of a user's own cannot take them.</summary>
internal static class MetricNames
{
    public const string Fid = "FID";
    public const string Kid = "KID";
    public const string InceptionScore = "IS";
    public const string PrecisionRecall = "precision and recall";
    public const string Precision = "precision";
    public const string Recall = "recall";
    public const string DensityCoverage = "density and coverage";
    public const string Density = "density";
    public const string Coverage = "coverage";
    public const string Similarity = "MS-SSIM";
    public const string CopyCheck = "nearest neighbours";
    public const string CopyRate = "copy rate";
    public const string NearCopies = "near copies";
    public const string Discriminator = "discriminator";
    public const string DeceptionRate = "deception rate";
    public const string DiscriminatorAccuracy = "discriminator accuracy";
    public const string DiscriminatorAuc = "discriminator AUC";
    public const string Classifier = "classifier";
    public const string IntendedClassRate = "intended class rate";
    public const string SyntheticClassifierAccuracy = "synthetic classifier accuracy";

    private static readonly HashSet<string> _all = new(StringComparer.OrdinalIgnoreCase)
    {
        Fid, Kid, InceptionScore, PrecisionRecall, Precision, Recall, DensityCoverage, Density, Coverage, Similarity, CopyCheck, CopyRate, NearCopies,
        Discriminator, DeceptionRate, DiscriminatorAccuracy, DiscriminatorAuc, Classifier, IntendedClassRate, SyntheticClassifierAccuracy,
    };

    /// <summary>Whether one of the library's metrics or numbers has this name, in upper or lower case.</summary>
    public static bool IsReserved(string name) => _all.Contains(name);
}
