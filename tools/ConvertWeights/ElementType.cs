namespace ConvertWeights;

/// <summary>A type of numbers.</summary>
/// <param name="Name">Its name in the safetensors format; null if the format does not have it.</param>
/// <param name="Size">The bytes of a number; 0 if they are not known.</param>
/// <param name="Title">PyTorch's name, for messages.</param>
internal sealed record ElementType(string? Name, int Size, string Title)
{
    private static readonly Dictionary<string, ElementType> s_ofStorage = Index(
        new("F64", 8, "DoubleStorage"),
        new("F32", 4, "FloatStorage"),
        new("F16", 2, "HalfStorage"),
        new("BF16", 2, "BFloat16Storage"),
        new("I64", 8, "LongStorage"),
        new("I32", 4, "IntStorage"),
        new("I16", 2, "ShortStorage"),
        new("I8", 1, "CharStorage"),
        new("U8", 1, "ByteStorage"),
        new("BOOL", 1, "BoolStorage"),
        new("U8", 1, "UntypedStorage"),
        new("C64", 8, "ComplexFloatStorage"),
        new(null, 16, "ComplexDoubleStorage"),
        new(null, 4, "QInt32Storage"),
        new(null, 1, "QInt8Storage"),
        new(null, 1, "QUInt8Storage"));

    private static readonly Dictionary<string, ElementType> s_ofDtype = Index(
        new("U16", 2, "uint16"),
        new("U32", 4, "uint32"),
        new("U64", 8, "uint64"),
        new("F8_E4M3", 1, "float8_e4m3fn"),
        new("F8_E5M2", 1, "float8_e5m2"));

    /// <summary>By the name of PyTorch's storage class.</summary>
    public static ElementType OfStorage(string name) => s_ofStorage.GetValueOrDefault(name) ?? new ElementType(null, 0, name);

    /// <summary>By the name of PyTorch's dtype, for the types without a storage class; null if it is not known.</summary>
    public static ElementType? OfDtype(string name) => s_ofDtype.GetValueOrDefault(name);

    private static Dictionary<string, ElementType> Index(params ElementType[] types) => types.ToDictionary(type => type.Title, StringComparer.Ordinal);
}
