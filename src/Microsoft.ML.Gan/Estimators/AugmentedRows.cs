namespace Microsoft.ML.Gan;

/// <summary>
/// Which rows a fitted <c>AugmentImages</c> changes, and to which a fitted <c>AugmentWithGan</c> adds. ML.NET's <c>CrossValidate</c> and
/// prediction engines run every stage of a pipeline, whatever its scope: only the stage itself can tell training from scoring.
/// </summary>
public enum AugmentedRows
{
    /// <summary>
    /// The rows that it was fitted to: what <c>Fit</c> of a pipeline hands to the next stage, and <c>Transform</c> of the same view. All
    /// other rows, those of a loaded model and of prediction engines among them, pass as they are.
    /// </summary>
    Fitted,

    /// <summary>All rows that it is given, whoever asks.</summary>
    All,
}
