using System.Collections.Concurrent;
using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.Gan.Data;

/// <summary>The types of the image columns that this library makes.</summary>
/// <remarks>
/// ML.NET reads a column into a member of an object, or a member into a column, only if the column's type is registered.
/// <see cref="ImageTypeAttribute"/> registers its size when a class uses it; nothing registers the type without a size.
/// </remarks>
internal static class ImageTypes
{
    private static readonly ConcurrentDictionary<(int Height, int Width), ImageDataViewType> _registered = new();

    /// <summary>Images of any size.</summary>
    public static ImageDataViewType Unsized => _registered.GetOrAdd(
        (0, 0), _ => Register(new ImageDataViewType(), type => DataViewTypeManager.Register(type, typeof(MLImage))));

    /// <summary>Images of one size.</summary>
    /// <exception cref="ArgumentOutOfRangeException">ML.NET has no such images: a side is not positive, or there are too many pixels.</exception>
    public static ImageDataViewType Sized(int height, int width) => _registered.GetOrAdd(
        (height, width), size => Register(new ImageDataViewType(size.Height, size.Width), _ => new ImageTypeAttribute(size.Height, size.Width).Register()));

    /// <summary>
    /// Registers a type. Registering the same pair twice is allowed. If the program has registered the type, or MLImage, with another counterpart,
    /// ML.NET throws; the program's registration is then kept.
    /// </summary>
    private static ImageDataViewType Register(ImageDataViewType type, Action<ImageDataViewType> register)
    {
        try
        {
            register(type);
        }
        catch (ArgumentException)
        {
        }

        return type;
    }
}
