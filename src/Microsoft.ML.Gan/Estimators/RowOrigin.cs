namespace Microsoft.ML.Gan.Estimators;

/// <summary>
/// Where the rows of a view come from: by it a stage that is only for training recognizes the rows that it was fitted to. A view that
/// maps rows one by one has the rows of its source, so another mapping of the same rows is recognized too: a chain within a chain maps
/// them once more for the stage behind it.
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
