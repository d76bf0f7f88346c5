using System.Text.Json.Serialization;

namespace Microsoft.ML.Gan;

/// <summary>How values between pixels are computed.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ImageInterpolation>))]
public enum ImageInterpolation
{
    /// <summary>The value of the nearest pixel.</summary>
    Nearest = 0,

    /// <summary>The mean of the four pixels around, weighted by how near they are.</summary>
    Bilinear = 1,
}
