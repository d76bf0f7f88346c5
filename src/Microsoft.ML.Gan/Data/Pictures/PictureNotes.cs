namespace Microsoft.ML.Gan.Data;

/// <summary>What is true of a picture and lost in the row.</summary>
[Flags]
internal enum PictureNotes
{
    None = 0,

    /// <summary>It has transparent parts, which were put on a colour that nobody chose.</summary>
    Transparent = 1,

    /// <summary>It has nothing but transparent parts, so that only the background is seen.</summary>
    WhollyTransparent = 8,

    /// <summary>It has 16 bits a value.</summary>
    SixteenBits = 2,

    /// <summary>It has more than one frame.</summary>
    Animated = 4,
}
