using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms.Image;

// The one check that the image estimators share.
internal static class ImageShape
{
    public static SchemaShape.Column FindImage(IHost host, SchemaShape schema, string name)
    {
        if (!schema.TryFindColumn(name, out var column))
            throw host.ExceptSchemaMismatch("inputSchema", "input", name);
        if (column.ItemType is not ImageDataViewType || column.Kind != SchemaShape.Column.VectorKind.Scalar)
            throw host.ExceptSchemaMismatch("inputSchema", "input", name, new ImageDataViewType().ToString(), column.GetTypeString());
        return column;
    }

    public static ImageDataViewType CheckImage(IHost host, DataViewSchema schema, int column)
        => schema[column].Type as ImageDataViewType
            ?? throw host.ExceptSchemaMismatch("inputSchema", "input", schema[column].Name, "image", schema[column].Type.ToString()!);
}
