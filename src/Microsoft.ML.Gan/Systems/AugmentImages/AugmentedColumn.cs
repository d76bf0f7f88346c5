using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.Gan.Systems.AugmentImages;

/// <summary>The type of the augmented column: that of the input, with the new size if a crop changes it.</summary>
internal static class AugmentedColumn
{
    /// <exception cref="ArgumentOutOfRangeException">An augmentation cannot be applied to images of this size.</exception>
    public static DataViewType TypeOf(ImageColumn input, AugmentImagesSettings settings) => input.Column.Type switch
    {
        ImageDataViewType type => TypeOf(type, settings),
        VectorDataViewType type => TypeOf(type, input.Shape!.Value, settings),
        var type => type,
    };

    /// <inheritdoc cref="TypeOf(ImageColumn, AugmentImagesSettings)"/>
    public static ImageDataViewType TypeOf(ImageDataViewType input, AugmentImagesSettings settings)
    {
        if (input.Height == 0)
            return input;
        // The type does not have the channels, and no augmentation's size depends on them.
        var output = OutputShape(new ImageShape(3, input.Height, input.Width), settings);
        return (output.Height, output.Width) == (input.Height, input.Width) ? input : ImageTypes.Sized(output.Height, output.Width);
    }

    private static VectorDataViewType TypeOf(VectorDataViewType input, ImageShape shape, AugmentImagesSettings settings)
    {
        var output = OutputShape(shape, settings);
        return output == shape && input.IsKnownSize
            ? input
            : new VectorDataViewType(input.ItemType, PixelVector.Dimensions(output, settings.PixelLayout));
    }

    private static ImageShape OutputShape(ImageShape shape, AugmentImagesSettings settings)
    {
        try
        {
            return settings.Augmentation.GetOutputShape(shape);
        }
        catch (ArgumentOutOfRangeException e)
        {
            throw new ArgumentOutOfRangeException("inputSchema", $"Image column '{settings.InputColumnName}': {e.Message}");
        }
    }
}
