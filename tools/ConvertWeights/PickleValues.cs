namespace ConvertWeights;

/// <summary>A name of a Python class or function. It is kept as text; nothing is looked up or called.</summary>
internal sealed record PickleGlobal(string Module, string Name)
{
    public override string ToString() => Printable.Of($"{Module}.{Name}");
}

/// <summary>
/// An object of a class that this program does not know, or the result of a function that it does not know. Only the name and the
/// stored values are kept.
/// </summary>
internal sealed class PickleObject(PickleGlobal type)
{
    private (PickleDictionary? Of, PickleDictionary? Entries) _module;

    public PickleGlobal Type => type;

    /// <summary>The stored attributes; null if there are none.</summary>
    public PickleDictionary? Attributes { get; set; }

    /// <summary>The entries of a subclass of dict; null if there are none.</summary>
    public PickleDictionary? Entries { get; set; }

    /// <summary>If the attributes are those of a torch.nn.Module: its parameters, persistent buffers and modules, as its state dict has them; else null.</summary>
    public PickleDictionary? Module
    {
        get
        {
            if (_module.Of != Attributes)
                _module = (Attributes, ModuleOf(Attributes!));
            return _module.Entries;
        }
    }

    private static PickleDictionary? ModuleOf(PickleDictionary attributes)
    {
        if (attributes["_parameters"] is not PickleDictionary parameters || attributes["_modules"] is not PickleDictionary modules)
            return null;
        var entries = new PickleDictionary();
        var temporary = (attributes["_non_persistent_buffers_set"] as List<object?> ?? []).OfType<string>().ToHashSet(StringComparer.Ordinal);
        var buffers = (attributes["_buffers"] as PickleDictionary)?.Entries.Where(entry => entry.Key is not string name || !temporary.Contains(name)) ?? [];
        foreach (var (name, value) in parameters.Entries.Concat(buffers).Concat(modules.Entries))
        {
            // A parameter or a buffer that is not there is None.
            if (value is not null)
                entries.Set(name, value);
        }

        return entries;
    }
}

/// <summary>A dictionary of a pickle, in its order. Keys are strings or long integers.</summary>
internal sealed class PickleDictionary
{
    // A hostile file can have millions of empty dictionaries, one byte each: the collections are made when they are needed.
    private Dictionary<object, int>? _places;
    private List<(object Key, object? Value)>? _entries;

    public IReadOnlyList<(object Key, object? Value)> Entries => _entries ?? [];

    /// <summary>The number of entries that were left out because their keys are neither strings nor integers.</summary>
    public int OtherKeys { get; private set; }

    public object? this[object key] => TryGet(key, out var value) ? value : null;

    public bool TryGet(object key, out object? value)
    {
        value = null;
        if (_places is null || !_places.TryGetValue(key, out var place))
            return false;
        value = _entries![place].Value;
        return true;
    }

    public void Set(object? key, object? value)
    {
        if (key is not (string or long))
        {
            OtherKeys++;
            return;
        }

        _places ??= new Dictionary<object, int>(KeyComparer.Instance);
        _entries ??= [];
        if (_places.TryGetValue(key, out var place))
        {
            _entries[place] = (key, value);
            return;
        }

        _places[key] = _entries.Count;
        _entries.Add((key, value));
    }

    /// <summary>
    /// The hash of a long integer is not random in .NET: a file could choose keys of one hash, and reading it would take hours.
    /// </summary>
    private sealed class KeyComparer : IEqualityComparer<object>
    {
        public static KeyComparer Instance { get; } = new();

        bool IEqualityComparer<object>.Equals(object? one, object? other) => Equals(one, other);

        int IEqualityComparer<object>.GetHashCode(object key) => key is long number ? HashCode.Combine((int)number, (int)(number >> 32)) : key.GetHashCode();
    }
}
