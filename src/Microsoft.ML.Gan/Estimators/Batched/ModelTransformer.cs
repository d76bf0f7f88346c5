using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Gan;

/// <summary>
/// The base of transformers over trained models: it adds columns that its model computes in batches, owns the model, and is saved with it.
/// </summary>
/// <remarks>
/// A model holds native memory: dispose the transformer after use. By default, a prediction engine created from it disposes it. Thread-safe.
/// </remarks>
public abstract class ModelTransformer : ITransformer, IDisposable
{
    private readonly IDisposable _model;
    private int _isDisposed;

    /// <summary>Takes ownership of the model.</summary>
    private protected ModelTransformer(IHostEnvironment environment, IDisposable model) => (Host, _model) = (environment.Register(GetType().Name), model);

    /// <inheritdoc/>
    public bool IsRowToRowMapper => true;

    private protected IHost Host { get; }

    /// <summary>The header of the transformer in ML.NET's files.</summary>
    private protected abstract VersionInfo Version { get; }

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">A column that the model reads is missing or of the wrong type; the message names it.</exception>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => MapperOf(inputSchema).OutputSchema;

    /// <inheritdoc/>
    /// <exception cref="ArgumentOutOfRangeException">A column that the model reads is missing or of the wrong type; the message names it.</exception>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public IRowToRowMapper GetRowToRowMapper(DataViewSchema inputSchema) => MapperOf(inputSchema);

    /// <summary>Adds the model's columns. They are computed on demand, in batches.</summary>
    /// <exception cref="ArgumentOutOfRangeException">A column that the model reads is missing or of the wrong type; the message names it.</exception>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public IDataView Transform(IDataView input)
    {
        ArgumentNullException.ThrowIfNull(input);
        ThrowIfDisposed();
        var columns = ColumnsOf(input.Schema);
        foreach (var message in columns.Messages)
        {
            using var channel = Host.Start("Transform");
            channel.Info(MessageSensitivity.None, message);
        }

        return new BatchedDataView(new BatchedRowMapper(input.Schema, columns), input);
    }

    /// <summary>Frees the model's networks.</summary>
    public void Dispose()
    {
        // Several prediction engines may own one transformer and dispose it on several threads.
        if (Interlocked.Exchange(ref _isDisposed, 1) == 0)
            _model.Dispose();
        GC.SuppressFinalize(this);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) => MlNet.Save(ctx, Version, SaveTo);

    internal abstract void SaveTo(IModelFiles files);

    /// <summary>The columns that are added to rows of this schema.</summary>
    private protected abstract IBatchedColumns ColumnsOf(DataViewSchema inputSchema);

    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    private protected void ThrowIfDisposed() => ObjectDisposedException.ThrowIf(_isDisposed != 0, this);

    private BatchedRowMapper MapperOf(DataViewSchema inputSchema)
    {
        ArgumentNullException.ThrowIfNull(inputSchema);
        ThrowIfDisposed();
        return new BatchedRowMapper(inputSchema, ColumnsOf(inputSchema));
    }
}
