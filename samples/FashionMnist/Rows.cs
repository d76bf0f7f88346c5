using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace FashionMnist;

/// <summary>A row that asks for an image: the class as the label file has it, 0 to 9.</summary>
internal sealed class Ask
{
    public byte Label { get; set; }
}

/// <summary>The row that answers.</summary>
internal sealed class Made
{
    [ImageType(28, 28)]
    public MLImage Generated { get; set; } = null!;
}
