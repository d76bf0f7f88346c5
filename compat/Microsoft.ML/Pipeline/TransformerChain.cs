using System.Collections;
using System.Globalization;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

[assembly: LoadableClass(
    typeof(TransformerChain<ITransformer>),
    typeof(TransformerChain),
    null,
    typeof(SignatureLoadModel),
    "Transformer chain",
    TransformerChain.LoaderSignature)]

namespace Microsoft.ML.Data;

// Transformers in a row, each with the scope in which it takes part.
public sealed class TransformerChain<TLastTransformer> : ITransformer, IEnumerable<ITransformer>, ITransformerChainAccessor, IDisposable
    where TLastTransformer : class, ITransformer
{
    private readonly ITransformer[] _transformers;
    private readonly TransformerScope[] _scopes;
    private bool _disposed;

    public readonly TLastTransformer LastTransformer;

    public TransformerChain(IEnumerable<ITransformer> transformers, IEnumerable<TransformerScope> scopes)
    {
        _transformers = transformers?.ToArray() ?? [];
        _scopes = scopes?.ToArray() ?? [];
        Contracts.Check(_transformers.Length == _scopes.Length, "There must be as many scopes as transformers");
        LastTransformer = Last(_transformers);
    }

    public TransformerChain(params ITransformer[] transformers)
        : this(transformers, (transformers ?? []).Select(_ => TransformerScope.Everything))
    {
    }

    internal TransformerChain(IHostEnvironment env, ModelLoadContext ctx)
    {
        Contracts.CheckValue(env, nameof(env));
        env.CheckValue(ctx, nameof(ctx));
        ctx.CheckAtModel(TransformerChain.GetVersionInfo());
        var count = ctx.Reader.ReadInt32();
        env.CheckDecode(count >= 0 && count <= ctx.Header.CbModel / sizeof(int), "Corrupt transformer chain");
        _transformers = new ITransformer[count];
        _scopes = new TransformerScope[count];
        for (var i = 0; i < count; i++)
        {
            _scopes[i] = (TransformerScope)ctx.Reader.ReadInt32();
            ctx.LoadModel<ITransformer, SignatureLoadModel>(env, out _transformers[i], TransformerChain.DirectoryOf(i));
        }

        LastTransformer = (_transformers.LastOrDefault() as TLastTransformer)!;
    }

    bool ITransformer.IsRowToRowMapper => _transformers.All(transformer => transformer.IsRowToRowMapper);

    ITransformer[] ITransformerChainAccessor.Transformers => _transformers;

    TransformerScope[] ITransformerChainAccessor.Scopes => _scopes;

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema) => GetOutputSchema(inputSchema, TransformerScope.Scoring);

    public DataViewSchema GetOutputSchema(DataViewSchema inputSchema, TransformerScope scope)
    {
        Contracts.CheckValue(inputSchema, nameof(inputSchema));
        return Within(scope).Aggregate(inputSchema, (schema, transformer) => transformer.GetOutputSchema(schema));
    }

    public IDataView Transform(IDataView input) => Transform(input, TransformerScope.Scoring);

    public IDataView Transform(IDataView input, TransformerScope scope)
    {
        Contracts.CheckValue(input, nameof(input));
        GetOutputSchema(input.Schema, scope);
        return Within(scope).Aggregate(input, (data, transformer) => transformer.Transform(data));
    }

    public TransformerChain<ITransformer> GetModelFor(TransformerScope scopeFilter)
    {
        var chosen = Enumerable.Range(0, _transformers.Length).Where(i => (_scopes[i] & scopeFilter) != TransformerScope.None).ToArray();
        return new(chosen.Select(i => _transformers[i]), chosen.Select(i => _scopes[i]));
    }

    public TransformerChain<TNewLast> Append<TNewLast>(TNewLast transformer, TransformerScope scope = TransformerScope.Everything)
        where TNewLast : class, ITransformer
    {
        Contracts.CheckValue(transformer, nameof(transformer));
        return new([.. _transformers, transformer], [.. _scopes, scope]);
    }

    public IEnumerator<ITransformer> GetEnumerator() => ((IEnumerable<ITransformer>)_transformers).GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();

    // All members, whatever their scopes: the caller who wants fewer takes GetModelFor.
    IRowToRowMapper ITransformer.GetRowToRowMapper(DataViewSchema inputSchema)
    {
        Contracts.CheckValue(inputSchema, nameof(inputSchema));
        Contracts.Check(((ITransformer)this).IsRowToRowMapper, "GetRowToRowMapper method called despite IsRowToRowMapper being false.");
        var mappers = new List<IRowToRowMapper>();
        var schema = inputSchema;
        foreach (var transformer in _transformers)
        {
            mappers.Add(transformer.GetRowToRowMapper(schema));
            schema = mappers[^1].OutputSchema;
        }

        return new CompositeRowToRowMapper(inputSchema, [.. mappers]);
    }

    void ICanSaveModel.Save(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(TransformerChain.GetVersionInfo());
        ctx.Writer.Write(_transformers.Length);
        for (var i = 0; i < _transformers.Length; i++)
        {
            ctx.Writer.Write((int)_scopes[i]);
            ctx.SaveModel(_transformers[i], TransformerChain.DirectoryOf(i));
        }
    }

    public void Dispose()
    {
        if (_disposed)
            return;
        _disposed = true;
        foreach (var transformer in _transformers)
            (transformer as IDisposable)?.Dispose();
    }

    private IEnumerable<ITransformer> Within(TransformerScope scope) =>
        _transformers.Where((_, i) => (_scopes[i] & scope) != TransformerScope.None);

    private static TLastTransformer Last(ITransformer[] transformers)
    {
        var last = transformers.LastOrDefault() as TLastTransformer;
        Contracts.Check((transformers.Length > 0) == (last is not null), "The last transformer is not of the chain's type");
        return last!;
    }
}

internal interface ITransformerChainAccessor
{
    ITransformer[] Transformers { get; }

    TransformerScope[] Scopes { get; }
}

// Loads any chain, as one of plain transformers: the type of the last one is not saved.
internal static class TransformerChain
{
    public const string LoaderSignature = "TransformerChain";

    public static VersionInfo GetVersionInfo() => new(
        modelSignature: "XF CHAIN",
        verWrittenCur: 0x00010001,
        verReadableCur: 0x00010001,
        verWeCanReadBack: 0x00010001,
        loaderAssemblyName: typeof(TransformerChain).Assembly.FullName!,
        loaderSignature: LoaderSignature);

    public static string DirectoryOf(int index) => string.Format(CultureInfo.InvariantCulture, "Transform_{0:000}", index);

    private static TransformerChain<ITransformer> Create(IHostEnvironment env, ModelLoadContext ctx) => new(env, ctx);
}
