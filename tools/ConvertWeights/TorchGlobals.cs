namespace ConvertWeights;

/// <summary>The names in a pickle: those that rebuild tensors, those that only an attack needs, and all others. None of them runs anything.</summary>
internal static class TorchGlobals
{
    private const string Utils = "torch._utils";

    private static readonly Dictionary<PickleGlobal, Func<object?[], object?>> s_calls = new()
    {
        [new("collections", "OrderedDict")] = NewDictionary,
        [new("builtins", "set")] = NewSet,
        [new("__builtin__", "set")] = NewSet,
        [new("torch", "Size")] = arguments => arguments is [object?[] sizes] ? sizes : throw Malformed("torch.Size"),
        [new(Utils, "_rebuild_tensor")] = Rebuild,
        [new(Utils, "_rebuild_tensor_v2")] = Rebuild,
        [new(Utils, "_rebuild_tensor_v3")] = RebuildWithType,
        [new(Utils, "_rebuild_parameter")] = RebuildParameter,
        [new(Utils, "_rebuild_parameter_with_state")] = RebuildParameter,
        [new("torch._tensor", "_rebuild_from_type_v2")] = RebuildSubclass,
    };

    /// <summary>
    /// Modules whose names are in a pickle only to take a machine over. The list does not protect this program, which calls nothing;
    /// it lets a user know what kind of file it is before Python reads it.
    /// </summary>
    private static readonly HashSet<string> s_attackers = new(StringComparer.Ordinal)
    {
        "os", "posix", "nt", "subprocess", "commands", "sys", "socket", "shutil", "runpy", "pty", "importlib", "imp", "code", "ctypes",
        "webbrowser", "timeit", "pdb", "bdb", "cProfile", "marshal", "pickle", "_pickle", "urllib.request", "requests.api", "pip",
        "torch.hub", "torch.utils.cpp_extension", "torch._inductor.codecache",
    };

    private static readonly HashSet<PickleGlobal> s_attacks =
    [
        .. from module in new[] { "builtins", "__builtin__" }
           from name in new[] { "eval", "exec", "execfile", "compile", "__import__", "open", "apply", "breakpoint" }
           select new PickleGlobal(module, name),
        new("torch", "load"),
        new("torch.serialization", "load"),
        new("numpy.testing._private.utils", "runstring"),
    ];

    /// <exception cref="InvalidDataException">Only a file that was made to do harm asks for it.</exception>
    public static PickleGlobal Find(string module, string name)
    {
        var found = new PickleGlobal(module, name);
        return s_attackers.Contains(module) || s_attacks.Contains(found)
            ? throw new InvalidDataException(
                $"The file asks Python to run '{found}', which no file of weights needs: it was made to do harm. It is refused, and nothing was run. Do not open it with torch.load.")
            : found;
    }

    /// <summary>What a call makes: a tensor, a dictionary, or an object that stands for something unknown.</summary>
    public static object? Call(PickleGlobal name, object?[] arguments) =>
        s_calls.TryGetValue(name, out var call) ? call(arguments) : new PickleObject(name);

    /// <summary>What a reference to a storage says. It is the same in both formats, except for views.</summary>
    public static Storage ReadStorage(object? id)
    {
        if (id is not (object?[] and ["storage", PickleGlobal type, string key, _, long count, ..]) || count < 0)
            throw Malformed("a storage");
        return new Storage(key, ElementType.OfStorage(type.Name), count);
    }

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
                    _ => throw Malformed("a dictionary"),
                };
                dictionary.Set(key, value);
            }
        }

        return arguments.Length == 0 || arguments is [List<object?>] ? dictionary : throw Malformed("a dictionary");
    }

    private static List<object?> NewSet(object?[] arguments) => arguments is [List<object?> items] ? items : [];

    private static object Rebuild(object?[] arguments) => arguments switch
    {
        // The numbers of such a view are not those of its storage.
        [_, _, _, _, _, _, PickleDictionary { Entries.Count: > 0 }, ..] => new PickleObject(new PickleGlobal("torch", "Tensor (a conjugate or negative view)")),
        [StorageView view, long offset, object?[] shape, object?[] strides, ..] => new StoredTensor(view, offset, Longs(shape), Longs(strides)),
        _ => throw Malformed("a tensor"),
    };

    /// <summary>Types without a storage class of their own: the storage counts bytes, and the type is an argument.</summary>
    private static object RebuildWithType(object?[] arguments)
    {
        if (arguments is not [StorageView { Offset: 0, Storage: { Type.Size: 1 } storage }, long offset, object?[] shape, object?[] strides, _, _, PickleGlobal type, ..])
            throw Malformed("a tensor");
        if (ElementType.OfDtype(type.Name) is not { } element)
            return new PickleObject(type);
        var numbers = storage with { Type = element, Count = storage.Count / element.Size };
        return new StoredTensor(new StorageView(numbers, 0, numbers.Count), offset, Longs(shape), Longs(strides));
    }

    private static object? RebuildParameter(object?[] arguments) =>
        arguments is [(StoredTensor or PickleObject) and var tensor, ..] ? tensor : throw Malformed("a parameter");

    /// <summary>A subclass of Tensor: the function that rebuilds it and its arguments are arguments themselves.</summary>
    private static object? RebuildSubclass(object?[] arguments)
    {
        if (arguments is not [PickleGlobal function, _, object?[] inner, ..])
            throw Malformed("a tensor");
        // Only the functions above, and not this one in itself: a file could ask for that a million times.
        return function.Module == Utils ? Call(function, inner) : new PickleObject(function);
    }

    private static long[] Longs(object?[] values)
    {
        if (values.Length > StoredTensor.MaximumDimensions)
            throw Malformed("a shape");
        return [.. values.Select(value => value is long number ? number : throw Malformed("a shape"))];
    }

    private static InvalidDataException Malformed(string what) => new($"The file describes {what} in an unknown way: it is damaged, or of a newer PyTorch.");
}
