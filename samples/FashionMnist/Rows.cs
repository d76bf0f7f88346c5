namespace FashionMnist;

/// <summary>A row that asks for an image: the class as the label file has it.</summary>
internal sealed class Ask
{
    public byte Label { get; set; }
}
