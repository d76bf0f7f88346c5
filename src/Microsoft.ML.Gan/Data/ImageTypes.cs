using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.Gan;

/// <summary>The types of the columns of images that this library makes.</summary>
/// <remarks>
/// ML.NET reads a column into an object's member, or a member into a column, only if the column's type was registered.
/// <see cref="ImageTypeAttribute"/> registers the one that it says, if some class has it, and none without a size.
/// </remarks>
internal static class ImageTypes
{
    /// <summary>Images of any size.</summary>
    public static ImageDataViewType Unsized { get; } = NewUnsized();

    /// <summary>Images of one size.</summary>
    public static ImageDataViewType Sized(int height, int width)
    {
        new ImageTypeAttribute(height, width).Register();
        return new ImageDataViewType(height, width);
    }

    private static ImageDataViewType NewUnsized()
    {
        var type = new ImageDataViewType();
        DataViewTypeManager.Register(type, typeof(MLImage));
        return type;
    }
}
