namespace ConvertWeights;

/// <summary>The tensors of what was saved, by name.</summary>
internal static class StateDict
{
    private const string UsualKey = "state_dict";
    private const int MaximumDepth = 16;
    private const int MaximumEntries = 1_000_000;

    /// <param name="root">What was saved.</param>
    /// <param name="key">The entry that holds the weights; null to look for <c>state_dict</c> and else take everything.</param>
    /// <returns>The tensors; the names of dictionaries within dictionaries are joined by dots.</returns>
    /// <exception cref="InvalidDataException">There are no tensors, or two of one name.</exception>
    public static IReadOnlyList<(string Name, StoredTensor Value)> Find(object? root, string? key)
    {
        if (root is not PickleDictionary dictionary)
            throw new InvalidDataException("The file holds no dictionary of tensors: save the state dict of the model.");
        if (key is not null)
            dictionary = dictionary[key] as PickleDictionary ?? throw new InvalidDataException($"The file has no dictionary '{key}'.");
        else if (dictionary[UsualKey] is PickleDictionary usual)
            dictionary = usual;

        var found = new List<(string, StoredTensor)>();
        var names = new HashSet<string>(StringComparer.Ordinal);
        var visited = 0;
        Collect(dictionary, "", 0);
        return found.Count > 0 ? found : throw new InvalidDataException("The file holds no tensors.");

        void Collect(PickleDictionary from, string prefix, int depth)
        {
            if (depth > MaximumDepth)
                throw new InvalidDataException("The dictionaries of the file lie in each other too deeply.");
            foreach (var (entry, value) in from.Entries)
            {
                if (++visited > MaximumEntries)
                    throw new InvalidDataException("The file has more entries than any network.");
                var name = string.Create(System.Globalization.CultureInfo.InvariantCulture, $"{prefix}{entry}");
                if (value is PickleDictionary inner)
                    Collect(inner, name + ".", depth + 1);
                else if (value is StoredTensor tensor)
                    found.Add(names.Add(name) ? (name, tensor) : throw new InvalidDataException($"The file has two tensors named '{name}'."));
            }
        }
    }
}
