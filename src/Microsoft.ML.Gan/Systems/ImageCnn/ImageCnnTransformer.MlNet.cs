using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Gan;
using Microsoft.ML.Runtime;

// These attributes register the loader of a saved component by the name in its header.
[assembly: LoadableClass(typeof(ImageCnnTransformer), null, typeof(SignatureLoadModel), "Image classifier", ImageCnnTransformer.LoaderSignature)]

namespace Microsoft.ML.Gan;

// Saving and loading through ML.NET's internals; see MlNet.
public sealed partial class ImageCnnTransformer
{
    internal const string LoaderSignature = "ImageCnnTransformer";

    /// <summary>Since this version the model is a bundle; the earlier format is no longer read.</summary>
    private const uint BundleVersion = 0x00010002;

    private static VersionInfo SavedVersion => MlNet.Version("MLGANCNN", BundleVersion, BundleVersion, BundleVersion, LoaderSignature);

    private protected override VersionInfo Version => SavedVersion;

    private static ImageCnnTransformer Create(IHostEnvironment env, ModelLoadContext ctx) => LoadFrom(env, MlNet.Open(ctx, SavedVersion));
}
