namespace TorchSharp;

/// <summary>
/// Disposes, when it ends, every tensor that was made on its thread while it was the innermost scope and was not moved
/// out of it.
/// </summary>
public sealed class DisposeScope : IDisposable
{
    private DisposeScopeManager? manager;
    private HashSet<IDisposable> members = new(ReferenceEqualityComparer.Instance);

    internal DisposeScope(DisposeScopeManager manager, DisposeScope? outer)
    {
        this.manager = manager;
        OuterScope = outer;
    }

    internal DisposeScope? OuterScope { get; set; }

    public IReadOnlyList<IDisposable> DisposablesView
    {
        get
        {
            Living();
            lock (this) return members.ToArray();
        }
    }

    public int DisposablesCount
    {
        get
        {
            Living();
            lock (this) return members.Count;
        }
    }

    public bool Contains(IDisposable disposable)
    {
        lock (this) return members.Contains(disposable);
    }

    public T MoveToOuter<T>(T disposable) where T : IDisposable => MoveToOther(OuterScope, disposable);

    public (T1 first, T2 second) MoveToOuter<T1, T2>(T1 first, T2 second)
        where T1 : IDisposable where T2 : IDisposable => MoveToOther(OuterScope, first, second);

    public (T1 first, T2 second, T3 third) MoveToOuter<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable => MoveToOther(OuterScope, first, second, third);

    public void MoveToOuter(params IDisposable[] disposables) => MoveToOther(OuterScope, (IEnumerable<IDisposable>)disposables);

    public void MoveToOuter(IEnumerable<IDisposable> disposables) => MoveToOther(OuterScope, disposables);

    public T MoveToOther<T>(DisposeScope? scope, T disposable) where T : IDisposable
    {
        MoveOne(scope, disposable);
        return disposable;
    }

    public (T1 first, T2 second) MoveToOther<T1, T2>(DisposeScope? scope, T1 first, T2 second)
        where T1 : IDisposable where T2 : IDisposable
    {
        MoveOne(scope, first);
        MoveOne(scope, second);
        return (first, second);
    }

    public (T1 first, T2 second, T3 third) MoveToOther<T1, T2, T3>(DisposeScope? scope, T1 first, T2 second, T3 third)
        where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable
    {
        MoveOne(scope, first);
        MoveOne(scope, second);
        MoveOne(scope, third);
        return (first, second, third);
    }

    public void MoveToOther(DisposeScope? scope, params IDisposable[] disposables) =>
        MoveToOther(scope, (IEnumerable<IDisposable>)disposables);

    public void MoveToOther(DisposeScope? scope, IEnumerable<IDisposable> disposables)
    {
        foreach (IDisposable disposable in disposables) MoveOne(scope, disposable);
    }

    public T Detach<T>(T disposable) where T : IDisposable
    {
        DetachOne(disposable);
        return disposable;
    }

    public (T1 first, T2 second) Detach<T1, T2>(T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable
    {
        DetachOne(first);
        DetachOne(second);
        return (first, second);
    }

    public (T1 first, T2 second, T3 third) Detach<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable
    {
        DetachOne(first);
        DetachOne(second);
        DetachOne(third);
        return (first, second, third);
    }

    public void Detach(params IDisposable[] disposables) => Detach((IEnumerable<IDisposable>)disposables);

    public void Detach(IEnumerable<IDisposable> disposables)
    {
        foreach (IDisposable disposable in disposables) DetachOne(disposable);
    }

    public void Attach(IDisposable disposable) => AttachOne(disposable);

    public void Attach(params IDisposable[] disposables) => Attach((IEnumerable<IDisposable>)disposables);

    public IReadOnlyList<IDisposable> Attach(IEnumerable<IDisposable> disposables)
    {
        var attached = new List<IDisposable>();
        foreach (IDisposable disposable in disposables)
        {
            AttachOne(disposable);
            attached.Add(disposable);
        }
        return attached;
    }

    public void DisposeEverything() => DisposeEverythingBut((IEnumerable<IDisposable>)[]);

    public void DisposeEverythingBut(IEnumerable<IDisposable> inKeep)
    {
        Living();
        var kept = new HashSet<IDisposable>(inKeep, ReferenceEqualityComparer.Instance);
        HashSet<IDisposable> old;
        lock (this)
        {
            old = members;
            members = kept;
        }
        foreach (IDisposable disposable in old)
            if (!kept.Contains(disposable)) disposable.Dispose();
    }

    public void DisposeEverythingBut(params IDisposable[] keep) => DisposeEverythingBut((IEnumerable<IDisposable>)keep);

    public T DisposeEverythingBut<T>(T keep) where T : IDisposable
    {
        DisposeEverythingBut((IEnumerable<IDisposable>)[keep]);
        return keep;
    }

    public (T1 first, T2 second) DisposeEverythingBut<T1, T2>(T1 first, T2 second) where T1 : IDisposable where T2 : IDisposable
    {
        DisposeEverythingBut((IEnumerable<IDisposable>)[first, second]);
        return (first, second);
    }

    public (T1 first, T2 second, T3 third) DisposeEverythingBut<T1, T2, T3>(T1 first, T2 second, T3 third)
        where T1 : IDisposable where T2 : IDisposable where T3 : IDisposable
    {
        DisposeEverythingBut((IEnumerable<IDisposable>)[first, second, third]);
        return (first, second, third);
    }

    public void Dispose()
    {
        if (manager is null) return;
        DisposeEverything();
        manager.Remove(this);
        manager = null;
    }

    public void MarkAsDisposed(IDisposable disposable)
    {
        Living();
        Remove(disposable);
        if (disposable is torch.Tensor tensor) tensor.OwningDisposeScope = null;
    }

    internal void Add(IDisposable disposable)
    {
        lock (this) members.Add(disposable);
    }

    internal bool Remove(IDisposable disposable)
    {
        lock (this) return members.Remove(disposable);
    }

    /// <summary>Puts one tensor in the place of another, in the scope that owns it.</summary>
    internal static void ReplaceWith(torch.Tensor original, torch.Tensor replacement)
    {
        if (original.OwningDisposeScope is not { } scope || !scope.Remove(original)) return;
        original.OwningDisposeScope = null;
        scope.Take(replacement);
    }

    private DisposeScopeManager Living() => manager ?? throw new ObjectDisposedException(GetType().FullName);

    private void AttachOne(IDisposable disposable)
    {
        LifetimeStatistics statistics = Living().StatisticsInstance.TensorStatistics;
        if (Take(disposable)) statistics.AttachedToScopeCount++;
    }

    private void DetachOne(IDisposable disposable)
    {
        LifetimeStatistics statistics = Living().StatisticsInstance.TensorStatistics;
        if (!Remove(disposable)) return;
        statistics.DetachedFromScopeCount++;
        Own(disposable).OwningDisposeScope = null;
    }

    private void MoveOne(DisposeScope? scope, IDisposable disposable)
    {
        Living();
        if (scope is null) DetachOne(disposable);
        else if (scope != this && Remove(disposable)) scope.Take(disposable);
    }

    private bool Take(IDisposable disposable)
    {
        torch.Tensor tensor = Own(disposable);
        DisposeScope? old = tensor.OwningDisposeScope;
        if (old == this) return false;
        old?.Remove(disposable);
        Add(disposable);
        tensor.OwningDisposeScope = this;
        return true;
    }

    private static torch.Tensor Own(IDisposable disposable) =>
        disposable as torch.Tensor ?? throw new InvalidOperationException("DisposeScope can only manage tensors.");
}
