using System.Text;

namespace Microsoft.ML.Gan;

/// <summary>
/// The part of our own files for ML.NET: where <c>Model.Load</c> looks for a pipeline, it finds the name of a loader whose exception says what to
/// call instead. The layout is that of any component's <c>Model.key</c>.
/// </summary>
internal static partial class MlNetSignpost
{
    public const string FileName = "TransformerChain/Model.key";
    public const string Message =
        "The model is a GAN that was saved by itself, with GanTransformer.SaveAs: load it with mlContext.Model.LoadGan.";

    internal const string LoaderSignature = "GanFile";
    internal const string ModelSignature = "MLGANZIP";

    private const int HeaderLength = 0x100;
    private const int TailLength = 8;
    private const int SignatureLength = 24;
    private const uint LayoutVersion = 0x00010002;

    public static void Write(IModelFiles files) => files.Write(FileName, stream =>
    {
        var loaderAssembly = Encoding.Unicode.GetBytes(typeof(MlNetSignpost).Assembly.GetName().Name!);
        long tail = HeaderLength + loaderAssembly.Length;
        using var header = new MemoryStream(new byte[tail + TailLength]);
        using var writer = new BinaryWriter(header);
        writer.Write("ML\0MODEL"u8);
        writer.Write(LayoutVersion); // written by
        writer.Write(LayoutVersion); // readable by
        writer.Write((long)HeaderLength); // where the component's own data begins; of no length, and without strings
        header.Position = 0x40;
        writer.Write(Encoding.ASCII.GetBytes(ModelSignature));
        writer.Write(MlNet.FirstVersion);
        writer.Write(MlNet.FirstVersion);
        writer.Write(Encoding.ASCII.GetBytes(LoaderSignature.PadRight(SignatureLength, '\0')));
        header.Position = 0x80;
        writer.Write(tail);
        writer.Write(tail + TailLength);
        writer.Write((long)HeaderLength);
        writer.Write(loaderAssembly.Length);
        header.Position = HeaderLength;
        writer.Write(loaderAssembly);
        writer.Write("LEDOM\0LM"u8);
        header.Position = 0;
        header.CopyTo(stream);
    });
}
