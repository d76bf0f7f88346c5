using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Gan;

/// <summary>
/// A trained image classifier: adds a column with each image's most probable class and one with the probabilities of all
/// classes. A row without an image gets no class (key 0) and probabilities that are not numbers, as is ML.NET's way.
/// </summary>
/// <remarks>
/// Holds native memory; dispose it when it is no longer needed. A prediction engine that was made of it disposes it, unless
/// told otherwise. Several threads may use one transformer at once.
/// </remarks>
public sealed partial class ImageCnnTransformer : ITransformer, IDisposable
{
    private readonly ImageCnnModel _model;
    private int _isDisposed;

    /// <summary>Takes over the model.</summary>
    internal ImageCnnTransformer(IHostEnvironment environment, ImageCnnModel model)
    {
        _ = environment.Register(nameof(ImageCnnTransformer));
        _model = model;
    }

    /// <summary>The shape of the images that it classifies, C×H×W.</summary>
    public ImageShape ImageShape => _model.Description.Image;

    /// <summary>The number of classes.</summary>
    public int ClassCount => _model.Description.ClassCount;

    /// <summary>The names of the classes, in the order of the keys; empty when the data named none.</summary>
    public IReadOnlyList<string> ClassNames => _model.Labels?.Names ?? [];

    /// <summary>The seed that the model was trained with.</summary>
    public int Seed => _model.Description.Seed;

    /// <summary>What was reported while this model was trained; empty for a model that was loaded.</summary>
    public IReadOnlyList<ClassifierProgress> History => _model.History;

    /// <inheritdoc/>
    public bool IsRowToRowMapper => true;

    /// <exception cref="ObjectDisposedException">The network has been freed.</exception>
    internal ImageCnnModel Model
    {
        get
        {
            ObjectDisposedException.ThrowIf(_isDisposed != 0, this);
            return _model;
        }
    }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The image column is missing or of the wrong type; the message names it.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => MapperOf(inputSchema).OutputSchema;

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">The image column is missing or of the wrong type; the message names it.</exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => MapperOf(inputSchema);

    /// <summary>
    /// Adds the columns of classes and probabilities. Nothing is classified until a cursor asks for it; then whole batches are.
    /// </summary>
    /// <exception cref="ArgumentOutOfRangeException">The image column is missing or of the wrong type; the message names it.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        return new BatchedDataView(MapperOf(input.Schema), input);
    }

    /// <summary>Frees the network.</summary>
    public void Dispose()
    {
        // Several prediction engines may own one transformer, and end on several threads.
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
            _model.Dispose();
    }

    private BatchedRowMapper MapperOf(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        ObjectDisposedException.ThrowIf(_isDisposed != 0, this);
        return new BatchedRowMapper(inputSchema, new ClassifiedRows(this, inputSchema));
    }
}
