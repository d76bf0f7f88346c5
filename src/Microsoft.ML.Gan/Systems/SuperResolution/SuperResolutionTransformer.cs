using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Gan;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(typeof(SuperResolutionTransformer), null, typeof(SignatureLoadModel), "Super-resolution", SuperResolutionTransformer.LoaderSignature)]

namespace Microsoft.ML.Gan.Systems.SuperResolution;

/// <summary>A trained generator of larger images: adds a column with the images of a column at several times their size.</summary>
internal sealed class SuperResolutionTransformer : ModelTransformer
{
    internal const string LoaderSignature = "SuperResolution";

    private readonly SuperResolutionModel _model;

    /// <summary>Takes ownership of the model.</summary>
    public SuperResolutionTransformer(IHostEnvironment environment, SuperResolutionModel model)
        : base(environment, model) => _model = model;

    /// <summary>The seed that the model was trained with.</summary>
    public int Seed => _model.Description.Seed;

    /// <summary>The factor by which the result's sides are larger.</summary>
    public int Scale => _model.Generator.Networks.Scale;

    /// <summary>The progress reports of the training; empty for a loaded model.</summary>
    public IReadOnlyList<GanProgress> History => _model.History;

    private protected override VersionInfo Version => SavedVersion;

    private static VersionInfo SavedVersion => MlNet.Version("MLGANSRS", MlNet.FirstVersion, MlNet.FirstVersion, MlNet.FirstVersion, LoaderSignature);

    /// <exception cref="ObjectDisposedException">The network has been freed.</exception>
    private SuperResolutionModel Model
    {
        get
        {
            ThrowIfDisposed();
            return _model;
        }
    }

    internal override void SaveTo(IModelFiles files) => Model.Save(files);

    // Called by ML.NET through reflection.
    private static SuperResolutionTransformer Create(IHostEnvironment env, ModelLoadContext ctx) =>
        new(env, ModelKinds.Load(env, MlNet.Open(ctx, SavedVersion), SuperResolutionModel.Kind, SuperResolutionModel.Load));

    private protected override IBatchedColumns ColumnsOf(DataViewSchema inputSchema)
    {
        var generator = Model.Generator;
        var mapping = new ImageMapping(
            "super-resolution", Model.Description.Columns, generator.Channels, generator.Channels, SuperResolutionNetworks.GeneratorSides, Scale, () => Model.Network);
        return new ImageToImageRows(mapping, inputSchema);
    }
}
