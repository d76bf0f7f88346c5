using System.Globalization;
using System.Numerics;

namespace ConvertWeights;

/// <summary>The tensors to convert, and what was left out.</summary>
/// <param name="Tensors">The tensors by name.</param>
/// <param name="Omitted">The values that were left out, the first of them: the name and what it is.</param>
/// <param name="OmittedMore">How many more were left out.</param>
/// <param name="Groups">The entries that each hold a part of the tensors, where there are several.</param>
internal sealed record StateDict(IReadOnlyList<(string Name, StoredTensor Value)> Tensors, IReadOnlyList<string> Omitted, int OmittedMore, IReadOnlyList<string> Groups)
{
    private const string UsualKey = "state_dict";
    private const int MaximumDepth = 64;
    private const int MaximumEntries = 1_000_000;
    private const int ShownOmissions = 20;

    /// <summary>One long name can be that of a million tensors in dictionaries that share their parts.</summary>
    private const long MaximumNames = 64 << 20;

    /// <param name="root">What was saved.</param>
    /// <param name="key">The entry that holds the weights, <c>a.b</c> for b in a; null to look for <c>state_dict</c> and else take everything.</param>
    /// <returns>The tensors; the names of dictionaries within dictionaries are joined by dots.</returns>
    /// <exception cref="InvalidDataException">There are no tensors, or two of one name.</exception>
    public static StateDict Find(object? root, string? key)
    {
        var search = new Search();
        var chosen = DictionaryOf(root)
            ?? throw new InvalidDataException($"The file holds {Describe(root)}, not a dictionary of tensors: save the state dict of the model (torch.save(model.state_dict(), …)).");
        if (key is not null)
            chosen = search.Follow(chosen, key);
        else if (DictionaryOf(chosen[UsualKey]) is not null)
            chosen = search.Follow(chosen, UsualKey);

        search.Collect(chosen, "", 0, takeOptimizers: key is not null);
        if (search.Tensors.Count == 0)
        {
            var others = search.Omitted.Count > 0 ? $" It holds {string.Join(", ", search.Omitted.Take(5))}." : "";
            throw new InvalidDataException($"The file holds no tensors{(key is null ? "" : $" in '{Printable.Of(key)}'")}.{others}");
        }

        // A network's modules are no groups; dictionaries beside each other are different networks, mostly.
        var isRoot = ReferenceEquals(chosen, root);
        string[] groups = isRoot ? [.. chosen.Entries.Where(entry => search.HoldsWeights(entry.Value)).Select(entry => $"'{NameOf("", entry.Key)}'")] : [];
        return new StateDict(search.Tensors, search.Omitted, search.OmittedMore, groups);
    }

    /// <summary>The entries of a dictionary or a subclass of one; of a module its parameters, buffers and modules, as in its state dict.</summary>
    private static PickleDictionary? DictionaryOf(object? value) => value switch
    {
        PickleDictionary dictionary => dictionary,
        PickleObject { Module: { } module } => module,
        PickleObject { Entries: { } entries } => entries,
        _ => null,
    };

    private static string NameOf(string prefix, object key) => Printable.Of(string.Create(CultureInfo.InvariantCulture, $"{prefix}{key}"));

    private static string Describe(object? value) => value switch
    {
        null => "None",
        bool => "a truth value",
        long or double or BigInteger => "a number",
        string => "a text",
        byte[] => "bytes",
        List<object?> list => $"a list of {list.Count}",
        object?[] tuple => $"a tuple of {tuple.Length}",
        PickleDictionary => "a dictionary",
        PickleGlobal name => name.ToString(),
        PickleObject { Type: { Module: "numpy.core.multiarray" or "numpy._core.multiarray", Name: "_reconstruct" } } => "a NumPy array: torch.from_numpy makes a tensor of it",
        PickleObject { Type: { Module: "_codecs", Name: "encode" } } => "bytes",
        PickleObject unknown => unknown.Type.ToString(),
        StoredTensor { Storage.Type: { Name: null } type } => $"a tensor of {Printable.Of(type.Title)}, which safetensors has no type for",
        StoredTensor => "a tensor",
        _ => "a storage",
    };

    /// <summary>One walk through the file, whose dictionaries can hold each other.</summary>
    private sealed class Search
    {
        private readonly HashSet<string> _names = new(StringComparer.Ordinal);
        private int _visited;
        private long _nameLength;

        public List<(string Name, StoredTensor Value)> Tensors { get; } = [];

        public List<string> Omitted { get; } = [];

        public int OmittedMore { get; private set; }

        /// <summary>The dictionary at a path; what lies beside it is left out.</summary>
        public PickleDictionary Follow(PickleDictionary from, string path)
        {
            var beside = new Stack<(string Prefix, object Key, object? Value)>();
            for (var (prefix, rest) = ("", path); ;)
            {
                // A name can have dots in it: the longest that there is.
                var name = rest;
                while (from[KeyOf(from, name)] is null && name.Contains('.', StringComparison.Ordinal))
                    name = name[..name.LastIndexOf('.')];
                var chosen = KeyOf(from, name);
                var inner = DictionaryOf(from[chosen]);
                if (inner is null)
                {
                    var known = from.Entries.Where(entry => DictionaryOf(entry.Value) is not null).Select(entry => $"'{NameOf(prefix, entry.Key)}'").Take(20).ToArray();
                    throw new InvalidDataException(
                        $"The file has no dictionary '{Printable.Of(path)}'. {(known.Length > 0 ? $"It has {string.Join(", ", known)}" : "It has no dictionaries in it")}.");
                }

                foreach (var (key, other) in from.Entries.Where(entry => !chosen.Equals(entry.Key)).Reverse())
                    beside.Push((prefix, key, other));
                if (name.Length == rest.Length)
                {
                    // Those that are nearest first.
                    foreach (var (where, key, other) in beside)
                        Omit(where, key, other);
                    return inner;
                }

                (from, prefix, rest) = (inner, $"{prefix}{name}.", rest[(name.Length + 1)..]);
            }
        }

        public void Collect(PickleDictionary from, string prefix, int depth, bool takeOptimizers)
        {
            RequireDepth(depth);
            if (from.OtherKeys > 0)
                Add($"{from.OtherKeys} entries whose keys are neither texts nor whole numbers{(prefix.Length > 0 ? $" in '{Printable.Of(prefix[..^1])}'" : "")}", from.OtherKeys);
            foreach (var (key, value) in from.Entries)
            {
                Visit();
                var name = string.Create(CultureInfo.InvariantCulture, $"{prefix}{key}");
                if ((_nameLength += name.Length) > MaximumNames)
                    throw new InvalidDataException("The names in the file are longer than those of any network.");
                if (value is StoredTensor { Storage.Type.Name: not null } tensor)
                    Tensors.Add(_names.Add(name) ? (name, tensor) : throw new InvalidDataException($"The file has two tensors named '{Printable.Of(name)}'."));
                else if (DictionaryOf(value) is { } inner && (takeOptimizers || !IsOptimizer(inner)) && CountTensors(inner) > 0)
                    Collect(inner, name + ".", depth + 1, takeOptimizers);
                else
                    Omit(prefix, key, value);
            }
        }

        public bool HoldsWeights(object? value) => DictionaryOf(value) is { } part && !IsOptimizer(part) && CountTensors(part) > 0;

        private int CountTensors(PickleDictionary from, int depth = 0)
        {
            RequireDepth(depth);
            var count = 0;
            foreach (var (_, value) in from.Entries)
            {
                Visit();
                count += value is StoredTensor ? 1 : DictionaryOf(value) is { } inner ? CountTensors(inner, depth + 1) : 0;
            }

            return count;
        }

        private static object KeyOf(PickleDictionary from, string name) =>
            from[name] is null && long.TryParse(name, NumberStyles.AllowLeadingSign, CultureInfo.InvariantCulture, out var number) ? number : name;

        private static bool IsOptimizer(PickleDictionary dictionary) => dictionary["state"] is PickleDictionary && dictionary["param_groups"] is List<object?>;

        private void Omit(string prefix, object key, object? value)
        {
            var what = Describe(value);
            if (DictionaryOf(value) is { } dictionary)
            {
                var count = CountTensors(dictionary);
                what = $"{(IsOptimizer(dictionary) ? "the state of an optimizer" : what)}{(count > 0 ? $" with {count} tensors" : "")}";
            }

            Add($"'{NameOf(prefix, key)}' ({what})", 1);
        }

        private void Add(string omission, int count)
        {
            if (Omitted.Count < ShownOmissions)
                Omitted.Add(omission);
            else
                OmittedMore += count;
        }

        private void Visit()
        {
            if (++_visited > MaximumEntries)
                throw new InvalidDataException("The file has more entries than any network.");
        }

        private static void RequireDepth(int depth)
        {
            if (depth > MaximumDepth)
                throw new InvalidDataException("The dictionaries of the file lie in each other too deeply.");
        }
    }
}
