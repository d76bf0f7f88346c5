using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

// How members of a user's class become columns.

[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property, AllowMultiple = false, Inherited = true)]
public sealed class ColumnNameAttribute : Attribute
{
    public ColumnNameAttribute(string name) => Name = name;

    internal string Name { get; }
}

[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property, AllowMultiple = false, Inherited = true)]
public sealed class NoColumnAttribute : Attribute
{
    public NoColumnAttribute()
    {
    }
}

[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property, AllowMultiple = false, Inherited = true)]
public sealed class VectorTypeAttribute : Attribute
{
    public VectorTypeAttribute()
    {
    }

    public VectorTypeAttribute(int size)
    {
        Contracts.CheckParam(size > 0, nameof(size), "Should be positive number");
        Dims = [size];
    }

    public VectorTypeAttribute(params int[] dimensions)
    {
        Contracts.CheckValue(dimensions, nameof(dimensions));
        Contracts.CheckParam(dimensions.All(d => d >= 0), nameof(dimensions), "Should contain only non-negative values");
        Dims = dimensions;
    }

    internal int[]? Dims { get; }
}

[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property, AllowMultiple = false, Inherited = true)]
public sealed class KeyTypeAttribute : Attribute
{
    // Without a count, as many values as the member's type holds.
    public KeyTypeAttribute()
    {
    }

    public KeyTypeAttribute(ulong count) => KeyCount = new KeyCount(count);

    internal KeyCount? KeyCount { get; }
}

public sealed class KeyCount
{
    public ulong? Count;

    public KeyCount()
    {
    }

    public KeyCount(ulong count)
    {
        if (count == 0)
            throw Contracts.ExceptParam(nameof(count), "The cardinality of a key must be positive");
        Count = count;
    }
}

[AttributeUsage(AttributeTargets.Field | AttributeTargets.Property, AllowMultiple = false, Inherited = true)]
public sealed class LoadColumnAttribute : Attribute
{
    public LoadColumnAttribute(int fieldIndex) => Sources = [new(fieldIndex)];

    public LoadColumnAttribute(int start, int end) => Sources = [new(start, end)];

    public LoadColumnAttribute(int[] columnIndexes)
    {
        Contracts.CheckNonEmpty(columnIndexes, nameof(columnIndexes));
        Sources = Array.ConvertAll(columnIndexes, index => new TextLoader.Range(index));
    }

    internal TextLoader.Range[] Sources { get; }
}
