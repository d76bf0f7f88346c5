using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Gan;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(typeof(SuperResolutionTransformer), null, typeof(SignatureLoadModel), "Super-resolution", SuperResolutionTransformer.LoaderSignature)]

namespace Microsoft.ML.Gan.Systems.SuperResolution;

/// <summary>A trained generator of larger images: adds a column with the images of a column at several times their size.</summary>
/// <remarks>Holds native memory; dispose it when it is no longer needed. Several threads may use one transformer at once.</remarks>
internal sealed class SuperResolutionTransformer : ITransformer, IDisposable
{
    internal const string LoaderSignature = "SuperResolution";

    private readonly SuperResolutionModel _model;
    private int _isDisposed;

    /// <summary>Takes over the model.</summary>
    public SuperResolutionTransformer(IHostEnvironment environment, SuperResolutionModel model)
    {
        _ = environment.Register(nameof(SuperResolutionTransformer));
        _model = model;
    }

    /// <summary>The seed that the model was trained with.</summary>
    public int Seed => _model.Description.Seed;

    /// <summary>How many times as many pixels a side the result has.</summary>
    public int Scale => _model.Generator.Networks.Scale;

    /// <summary>What was reported while this model was trained; empty for a model that was loaded.</summary>
    public IReadOnlyList<GanProgress> History => _model.History;

    public bool IsRowToRowMapper => true;

    private static VersionInfo Version => MlNet.Version("MLGANSRS", MlNet.FirstVersion, MlNet.FirstVersion, MlNet.FirstVersion, LoaderSignature);

    /// <exception cref="ObjectDisposedException">The network has been freed.</exception>
    private SuperResolutionModel Model
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isDisposed != 0, this);
            return _model;
        }
    }

    /// <exception cref="ArgumentOutOfRangeException">The image column is missing or of the wrong type; the message names it.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => MapperOf(inputSchema).OutputSchema;

    /// <exception cref="ArgumentOutOfRangeException">The image column is missing or of the wrong type; the message names it.</exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => MapperOf(inputSchema);

    /// <summary>Adds the column of larger images. Nothing is computed until a cursor asks for it; then whole batches are.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The image column is missing or of the wrong type; the message names it.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new BatchedDataView(MapperOf(input.Schema), input);
    }

    public void Dispose()
    {
        // Several prediction engines may own one transformer, and end on several threads.
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
            _model.Dispose();
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) => MlNet.Save(ctx, Version, files => Model.Save(files));

    // ML.NET calls this, by reflection.
    private static SuperResolutionTransformer Create(IHostEnvironment env, ModelLoadContext ctx) =>
        new(env, ModelKinds.Load(env, MlNet.Open(ctx, Version), SuperResolutionModel.Kind, SuperResolutionModel.Load));

    private BatchedRowMapper MapperOf(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var generator = Model.Generator;
        var mapping = new ImageMapping(
            "super-resolution", Model.Description.Columns, generator.Channels, generator.Channels, SuperResolutionNetworks.GeneratorSides, Scale, () => Model.Network);
        return new BatchedRowMapper(inputSchema, new ImageToImageRows(mapping, inputSchema));
    }
}
