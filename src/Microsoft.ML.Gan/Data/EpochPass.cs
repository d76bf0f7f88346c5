namespace Microsoft.ML.Gan.Data;

/// <summary>
/// One pass over a view in a given epoch. A cursor has no parameter for the epoch, so the pass rebuilds the view over the same data, with the epoch
/// set in each view of AugmentImages.
/// </summary>
internal sealed class EpochPass(long epoch)
{
    /// <summary>Whether a cursor reads images that are augmented in the view: then rows differ in each epoch and must not be kept.</summary>
    public bool DependsOnEpoch { get; private set; }

    /// <summary>The epoch, for a view whose augmented images are about to be read.</summary>
    public long Ask()
    {
        DependsOnEpoch = true;
        return epoch;
    }

    /// <summary>
    /// The view in this epoch, or the view itself if there is no AugmentImages below it. Views of this library and transforms of ML.NET are followed
    /// to their sources; other views are not, so augmentation below them has the draws of epoch 0.
    /// </summary>
    public IDataView Of(IDataView view)
    {
        if (view is IDerivedView derived)
        {
            var source = Of(derived.Source);
            if (view is IAugmentedView { ChangesRows: true } augmented)
                return augmented.Over(source, this);
            return ReferenceEquals(source, derived.Source) ? view : derived.Over(source);
        }

        if (MlNet.SourceOf(view) is not { } below)
            return view;
        var rebuilt = Of(below);
        return ReferenceEquals(rebuilt, below) ? view : MlNet.Over(view, rebuilt);
    }
}
