namespace TorchSharp;

/// <summary>The stack of dispose scopes of one thread, and its counts.</summary>
public class DisposeScopeManager
{
    [ThreadStatic] private static DisposeScopeManager? instance;

    internal static DisposeScopeManager OfThread => instance ??= new DisposeScopeManager();

    public static ThreadDisposeScopeStatistics Statistics => OfThread.StatisticsInstance;

    internal ThreadDisposeScopeStatistics StatisticsInstance { get; } = new();

    internal DisposeScope? CurrentDisposeScope { get; private set; }

    internal DisposeScope NewDisposeScope() => CurrentDisposeScope = new DisposeScope(this, CurrentDisposeScope);

    internal DisposeScope? Register(torch.Tensor tensor)
    {
        LifetimeStatistics statistics = StatisticsInstance.TensorStatistics;
        if (CurrentDisposeScope is null)
        {
            statistics.CreatedOutsideScopeCount++;
            return null;
        }
        statistics.CreatedInScopeCount++;
        CurrentDisposeScope.Add(tensor);
        return CurrentDisposeScope;
    }

    internal void Disposing(torch.Tensor tensor)
    {
        LifetimeStatistics statistics = StatisticsInstance.TensorStatistics;
        if (tensor.OwningDisposeScope is null) statistics.DisposedOutsideScopeCount++;
        else statistics.DisposedInScopeCount++;
    }

    /// <summary>Takes a scope out of the stack, wherever in it it is.</summary>
    internal void Remove(DisposeScope ended)
    {
        if (CurrentDisposeScope == ended)
        {
            CurrentDisposeScope = ended.OuterScope;
            return;
        }
        for (DisposeScope? scope = CurrentDisposeScope; scope is not null; scope = scope.OuterScope)
        {
            if (scope.OuterScope != ended) continue;
            scope.OuterScope = ended.OuterScope;
            return;
        }
    }
}

/// <summary>Counts of what one thread has made and disposed.</summary>
public class LifetimeStatistics
{
    public long CreatedOutsideScopeCount { get; internal set; }
    public long DisposedOutsideScopeCount { get; internal set; }
    public long CreatedInScopeCount { get; internal set; }
    public long DisposedInScopeCount { get; internal set; }
    public long AttachedToScopeCount { get; internal set; }
    public long DetachedFromScopeCount { get; internal set; }

    public long ThreadTotalLiveCount =>
        CreatedInScopeCount - DisposedInScopeCount + CreatedOutsideScopeCount - DisposedOutsideScopeCount;

    public void Reset()
    {
        CreatedOutsideScopeCount = DisposedOutsideScopeCount = 0;
        CreatedInScopeCount = DisposedInScopeCount = 0;
        AttachedToScopeCount = DetachedFromScopeCount = 0;
    }

    public override string ToString() =>
        $"ThreadTotalLiveCount: {ThreadTotalLiveCount}; CreatedOutsideScopeCount: {CreatedOutsideScopeCount}; " +
        $"DisposedOutsideScopeCount: {DisposedOutsideScopeCount}; CreatedInScopeCount: {CreatedInScopeCount}; " +
        $"DisposedInScopeCount: {DisposedInScopeCount}; AttachedToScopeCount: {AttachedToScopeCount}; " +
        $"DetachedFromScopeCount: {DetachedFromScopeCount}";
}

/// <summary>The counts of one thread over everything that scopes can hold.</summary>
public class ThreadDisposeScopeStatistics
{
    public LifetimeStatistics TensorStatistics { get; } = new();

    // Packed sequences are not part of this stand-in; their counts stay zero.
    public LifetimeStatistics PackedSequenceStatistics { get; } = new();

    public long CreatedOutsideScopeCount => TensorStatistics.CreatedOutsideScopeCount;
    public long DisposedOutsideScopeCount => TensorStatistics.DisposedOutsideScopeCount;
    public long CreatedInScopeCount => TensorStatistics.CreatedInScopeCount;
    public long DisposedInScopeCount => TensorStatistics.DisposedInScopeCount;
    public long AttachedToScopeCount => TensorStatistics.AttachedToScopeCount;
    public long DetachedFromScopeCount => TensorStatistics.DetachedFromScopeCount;
    public long ThreadTotalLiveCount => TensorStatistics.ThreadTotalLiveCount;

    public void Reset() => TensorStatistics.Reset();

    public override string ToString() => TensorStatistics.ToString();
}
