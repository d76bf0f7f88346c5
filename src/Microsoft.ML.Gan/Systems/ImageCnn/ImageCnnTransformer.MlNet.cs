using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Gan;
using Microsoft.ML.Runtime;

// ML.NET finds the loader of a saved component by the name in the component's header, among these.
[assembly: LoadableClass(typeof(ImageCnnTransformer), null, typeof(SignatureLoadModel), "Image classifier", ImageCnnTransformer.LoaderSignature)]

namespace Microsoft.ML.Gan;

// What the transformer needs of ML.NET's internals to be saved and loaded; see MlNet.
public sealed partial class ImageCnnTransformer
{
    internal const string LoaderSignature = "ImageCnnTransformer";

    /// <summary>Since this version the model is a bundle; before, it had a format of its own, which is not read any more.</summary>
    private const uint BundleVersion = 0x00010002;

    private static VersionInfo SavedVersion => MlNet.Version("MLGANCNN", BundleVersion, BundleVersion, BundleVersion, LoaderSignature);

    private protected override VersionInfo Version => SavedVersion;

    private static ImageCnnTransformer Create(IHostEnvironment env, ModelLoadContext ctx) => LoadFrom(env, MlNet.Open(ctx, SavedVersion));
}
