using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.Gan.Systems.Gan;

/// <summary>The column of generated images: its type, and how pixels become its values.</summary>
internal static class GeneratedColumn
{
    /// <summary>What an estimator promises.</summary>
    public static SchemaShape.Column Shape(string name, GanOutput output, ImageDataViewType imageType) => output switch
    {
        GanOutput.Image => MlNet.Column(name, SchemaShape.Column.VectorKind.Scalar, imageType, isKey: false),
        GanOutput.FloatPixels => MlNet.Column(name, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, isKey: false),
        _ => MlNet.Column(name, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Byte, isKey: false),
    };

    /// <summary>What a transformer delivers.</summary>
    public static DataViewType Type(GanModelDescription model)
    {
        var image = model.Specification.Image;
        return model.Output switch
        {
            GanOutput.Image => model.OutputTypeHasSize ? ImageTypes.Sized(image.Height, image.Width) : ImageTypes.Unsized,
            GanOutput.FloatPixels => new VectorDataViewType(NumberDataViewType.Single, PixelVector.Dimensions(image, model.OutputLayout)),
            _ => new VectorDataViewType(NumberDataViewType.Byte, PixelVector.Dimensions(image, model.OutputLayout)),
        };
    }

    /// <summary>The type of generated images: with a size if the column that is learned from has one, so that promise and delivery agree.</summary>
    public static ImageDataViewType SizedTypeOf(SchemaShape.Column images) =>
        images.ItemType is ImageDataViewType { Height: > 0 } sized ? ImageTypes.Sized(sized.Height, sized.Width) : ImageTypes.Unsized;

    /// <summary>Whether the type of a column says the size of its images.</summary>
    public static bool HasSize(DataViewType type) => type is ImageDataViewType { Height: > 0 };

    /// <summary>A getter of the column.</summary>
    /// <param name="model">Says the type of the column.</param>
    /// <param name="pixels">Returns the current row's pixels, H×W×C.</param>
    public static Delegate Getter(GanModelDescription model, Func<ReadOnlyMemory<byte>> pixels)
    {
        var shape = model.Specification.Image;
        var layout = new PixelVector(shape, model.OutputLayout);
        return model.Output switch
        {
            GanOutput.Image => (ValueGetter<MLImage>)((ref MLImage value) => value = MLImagePixels.Create(pixels().Span, shape)),
            GanOutput.FloatPixels => (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) =>
            {
                var editor = VBufferEditor.Create(ref value, shape.Length);
                layout.Write(pixels().Span, editor.Values);
                value = editor.Commit();
            }),
            _ => (ValueGetter<VBuffer<byte>>)((ref VBuffer<byte> value) =>
            {
                var editor = VBufferEditor.Create(ref value, shape.Length);
                layout.Write(pixels().Span, editor.Values);
                value = editor.Commit();
            }),
        };
    }
}
