using System.Text.Json.Serialization;

namespace Microsoft.ML.Gan;

/// <summary>What a value between pixels is.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<ImageInterpolation>))]
public enum ImageInterpolation
{
    /// <summary>The value of the nearest pixel.</summary>
    Nearest = 0,

    /// <summary>The mean of the four pixels around, weighted by how near they are.</summary>
    Bilinear = 1,
}
