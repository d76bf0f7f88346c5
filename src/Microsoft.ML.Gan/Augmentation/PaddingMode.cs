using System.Text.Json.Serialization;

namespace Microsoft.ML.Gan;

/// <summary>How pixels beyond the edges of an image are filled.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<PaddingMode>))]
public enum PaddingMode
{
    /// <summary>One value.</summary>
    Constant = 0,

    /// <summary>The nearest pixel of the edge.</summary>
    Edge = 1,

    /// <summary>The image mirrored, the edge not repeated: abcd → dcb|abcd|cba.</summary>
    Reflect = 2,

    /// <summary>The image mirrored, the edge repeated: abcd → cba|abcd|dcb.</summary>
    Symmetric = 3,
}
