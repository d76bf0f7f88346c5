namespace Microsoft.ML.Gan.Systems.ImageToImage;

/// <summary>The image sizes that a network accepts: the smallest side, and the number of which sides must be multiples.</summary>
internal readonly record struct ImageSides(int Smallest = 1, int MultipleOf = 1)
{
    public bool Allow(int height, int width) => AllowsSide(height) && AllowsSide(width);

    public override string ToString() =>
        $"images of at least {Smallest}×{Smallest} pixels{(MultipleOf > 1 ? $" whose sides are multiples of {MultipleOf}" : "")}";

    private bool AllowsSide(int side) => side >= Smallest && side % MultipleOf == 0;
}
