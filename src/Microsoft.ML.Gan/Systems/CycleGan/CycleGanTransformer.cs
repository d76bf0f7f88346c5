using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Gan;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(typeof(CycleGanTransformer), null, typeof(SignatureLoadModel), "CycleGAN", CycleGanTransformer.LoaderSignature)]

namespace Microsoft.ML.Gan.Systems.CycleGan;

/// <summary>A trained CycleGAN: adds a column with the images of a column, translated to the other domain.</summary>
/// <remarks>Holds native memory; dispose it when it is no longer needed. Several threads may use one transformer at once.</remarks>
internal sealed class CycleGanTransformer : ITransformer, IDisposable
{
    internal const string LoaderSignature = "CycleGanTransformer";

    private readonly IHost _host;
    private readonly CycleGanModel _model;
    private int _isDisposed;

    /// <summary>Takes over the model.</summary>
    public CycleGanTransformer(IHostEnvironment environment, CycleGanModel model) => (_host, _model) = (environment.Register(nameof(CycleGanTransformer)), model);

    /// <summary>The seed that the model was trained with.</summary>
    public int Seed => _model.Description.Seed;

    /// <summary>Whether it translates images of the other domain into the estimator's image column's, instead of those into the other domain.</summary>
    public bool IsReversed => _model.Description.IsReversed;

    /// <summary>What was reported while this model was trained; empty for a model that was loaded.</summary>
    public IReadOnlyList<GanProgress> History => _model.History;

    public bool IsRowToRowMapper => true;

    private static VersionInfo Version => MlNet.Version("MLGANCYC", MlNet.FirstVersion, MlNet.FirstVersion, MlNet.FirstVersion, LoaderSignature);

    /// <exception cref="ObjectDisposedException">The networks have been freed.</exception>
    private CycleGanModel Model
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isDisposed != 0, this);
            return _model;
        }
    }

    /// <summary>The transformer of the other direction. It shares the networks: each of the two must be disposed, and the last one frees them.</summary>
    /// <param name="imageColumnName">The images that it translates.</param>
    /// <param name="outputColumnName">The column that it adds.</param>
    /// <param name="inputLayout">How pixels lie where the image column is a vector; null for the layout of this direction.</param>
    public CycleGanTransformer Reversed(string imageColumnName, string outputColumnName, PixelLayout? inputLayout = null)
    {
        var columns = Model.Description.Columns;
        columns = columns with { Input = imageColumnName, Output = outputColumnName, InputLayout = inputLayout ?? columns.InputLayout };
        columns.Validate();
        return new CycleGanTransformer(_host, Model.Reversed(columns));
    }

    /// <exception cref="ArgumentOutOfRangeException">The image column is missing or of the wrong type; the message names it.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => MapperOf(inputSchema).OutputSchema;

    /// <exception cref="ArgumentOutOfRangeException">The image column is missing or of the wrong type; the message names it.</exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => MapperOf(inputSchema);

    /// <summary>Adds the column of translated images. Nothing is translated until a cursor asks for it; then whole batches are.</summary>
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
    private static CycleGanTransformer Create(IHostEnvironment env, ModelLoadContext ctx) =>
        new(env, ModelKinds.Load(env, MlNet.Open(ctx, Version), CycleGanModel.Kind, CycleGanModel.Load));

    private BatchedRowMapper MapperOf(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        var generator = Model.Generator;
        var mapping = new ImageMapping("CycleGAN", Model.Description.Columns, generator.Inputs, generator.Outputs, CycleGanNetworks.GeneratorSides, Scale: 1, () => Model.Network);
        return new BatchedRowMapper(inputSchema, new ImageToImageRows(mapping, inputSchema));
    }
}
