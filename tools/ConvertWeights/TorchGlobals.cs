namespace ConvertWeights;

/// <summary>All the names that a file with weights may use, and what becomes of them. None of them runs anything.</summary>
internal static class TorchGlobals
{
    private const string Utils = "torch._utils";

    private static readonly Dictionary<PickleGlobal, Func<object?[], object?>> s_calls = new()
    {
        [new("collections", "OrderedDict")] = NewDictionary,
        [new("torch", "Size")] = arguments => arguments is [object?[] sizes] ? sizes : throw Senseless("torch.Size"),
        [new(Utils, "_rebuild_tensor")] = Rebuild,
        [new(Utils, "_rebuild_tensor_v2")] = Rebuild,
        [new(Utils, "_rebuild_parameter")] = arguments => arguments is [StoredTensor tensor, ..] ? tensor : throw Senseless("a parameter"),
    };

    /// <exception cref="InvalidDataException">It is none of the allowed names.</exception>
    public static PickleGlobal Find(string module, string name)
    {
        var found = new PickleGlobal(module, name);
        return s_calls.ContainsKey(found) || StorageType(found) is not null
            ? found
            : throw new InvalidDataException(
                $"The file asks Python for '{module}.{name}', which weights do not need: refused, and nothing was run. " +
                "Save the state dict alone (torch.save(model.state_dict(), …)).");
    }

    public static ElementType? StorageType(PickleGlobal name) =>
        name.Module is "torch" or "torch.cuda" ? ElementType.OfStorage.GetValueOrDefault(name.Name) : null;

    public static object? Call(PickleGlobal name, object?[] arguments) =>
        s_calls.TryGetValue(name, out var call) ? call(arguments) : throw Senseless($"{name.Module}.{name.Name}");

    /// <summary>What a storage's reference says, the same in both formats up to the view.</summary>
    public static Storage ReadStorage(object? id) =>
        id is object?[] and ["storage", PickleGlobal type, string key, _, long count, ..] && StorageType(type) is { } element && count >= 0
            ? new Storage(key, element, count)
            : throw Senseless("a storage");

    private static PickleDictionary NewDictionary(object?[] arguments)
    {
        var dictionary = new PickleDictionary();
        if (arguments is [List<object?> pairs])
        {
            foreach (var pair in pairs)
            {
                // A pair is a tuple, or a list where Python 2 wrote it.
                var (key, value) = pair switch
                {
                    object?[] and [var first, var second] => (first, second),
                    List<object?> and [var first, var second] => (first, second),
                    _ => throw Senseless("a dictionary"),
                };
                dictionary.Set(key, value);
            }
        }

        return arguments.Length == 0 || arguments is [List<object?>] ? dictionary : throw Senseless("a dictionary");
    }

    private static StoredTensor Rebuild(object?[] arguments) => arguments is [StorageView view, long offset, object?[] shape, object?[] strides, ..]
        ? new StoredTensor(view, offset, Longs(shape), Longs(strides))
        : throw Senseless("a tensor");

    private static long[] Longs(object?[] values) => [.. values.Select(value => value is long number ? number : throw Senseless("a shape"))];

    private static InvalidDataException Senseless(string what) => new($"The file describes {what} in a way that is not known.");
}
