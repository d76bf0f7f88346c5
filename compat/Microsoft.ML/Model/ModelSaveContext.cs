using System.Text;
using Microsoft.ML.Internal.Utilities;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

// What a component writes its model with: one entry "Model.key" of its own in the zip, more streams and sub-models beside it.
public sealed class ModelSaveContext : IDisposable
{
    internal readonly RepositoryWriter? Repository;
    internal readonly string? Directory;
    internal readonly BinaryWriter Writer;
    internal readonly NormStr.Pool Strings = new();
    internal readonly long FpMin;
    internal ModelHeader Header;

    private readonly Repository.Entry? _entry;
    private readonly IExceptionContext? _ectx;
    private string? _loaderAssemblyName;

    internal ModelSaveContext(RepositoryWriter rep, string? dir, string name)
    {
        Contracts.CheckValue(rep, nameof(rep));
        Repository = rep;
        Directory = dir;
        _ectx = rep.ExceptionContext;
        _entry = rep.CreateEntry(dir, name);
        Writer = new BinaryWriter(_entry.Stream, Encoding.UTF8, leaveOpen: true);
        ModelHeader.BeginWrite(Writer, out FpMin, out Header);
    }

    internal ModelSaveContext(BinaryWriter writer, IExceptionContext? ectx = null)
    {
        _ectx = ectx;
        _ectx.CheckValue(writer, nameof(writer));
        Writer = writer;
        ModelHeader.BeginWrite(Writer, out FpMin, out Header);
    }

    internal bool InRepository => Repository is not null;

    internal void CheckAtModel()
    {
        Writer.Flush();
        _ectx.Check(Writer.BaseStream.Position == FpMin + Header.FpModel);
    }

    internal void SetVersionInfo(VersionInfo ver)
    {
        ModelHeader.SetVersionInfo(ref Header, ver);
        _loaderAssemblyName = ver.LoaderAssemblyName;
    }

    internal void SaveTextStream(string name, Action<TextWriter> action)
    {
        using var entry = CreateEntry(name, action);
        using var writer = new StreamWriter(entry.Stream, new UTF8Encoding(false), leaveOpen: true);
        action(writer);
    }

    internal void SaveBinaryStream(string name, Action<BinaryWriter> action)
    {
        using var entry = CreateEntry(name, action);
        using var writer = new BinaryWriter(entry.Stream, Encoding.UTF8, leaveOpen: true);
        action(writer);
    }

    internal void SaveStringOrNull(string? str)
    {
        if (str is null)
            Writer.Write(-1);
        else
            Writer.Write(Strings.Add(str).Id);
    }

    internal void SaveString(string str)
    {
        _ectx.CheckValue(str, nameof(str));
        Writer.Write(Strings.Add(str).Id);
    }

    internal void SaveString(ReadOnlyMemory<char> str) => Writer.Write(Strings.Add(str).Id);

    internal void SaveNonEmptyString(string str)
    {
        _ectx.CheckParam(!string.IsNullOrEmpty(str), nameof(str));
        Writer.Write(Strings.Add(str).Id);
    }

    internal void SaveNonEmptyString(ReadOnlyMemory<char> str)
    {
        _ectx.CheckParam(!str.IsEmpty, nameof(str));
        Writer.Write(Strings.Add(str).Id);
    }

    internal void SaveModel<T>(T? value, string name)
        where T : class
    {
        _ectx.Check(InRepository, "Can't save a sub-model when writing to a single stream");
        SaveModel(Repository!, value, Path.Combine(Directory ?? "", name));
    }

    internal static void SaveModel<T>(RepositoryWriter rep, T? value, string? path)
        where T : class
    {
        if (value is not ICanSaveModel component)
            return;
        using var ctx = new ModelSaveContext(rep, path, ModelLoadContext.ModelStreamName);
        component.Save(ctx);
        ctx.Done();
    }

    internal static void Save(BinaryWriter writer, Action<ModelSaveContext> fn)
    {
        Contracts.CheckValue(writer, nameof(writer));
        Contracts.CheckValue(fn, nameof(fn));
        using var ctx = new ModelSaveContext(writer);
        fn(ctx);
        ctx.Done();
    }

    internal void SaveSubModel(string dir, Action<ModelSaveContext> fn)
    {
        _ectx.Check(InRepository, "Can't save a sub-model when writing to a single stream");
        _ectx.CheckNonEmpty(dir, nameof(dir));
        _ectx.CheckValue(fn, nameof(fn));
        using var ctx = new ModelSaveContext(Repository!, Path.Combine(Directory ?? "", dir), ModelLoadContext.ModelStreamName);
        fn(ctx);
        ctx.Done();
    }

    internal void Done()
    {
        // A component that says nothing about itself could never be loaded.
        _ectx.Check(Header.ModelSignature != 0, "ModelSignature not specified!");
        ModelHeader.EndWrite(Writer, FpMin, ref Header, Strings, _loaderAssemblyName);
        Dispose();
    }

    public void Dispose()
    {
        // Outside a repository the writer is the caller's.
        if (_entry is null)
            return;
        Writer.Dispose();
        _entry.Dispose();
    }

    private Repository.Entry CreateEntry(string name, Delegate action)
    {
        _ectx.Check(InRepository, "Can't save a stream when writing to a single stream");
        _ectx.CheckNonEmpty(name, nameof(name));
        _ectx.CheckValue(action, nameof(action));
        return Repository!.CreateEntry(Directory, name);
    }
}
