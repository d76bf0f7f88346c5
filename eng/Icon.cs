// Draws the package's icon: noise on the left becomes a picture on the right.
//   dotnet run eng/Icon.cs src/Microsoft.ML.Gan/Package/icon.png
#:package SkiaSharp
#:package SkiaSharp.NativeAssets.Linux.NoDependencies
using SkiaSharp;

const int size = 256;
const float margin = 26, gap = 4;
string[] shirt =
[
    ".............",
    ".............",
    "....AA...AA..",
    "...ABBB.BBBA.",
    "..ABBBBBBBBBA",
    "..AABBBBBBBAA",
    "....BBCCCBB..",
    "....BBCCCBB..",
    "....BBBBBBB..",
    "....BBBBBBB..",
    "....DDDDDDD..",
    ".............",
    ".............",
];
Dictionary<char, SKColor> colors = new()
{
    ['.'] = new(0x3b, 0x22, 0x8a), ['A'] = new(0xff, 0x7a, 0x59), ['B'] = new(0xff, 0xb3, 0x47), ['C'] = new(0xff, 0xe6, 0x8a), ['D'] = new(0xff, 0x7a, 0x59),
};

using var surface = SKSurface.Create(new SKImageInfo(size, size));
var canvas = surface.Canvas;
using var background = new SKPaint
{
    IsAntialias = true,
    Shader = SKShader.CreateLinearGradient(new(0, 0), new(size, size), [new(0x24, 0x13, 0x5e), new(0x51, 0x2b, 0xd4)], SKShaderTileMode.Clamp),
};
canvas.DrawRoundRect(0, 0, size, size, 44, 44, background);

var random = new Random(1);
var step = (size - 2 * margin + gap) / shirt.Length;
for (var y = 0; y < shirt.Length; y++)
{
    for (var x = 0; x < shirt.Length; x++)
    {
        var noise = (byte)(60 + random.Next(190));
        var share = Math.Clamp((x - 0.5f) / 4, 0, 1); // of the picture; the rest is noise
        var color = colors[shirt[y][x]];
        using var paint = new SKPaint { IsAntialias = true, Color = new(Mix(noise, color.Red, share), Mix(noise, color.Green, share), Mix(noise, color.Blue, share)) };
        canvas.DrawRoundRect(margin + x * step, margin + y * step, step - gap, step - gap, 4, 4, paint);
    }
}

using var picture = surface.Snapshot();
using var file = File.Create(args[0]);
picture.Encode(SKEncodedImageFormat.Png, 100).SaveTo(file);

static byte Mix(byte noise, byte color, float share) => (byte)(noise + (color - noise) * share);
