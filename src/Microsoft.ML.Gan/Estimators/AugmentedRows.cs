namespace Microsoft.ML.Gan;

/// <summary>
/// Which rows a fitted <c>AugmentImages</c> changes, and to which a fitted <c>AugmentWithGan</c> adds. ML.NET's <c>CrossValidate</c> and
/// prediction engines run every stage of a pipeline, whatever its scope: only the stage itself can tell training from scoring.
/// </summary>
public enum AugmentedRows
{
    /// <summary>
    /// The rows that it was fitted to: those that a pipeline's <c>Fit</c> passes to the next stage, and those of <c>Transform</c> of the same view.
    /// All other rows, also those of a loaded model and of prediction engines, pass unchanged.
    /// </summary>
    Fitted,

    /// <summary>All rows.</summary>
    All,
}
