using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Gan;
using Microsoft.ML.Runtime;

// ML.NET finds the loader of a saved component by the name in the component's header, among these.
[assembly: LoadableClass(typeof(GanTransformer), null, typeof(SignatureLoadModel), "GAN", GanTransformer.LoaderSignature)]
[assembly: LoadableClass(typeof(GanTransformer), typeof(MlNetSignpost), null, typeof(SignatureLoadModel), "GAN file", MlNetSignpost.LoaderSignature)]
[assembly: LoadableClass(typeof(AugmentImagesTransformer), null, typeof(SignatureLoadModel), "Image augmentation", AugmentImagesTransformer.LoaderSignature)]
[assembly: LoadableClass(typeof(AugmentWithGanTransformer), null, typeof(SignatureLoadModel), "Synthetic rows", AugmentWithGanTransformer.LoaderSignature)]
[assembly: LoadableClass(typeof(ImageCnnTransformer), null, typeof(SignatureLoadModel), "Image classifier", ImageCnnTransformer.LoaderSignature)]

// What each transformer needs of ML.NET's internals to be saved and loaded; see MlNet.

namespace Microsoft.ML.Gan;

public sealed partial class GanTransformer
{
    internal const string LoaderSignature = "GanTransformer";

    private static VersionInfo Version => MlNet.Version("MLGANTRF", MlNet.FirstVersion, MlNet.FirstVersion, MlNet.FirstVersion, LoaderSignature);

    void ICanSaveModel.Save(ModelSaveContext ctx) => MlNet.Save(ctx, Version, SaveTo);

    // ML.NET calls this, by reflection.
    private static GanTransformer Create(IHostEnvironment env, ModelLoadContext ctx) => LoadFrom(env, MlNet.Open(ctx, Version));
}

public sealed partial class AugmentImagesTransformer : ITransformerWithDifferentMappingAtTrainingTime
{
    internal const string LoaderSignature = "AugmentImages";

    private static VersionInfo Version => MlNet.Version("MLGANAUG", MlNet.FirstVersion, MlNet.FirstVersion, MlNet.FirstVersion, LoaderSignature);

    void ICanSaveModel.Save(ModelSaveContext ctx) => MlNet.Save(ctx, Version, SaveTo);

    // A pipeline that is being fitted calls this instead of Transform.
    IDataView ITransformerWithDifferentMappingAtTrainingTime.TransformForTrainingPipeline(IDataView input) => TransformForTraining(input);

    private static AugmentImagesTransformer Create(IHostEnvironment env, ModelLoadContext ctx) => LoadFrom(env, MlNet.Open(ctx, Version));
}

public sealed partial class AugmentWithGanTransformer : ITransformerWithDifferentMappingAtTrainingTime
{
    internal const string LoaderSignature = "AugmentWithGan";

    private static VersionInfo Version => MlNet.Version("MLGANSYN", MlNet.FirstVersion, MlNet.FirstVersion, MlNet.FirstVersion, LoaderSignature);

    void ICanSaveModel.Save(ModelSaveContext ctx) => MlNet.Save(ctx, Version, SaveTo);

    // A pipeline that is being fitted calls this instead of Transform.
    IDataView ITransformerWithDifferentMappingAtTrainingTime.TransformForTrainingPipeline(IDataView input) => TransformForTraining(input);

    private static AugmentWithGanTransformer Create(IHostEnvironment env, ModelLoadContext ctx) => LoadFrom(env, MlNet.Open(ctx, Version));
}

public sealed partial class ImageCnnTransformer
{
    internal const string LoaderSignature = "ImageCnnTransformer";

    /// <summary>Since this version the model is a bundle; before, it had a format of its own, which is not read any more.</summary>
    private const uint BundleVersion = 0x00010002;

    private static VersionInfo Version => MlNet.Version("MLGANCNN", BundleVersion, BundleVersion, BundleVersion, LoaderSignature);

    void ICanSaveModel.Save(ModelSaveContext ctx) => MlNet.Save(ctx, Version, SaveTo);

    private static ImageCnnTransformer Create(IHostEnvironment env, ModelLoadContext ctx) => LoadFrom(env, MlNet.Open(ctx, Version));
}

internal static partial class MlNetSignpost
{
    private static GanTransformer Create(IHostEnvironment env, ModelLoadContext ctx) => throw new InvalidDataException(Message);
}
