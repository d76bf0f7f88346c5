using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Gan;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(typeof(CycleGanTransformer), null, typeof(SignatureLoadModel), "CycleGAN", CycleGanTransformer.LoaderSignature)]

namespace Microsoft.ML.Gan.Systems.CycleGan;

/// <summary>A trained CycleGAN: adds a column with the images of a column, translated to the other domain.</summary>
internal sealed class CycleGanTransformer : ModelTransformer
{
    internal const string LoaderSignature = "CycleGanTransformer";

    private readonly CycleGanModel _model;

    /// <summary>Takes ownership of the model.</summary>
    public CycleGanTransformer(IHostEnvironment environment, CycleGanModel model)
        : base(environment, model) => _model = model;

    /// <summary>The seed that the model was trained with.</summary>
    public int Seed => _model.Description.Seed;

    /// <summary>Whether it translates from the other domain (B) to that of the estimator's image column (A), instead of from A to B.</summary>
    public bool IsReversed => _model.Description.IsReversed;

    /// <summary>The progress reports of the training; empty for a loaded model.</summary>
    public IReadOnlyList<GanProgress> History => _model.History;

    private protected override VersionInfo Version => SavedVersion;

    private static VersionInfo SavedVersion => MlNet.Version("MLGANCYC", MlNet.FirstVersion, MlNet.FirstVersion, MlNet.FirstVersion, LoaderSignature);

    /// <exception cref="ObjectDisposedException">The networks have been freed.</exception>
    private CycleGanModel Model
    {
        get
        {
            ThrowIfDisposed();
            return _model;
        }
    }

    /// <summary>The transformer of the other direction. It shares the networks; dispose both transformers.</summary>
    /// <param name="imageColumnName">The input column.</param>
    /// <param name="outputColumnName">The added column.</param>
    /// <param name="inputLayout">The pixel layout, if the image column is a vector; null for the layout of this direction.</param>
    public CycleGanTransformer Reversed(string imageColumnName, string outputColumnName, PixelLayout? inputLayout = null)
    {
        var columns = Model.Description.Columns;
        columns = columns with { Input = imageColumnName, Output = outputColumnName, InputLayout = inputLayout ?? columns.InputLayout };
        columns.Validate();
        return new CycleGanTransformer(Host, Model.Reversed(columns));
    }

    internal override void SaveTo(IModelFiles files) => Model.Save(files);

    // Called by ML.NET through reflection.
    private static CycleGanTransformer Create(IHostEnvironment env, ModelLoadContext ctx) =>
        new(env, ModelKinds.Load(env, MlNet.Open(ctx, SavedVersion), CycleGanModel.Kind, CycleGanModel.Load));

    private protected override IBatchedColumns ColumnsOf(DataViewSchema inputSchema)
    {
        var generator = Model.Generator;
        var mapping = new ImageMapping("CycleGAN", Model.Description.Columns, generator.Inputs, generator.Outputs, CycleGanNetworks.GeneratorSides, Scale: 1, () => Model.Network);
        return new ImageToImageRows(mapping, inputSchema);
    }
}
