using Microsoft.ML.Data;

namespace EmojiSample;

/// <summary>A row that asks for a picture of a group.</summary>
internal sealed class Ask
{
    public string Group { get; set; } = "";
}

/// <summary>A row of the data: a picture and its group.</summary>
internal sealed class Shown
{
    public MLImage Image { get; set; } = null!;

    public string Group { get; set; } = "";
}

/// <summary>The row that answers.</summary>
internal sealed class Made
{
    public MLImage Generated { get; set; } = null!;
}
