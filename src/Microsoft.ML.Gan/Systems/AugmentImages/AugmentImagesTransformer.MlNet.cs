using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Gan;
using Microsoft.ML.Runtime;

// ML.NET finds the loader of a saved component by the name in the component's header, among these.
[assembly: LoadableClass(typeof(AugmentImagesTransformer), null, typeof(SignatureLoadModel), "Image augmentation", AugmentImagesTransformer.LoaderSignature)]

namespace Microsoft.ML.Gan;

// What the transformer needs of ML.NET's internals to be saved and loaded; see MlNet.
public sealed partial class AugmentImagesTransformer : ITransformerWithDifferentMappingAtTrainingTime
{
    internal const string LoaderSignature = "AugmentImages";

    private static VersionInfo Version => MlNet.Version("MLGANAUG", MlNet.FirstVersion, MlNet.FirstVersion, MlNet.FirstVersion, LoaderSignature);

    void ICanSaveModel.Save(ModelSaveContext ctx) => MlNet.Save(ctx, Version, SaveTo);

    // A pipeline that is being fitted calls this instead of Transform.
    IDataView ITransformerWithDifferentMappingAtTrainingTime.TransformForTrainingPipeline(IDataView input) => TransformForTraining(input);

    private static AugmentImagesTransformer Create(IHostEnvironment env, ModelLoadContext ctx) => LoadFrom(env, MlNet.Open(ctx, Version));
}
