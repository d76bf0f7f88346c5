using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Gan;
using Microsoft.ML.Runtime;

// These attributes register the loader of a saved component by the name in its header.
[assembly: LoadableClass(typeof(GanTransformer), null, typeof(SignatureLoadModel), "GAN", GanTransformer.LoaderSignature)]
[assembly: LoadableClass(typeof(GanTransformer), typeof(MlNetSignpost), null, typeof(SignatureLoadModel), "GAN file", MlNetSignpost.LoaderSignature)]

namespace Microsoft.ML.Gan;

// Saving and loading through ML.NET's internals; see MlNet.
public sealed partial class GanTransformer
{
    internal const string LoaderSignature = "GanTransformer";

    private static VersionInfo SavedVersion => MlNet.Version("MLGANTRF", MlNet.FirstVersion, MlNet.FirstVersion, MlNet.FirstVersion, LoaderSignature);

    private protected override VersionInfo Version => SavedVersion;

    // Called by ML.NET through reflection.
    private static GanTransformer Create(IHostEnvironment env, ModelLoadContext ctx) => LoadFrom(env, MlNet.Open(ctx, SavedVersion));
}

internal static partial class MlNetSignpost
{
    private static GanTransformer Create(IHostEnvironment env, ModelLoadContext ctx) => throw new InvalidDataException(Message);
}
