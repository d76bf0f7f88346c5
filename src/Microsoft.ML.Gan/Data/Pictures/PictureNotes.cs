namespace Microsoft.ML.Gan.Data;

/// <summary>Information of a picture that is lost in the row.</summary>
[Flags]
internal enum PictureNotes
{
    None = 0,

    /// <summary>It has transparent parts, which were blended onto the default colour.</summary>
    Transparent = 1,

    /// <summary>It is fully transparent, so that only the background is visible.</summary>
    WhollyTransparent = 8,

    /// <summary>It has 16 bits per value.</summary>
    SixteenBits = 2,

    /// <summary>It has more than one frame.</summary>
    Animated = 4,
}
