namespace Microsoft.ML.Gan;

/// <summary>The type of the column of generated images.</summary>
public enum GanOutput
{
    /// <summary>An image column, <c>MLImage</c>.</summary>
    Image,

    /// <summary>A vector of floats in the layout of <c>ExtractPixels</c> (see <see cref="PixelLayout"/>).</summary>
    FloatPixels,

    /// <summary>A vector of bytes in the layout of <c>ExtractPixels</c>; offset and scale are ignored.</summary>
    BytePixels,
}
