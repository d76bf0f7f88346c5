using System.Runtime.InteropServices;

namespace Microsoft.ML.Data;

// The few functions of libgd in use. gd was chosen because it is small, is in Debian, and decodes and encodes every format
// that ML.NET does from memory through a plain C API; libvips would bring half a desktop, libtorch has no codecs.
internal static unsafe partial class Gd
{
    private const string Library = "libgd.so.3";

    public const int WebpLossless = 101;

    // gd writes what it dislikes about a file to stderr; the caller learns it from a null result.
    static Gd() => gdSetErrorMethod(0);

    // The head of gdImage, up to the last field that gd's own header reads by macro and hence keeps in its place.
    [StructLayout(LayoutKind.Sequential)]
    public struct Image
    {
        public byte** Pixels;
        public int Width;
        public int Height;
        public int ColorsTotal;
        public fixed int Red[256];
        public fixed int Green[256];
        public fixed int Blue[256];
        public fixed int Open[256];
        public int Transparent;
        public int* PolyInts;
        public int PolyAllocated;
        public Image* Brush;
        public Image* Tile;
        public fixed int BrushColorMap[256];
        public fixed int TileColorMap[256];
        public int StyleLength;
        public int StylePos;
        public int* Style;
        public int Interlace;
        public int Thick;
        public fixed int Alpha[256];
        public int TrueColor;
        public int** TruePixels;
    }

    [LibraryImport(Library)]
    private static partial void gdSetErrorMethod(nint method);

    [LibraryImport(Library)]
    public static partial Image* gdImageCreateFromPngPtr(int size, byte* data);

    [LibraryImport(Library)]
    public static partial Image* gdImageCreateFromJpegPtr(int size, byte* data);

    [LibraryImport(Library)]
    public static partial Image* gdImageCreateFromGifPtr(int size, byte* data);

    [LibraryImport(Library)]
    public static partial Image* gdImageCreateFromBmpPtr(int size, byte* data);

    [LibraryImport(Library)]
    public static partial Image* gdImageCreateFromWebpPtr(int size, byte* data);

    [LibraryImport(Library)]
    public static partial int gdImagePaletteToTrueColor(Image* image);

    [LibraryImport(Library)]
    public static partial Image* gdImageCreateTrueColor(int width, int height);

    [LibraryImport(Library)]
    public static partial void gdImageSaveAlpha(Image* image, int save);

    [LibraryImport(Library)]
    public static partial void* gdImagePngPtr(Image* image, int* size);

    [LibraryImport(Library)]
    public static partial void* gdImageJpegPtr(Image* image, int* size, int quality);

    [LibraryImport(Library)]
    public static partial void* gdImageWebpPtrEx(Image* image, int* size, int quantization);

    [LibraryImport(Library)]
    public static partial void gdImageDestroy(Image* image);

    [LibraryImport(Library)]
    public static partial void gdFree(void* memory);
}
