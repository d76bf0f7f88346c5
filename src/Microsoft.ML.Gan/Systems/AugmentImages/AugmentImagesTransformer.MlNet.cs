using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Gan;
using Microsoft.ML.Runtime;

// These attributes register the loader of a saved component by the name in its header.
[assembly: LoadableClass(typeof(AugmentImagesTransformer), null, typeof(SignatureLoadModel), "Image augmentation", AugmentImagesTransformer.LoaderSignature)]

namespace Microsoft.ML.Gan;

// Saving and loading through ML.NET's internals; see MlNet.
public sealed partial class AugmentImagesTransformer : ITransformerWithDifferentMappingAtTrainingTime
{
    internal const string LoaderSignature = "AugmentImages";

    private static VersionInfo Version => MlNet.Version("MLGANAUG", MlNet.FirstVersion, MlNet.FirstVersion, MlNet.FirstVersion, LoaderSignature);

    void ICanSaveModel.Save(ModelSaveContext ctx) => MlNet.Save(ctx, Version, SaveTo);

    // ML.NET calls this instead of Transform while a pipeline is being fitted.
    IDataView ITransformerWithDifferentMappingAtTrainingTime.TransformForTrainingPipeline(IDataView input) => TransformForTraining(input);

    private static AugmentImagesTransformer Create(IHostEnvironment env, ModelLoadContext ctx) => LoadFrom(env, MlNet.Open(ctx, Version));
}
