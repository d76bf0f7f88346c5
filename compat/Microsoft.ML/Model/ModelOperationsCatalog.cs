using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

public sealed class ModelOperationsCatalog : IInternalCatalog
{
    internal const string SchemaEntryName = "Schema";
    private const string TransformerDirectory = TransformerChain.LoaderSignature;

    private readonly IHostEnvironment _env;

    internal ModelOperationsCatalog(IHostEnvironment env) => _env = env;

    IHostEnvironment IInternalCatalog.Environment => _env;

    public void Save(ITransformer model, DataViewSchema? inputSchema, Stream stream)
    {
        _env.CheckValue(stream, nameof(stream));
        using var repository = RepositoryWriter.CreateNew(stream, _env);
        ModelSaveContext.SaveModel(repository, model, TransformerDirectory);
        if (inputSchema is not null)
        {
            using var channel = _env.Start("Saving Schema");
            using var entry = repository.CreateEntry(SchemaEntryName);
            SchemaFile.Write(channel, inputSchema, entry.Stream);
        }

        repository.Commit();
    }

    public void Save(ITransformer model, DataViewSchema? inputSchema, string filePath)
    {
        _env.CheckNonEmpty(filePath, nameof(filePath));
        using var stream = File.Create(filePath);
        Save(model, inputSchema, stream);
    }

    // The schema is null when the model was saved without one.
    public ITransformer Load(Stream stream, out DataViewSchema inputSchema)
    {
        _env.CheckValue(stream, nameof(stream));
        using var repository = RepositoryReader.Open(stream, _env);
        using (var entry = repository.OpenEntryOrNull(SchemaEntryName))
            inputSchema = entry is null ? null! : SchemaFile.Read(_env, entry.Stream);
        ModelLoadContext.LoadModel<ITransformer, SignatureLoadModel>(_env, out var model, repository, TransformerDirectory);
        return model;
    }

    public ITransformer Load(string filePath, out DataViewSchema inputSchema)
    {
        _env.CheckNonEmpty(filePath, nameof(filePath));
        using var stream = File.OpenRead(filePath);
        return Load(stream, out inputSchema);
    }

    public PredictionEngine<TSrc, TDst> CreatePredictionEngine<TSrc, TDst>(
        ITransformer transformer,
        bool ignoreMissingColumns = true,
        SchemaDefinition? inputSchemaDefinition = null,
        SchemaDefinition? outputSchemaDefinition = null)
        where TSrc : class
        where TDst : class, new()
        => new(_env, transformer, ignoreMissingColumns, inputSchemaDefinition, outputSchemaDefinition);

    public PredictionEngine<TSrc, TDst> CreatePredictionEngine<TSrc, TDst>(ITransformer transformer, DataViewSchema inputSchema)
        where TSrc : class
        where TDst : class, new()
    {
        _env.CheckValue(inputSchema, nameof(inputSchema));
        return new(_env, transformer, false, DataOperationsCatalog.DefinitionFor<TSrc>(_env, inputSchema));
    }

    public PredictionEngine<TSrc, TDst> CreatePredictionEngine<TSrc, TDst>(ITransformer transformer, PredictionEngineOptions options)
        where TSrc : class
        where TDst : class, new()
    {
        _env.CheckValue(options, nameof(options));
        return new(
            _env, transformer, options.IgnoreMissingColumns, options.InputSchemaDefinition, options.OutputSchemaDefinition, options.OwnsTransformer);
    }
}
