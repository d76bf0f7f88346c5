using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Gan;
using Microsoft.ML.Runtime;

// ML.NET finds the loader of a saved component by the name in the component's header, among these.
[assembly: LoadableClass(typeof(GanTransformer), null, typeof(SignatureLoadModel), "GAN", GanTransformer.LoaderSignature)]
[assembly: LoadableClass(typeof(GanTransformer), typeof(MlNetSignpost), null, typeof(SignatureLoadModel), "GAN file", MlNetSignpost.LoaderSignature)]

namespace Microsoft.ML.Gan;

// What the transformer needs of ML.NET's internals to be saved and loaded; see MlNet.
public sealed partial class GanTransformer
{
    internal const string LoaderSignature = "GanTransformer";

    private static VersionInfo SavedVersion => MlNet.Version("MLGANTRF", MlNet.FirstVersion, MlNet.FirstVersion, MlNet.FirstVersion, LoaderSignature);

    private protected override VersionInfo Version => SavedVersion;

    // ML.NET calls this, by reflection.
    private static GanTransformer Create(IHostEnvironment env, ModelLoadContext ctx) => LoadFrom(env, MlNet.Open(ctx, SavedVersion));
}

internal static partial class MlNetSignpost
{
    private static GanTransformer Create(IHostEnvironment env, ModelLoadContext ctx) => throw new InvalidDataException(Message);
}
