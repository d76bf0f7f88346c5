namespace Microsoft.ML.Gan.Estimators;

/// <summary>
/// The origin of a view's rows. Training-only stages use it to recognize the rows that they were fitted to. A view that maps rows one to one has the
/// rows of its source, so other mappings of the same rows are recognized too; a chain within a chain maps them once more for the next stage.
/// </summary>
internal sealed class RowOrigin
{
    private readonly WeakReference<IDataView> _source;
    private readonly object[] _changes;

    private RowOrigin(IDataView source, object[] changes) => (_source, _changes) = (new WeakReference<IDataView>(source), changes);

    public static RowOrigin Of(IDataView view)
    {
        var (source, changes) = Trace(view);
        return new RowOrigin(source, changes);
    }

    /// <summary>Whether the view has these rows and no others.</summary>
    public bool IsOf(IDataView view)
    {
        var (source, changes) = Trace(view);
        return _source.TryGetTarget(out var own) && ReferenceEquals(own, source) && changes.SequenceEqual(_changes, ReferenceEqualityComparer.Instance);
    }

    private static (IDataView Source, object[] Changes) Trace(IDataView view)
    {
        var changes = new List<object>();
        while (true)
        {
            if (view is IDerivedView derived)
            {
                if (derived.RowsAddedBy is { } change)
                    changes.Add(change);
                view = derived.Source;
            }
            else if (MlNet.SourceOfSameRows(view) is { } source)
            {
                view = source;
            }
            else
            {
                return (view, [.. changes]);
            }
        }
    }
}
