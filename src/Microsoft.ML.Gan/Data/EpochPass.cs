namespace Microsoft.ML.Gan.Data;

/// <summary>
/// One pass over a view in a given epoch. A cursor has no parameter for the epoch, so the pass builds the view again: over the same
/// data, but with each view of AugmentImages told the epoch.
/// </summary>
internal sealed class EpochPass(long epoch)
{
    /// <summary>Whether a cursor reads images that are augmented in the view: then rows look different in each epoch, and must not be kept.</summary>
    public bool DependsOnEpoch { get; private set; }

    /// <summary>The epoch, for a view whose augmented images are about to be read.</summary>
    public long Ask()
    {
        DependsOnEpoch = true;
        return epoch;
    }

    /// <summary>
    /// The view as it looks in this epoch; the view itself where no view of AugmentImages is below it. Views of this library and
    /// transforms of ML.NET are followed down to their sources, other views are not: what is augmented below those looks as in epoch 0.
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
