using System.Diagnostics.CodeAnalysis;
using System.Reflection;
using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

internal sealed partial class ModelLoadContext
{
    public bool ContainsModel(string name)
    {
        if (!InRepository || string.IsNullOrEmpty(name))
            return false;
        using var entry = Repository.OpenEntryOrNull(Path.Combine(Directory ?? "", name), ModelStreamName);
        return entry is not null;
    }

    public bool TryProcessSubModel(string dir, Action<ModelLoadContext> action)
    {
        _ectx.Check(InRepository, "Can't load a sub-model when reading from a single stream");
        _ectx.CheckNonEmpty(dir, nameof(dir));
        _ectx.CheckValue(action, nameof(action));
        var path = Path.Combine(Directory ?? "", dir);
        using var entry = Repository!.OpenEntryOrNull(path, ModelStreamName);
        if (entry is null)
            return false;
        using var ctx = new ModelLoadContext(Repository, entry, path);
        action(ctx);
        return true;
    }

    public void LoadModel<TRes, TSig>(IHostEnvironment env, out TRes result, string name, params object[] extra)
        where TRes : class
    {
        if (!LoadModelOrNull<TRes, TSig>(env, out var loaded, name, extra))
            throw _ectx.ExceptDecode("Corrupt model file");
        result = loaded;
    }

    public bool LoadModelOrNull<TRes, TSig>(IHostEnvironment env, [NotNullWhen(true)] out TRes? result, string name, params object[] extra)
        where TRes : class
    {
        _ectx.CheckValue(env, nameof(env));
        _ectx.Check(InRepository, "Can't load a sub-model when reading from a single stream");
        return LoadModelOrNull<TRes, TSig>(env, out result, Repository!, Path.Combine(Directory ?? "", name), extra);
    }

    public static void LoadModel<TRes, TSig>(IHostEnvironment env, out TRes result, RepositoryReader rep, string? dir, params object[] extra)
        where TRes : class
    {
        if (!LoadModelOrNull<TRes, TSig>(env, out var loaded, rep, dir, extra))
            throw env.ExceptDecode("Corrupt model file");
        result = loaded;
    }

    public static bool LoadModelOrNull<TRes, TSig>(
        IHostEnvironment env, [NotNullWhen(true)] out TRes? result, RepositoryReader rep, string? dir, params object[] extra)
        where TRes : class
    {
        Contracts.CheckValue(env, nameof(env));
        env.CheckValue(rep, nameof(rep));
        using var entry = rep.OpenEntryOrNull(dir, ModelStreamName);
        if (entry is null)
        {
            result = null;
            return false;
        }

        LoadModel<TRes, TSig>(env, out result, rep, entry, dir, extra);
        return true;
    }

    public static void LoadModel<TRes, TSig>(
        IHostEnvironment env, out TRes result, RepositoryReader rep, Repository.Entry ent, string? dir, params object[] extra)
        where TRes : class
    {
        using var ctx = new ModelLoadContext(rep, ent, dir);
        if (!ctx.TryLoadModelCore<TRes, TSig>(env, out var loaded, extra))
            throw env.ExceptDecode("Couldn't load model: '{0}'", dir);
        result = loaded;
    }

    public static void LoadModel<TRes, TSig>(IHostEnvironment env, out TRes result, Stream stream, params object[] extra)
        where TRes : class
    {
        if (!TryLoadModel<TRes, TSig>(env, out var loaded, stream, extra))
            throw Contracts.ExceptDecode("Couldn't load model");
        result = loaded;
    }

    public static bool TryLoadModel<TRes, TSig>(IHostEnvironment env, [NotNullWhen(true)] out TRes? result, Stream stream, params object[] extra)
        where TRes : class
    {
        using var reader = new BinaryReader(stream, Encoding.UTF8, leaveOpen: true);
        return TryLoadModel<TRes, TSig>(env, out result, reader, extra);
    }

    public static bool TryLoadModel<TRes, TSig>(
        IHostEnvironment env, [NotNullWhen(true)] out TRes? result, BinaryReader reader, params object[] extra)
        where TRes : class
    {
        Contracts.CheckValue(env, nameof(env));
        using var ctx = new ModelLoadContext(reader);
        return ctx.TryLoadModelCore<TRes, TSig>(env, out result, extra);
    }

    // The component's assembly is loaded and registered by the name in the header, then its loader is found by signature.
    private bool TryLoadModelCore<TRes, TSig>(IHostEnvironment env, [NotNullWhen(true)] out TRes? result, object[] extra)
        where TRes : class
    {
        if (!string.IsNullOrEmpty(LoaderAssemblyName))
            env.ComponentCatalog.RegisterAssembly(Assembly.Load(LoaderAssemblyName));

        object[] arguments = [this, .. extra];
        foreach (var signature in new[] { ModelHeader.GetLoaderSig(ref Header), ModelHeader.GetLoaderSigAlt(ref Header) })
        {
            if (!string.IsNullOrWhiteSpace(signature)
                && ComponentCatalog.TryCreateInstance<object, TSig>(env, out var component, signature, "", arguments)
                && component is TRes typed)
            {
                result = typed;
                Done();
                return true;
            }
        }

        Reader.BaseStream.Position = FpMin;
        result = null;
        return false;
    }
}
