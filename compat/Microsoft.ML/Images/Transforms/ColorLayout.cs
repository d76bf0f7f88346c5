using System.Numerics;

namespace Microsoft.ML.Transforms.Image;

// Where each colour of a pixel vector stands: which colours there are, in which order, interleaved or plane by plane.
internal readonly struct ColorLayout
{
    // Per colour: its place among those present, or -1.
    public readonly int Alpha = -1, Red = -1, Green = -1, Blue = -1;

    public ColorLayout(ImagePixelExtractingEstimator.ColorBits colors, ImagePixelExtractingEstimator.ColorsOrder order)
    {
        int place = 0;
        // The names of the orders say the orders.
        foreach (char color in order.ToString())
        {
            switch (color)
            {
                case 'A' when (colors & ImagePixelExtractingEstimator.ColorBits.Alpha) != 0:
                    Alpha = place++;
                    break;
                case 'R' when (colors & ImagePixelExtractingEstimator.ColorBits.Red) != 0:
                    Red = place++;
                    break;
                case 'G' when (colors & ImagePixelExtractingEstimator.ColorBits.Green) != 0:
                    Green = place++;
                    break;
                case 'B' when (colors & ImagePixelExtractingEstimator.ColorBits.Blue) != 0:
                    Blue = place++;
                    break;
            }
        }
    }

    public static int CountPlanes(ImagePixelExtractingEstimator.ColorBits colors)
        => BitOperations.PopCount((uint)(colors & ImagePixelExtractingEstimator.ColorBits.All));
}
