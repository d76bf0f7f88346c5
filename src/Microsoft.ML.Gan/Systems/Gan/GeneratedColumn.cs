using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.Gan.Systems.Gan;

/// <summary>The column of generated images: its type, and the conversion of pixels to its values.</summary>
internal static class GeneratedColumn
{
    /// <summary>The column in an estimator's output schema.</summary>
    public static SchemaShape.Column Shape(string name, GanOutput output, ImageDataViewType imageType) => output switch
    {
        GanOutput.Image => MlNet.Column(name, SchemaShape.Column.VectorKind.Scalar, imageType, isKey: false),
        GanOutput.FloatPixels => MlNet.Column(name, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, isKey: false),
        _ => MlNet.Column(name, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Byte, isKey: false),
    };

    /// <summary>The column in a transformer's output schema.</summary>
    public static DataViewType Type(GanModelDescription model) =>
        Type(model.Output, model.OutputLayout, model.Specification.Image, model.OutputTypeHasSize);

    /// <inheritdoc cref="Type(GanModelDescription)"/>
    /// <param name="output">The type of the column.</param>
    /// <param name="layout">The pixel layout of vectors.</param>
    /// <param name="shape">The shape of every image.</param>
    /// <param name="hasSize">Whether the type of <see cref="GanOutput.Image"/> has a size.</param>
    public static DataViewType Type(GanOutput output, PixelLayout layout, ImageShape shape, bool hasSize) => output switch
    {
        GanOutput.Image => hasSize ? ImageTypes.Sized(shape.Height, shape.Width) : ImageTypes.Unsized,
        GanOutput.FloatPixels => new VectorDataViewType(NumberDataViewType.Single, PixelVector.Dimensions(shape, layout)),
        _ => new VectorDataViewType(NumberDataViewType.Byte, PixelVector.Dimensions(shape, layout)),
    };

    /// <summary>The type of generated images: with a size if the training column has one, so that schema shape and schema agree.</summary>
    public static ImageDataViewType SizedTypeOf(SchemaShape.Column images) =>
        images.ItemType is ImageDataViewType { Height: > 0 } sized ? ImageTypes.Sized(sized.Height, sized.Width) : ImageTypes.Unsized;

    /// <summary>Whether the type of a column has the image size.</summary>
    public static bool HasSize(DataViewType type) => type is ImageDataViewType { Height: > 0 };

    /// <summary>A getter of the column.</summary>
    /// <param name="model">Says the type of the column.</param>
    /// <param name="pixels">Returns the current row's pixels, H×W×C.</param>
    public static Delegate Getter(GanModelDescription model, Func<ReadOnlyMemory<byte>> pixels)
    {
        var shape = model.Specification.Image;
        return Getter(model.Output, model.OutputLayout, () => (pixels(), shape));
    }

    /// <inheritdoc cref="Getter(GanModelDescription, Func{ReadOnlyMemory{byte}})"/>
    /// <param name="output">The form of the images.</param>
    /// <param name="layout">The pixel layout of vectors.</param>
    /// <param name="image">Returns the current row's pixels, H×W×C, and their shape.</param>
    public static Delegate Getter(GanOutput output, PixelLayout layout, Func<(ReadOnlyMemory<byte> Pixels, ImageShape Shape)> image)
    {
        PixelVector? vector = null;
        ImageShape vectorShape = default;
        return output switch
        {
            GanOutput.Image => (ValueGetter<MLImage>)((ref MLImage value) =>
            {
                var (pixels, shape) = image();
                value = MLImagePixels.Create(pixels.Span, shape);
            }),
            GanOutput.FloatPixels => (ValueGetter<VBuffer<float>>)((ref VBuffer<float> value) =>
            {
                var (pixels, shape) = image();
                var editor = VBufferEditor.Create(ref value, shape.Length);
                VectorOf(shape).Write(pixels.Span, editor.Values);
                value = editor.Commit();
            }),
            _ => (ValueGetter<VBuffer<byte>>)((ref VBuffer<byte> value) =>
            {
                var (pixels, shape) = image();
                var editor = VBufferEditor.Create(ref value, shape.Length);
                VectorOf(shape).Write(pixels.Span, editor.Values);
                value = editor.Commit();
            }),
        };

        PixelVector VectorOf(ImageShape shape)
        {
            if (vector is null || vectorShape != shape)
                (vector, vectorShape) = (new PixelVector(shape, layout), shape);
            return vector;
        }
    }
}
