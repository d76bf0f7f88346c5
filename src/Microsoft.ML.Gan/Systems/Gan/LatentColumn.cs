using Microsoft.ML.Data;

namespace Microsoft.ML.Gan.Systems.Gan;

/// <summary>The optional column of latents that a transformer reads: a vector of Single.</summary>
internal static class LatentColumn
{
    private const string Role = "noise";

    /// <exception cref="ArgumentOutOfRangeException">The column is not a vector of floats.</exception>
    public static void Find(SchemaShape schema, string name)
    {
        var column = SchemaError.Find(schema, Role, name);
        if (column.Kind == SchemaShape.Column.VectorKind.Scalar || column.IsKey || column.ItemType != NumberDataViewType.Single)
            throw SchemaError.Mismatch(Role, name, "a vector of Single", SchemaError.Describe(column));
    }

    /// <summary>A vector of unknown size is accepted; its rows are checked one by one.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The column is not a vector of floats of the generator's latent size.</exception>
    public static void Validate(DataViewSchema.Column column, int latentSize)
    {
        var isLatent = column.Type is VectorDataViewType vector && vector.ItemType == NumberDataViewType.Single
            && (!vector.IsKnownSize || vector.Size == latentSize);
        if (!isLatent)
            throw SchemaError.Mismatch(Role, column.Name, $"a vector of {latentSize} Single", column.Type.ToString()!);
    }

    /// <exception cref="InvalidOperationException">The length is wrong, or a value is not finite.</exception>
    public static void Copy(in VBuffer<float> value, Span<float> latent, string name, long row)
    {
        if (value.Length != latent.Length)
            throw new InvalidOperationException($"Noise column '{name}', row {row}: there are {value.Length} values, where {latent.Length} were expected.");
        value.CopyTo(latent);
        for (var i = 0; i < latent.Length; i++)
        {
            if (!float.IsFinite(latent[i]))
                throw new InvalidOperationException($"Noise column '{name}', row {row}: value {latent[i]} at index {i} is not a finite number.");
        }
    }
}
