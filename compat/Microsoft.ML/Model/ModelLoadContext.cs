using System.Diagnostics.CodeAnalysis;
using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

internal delegate void SignatureLoadModel(ModelLoadContext ctx);

// What a component reads its model with, the mirror image of ModelSaveContext.
internal sealed partial class ModelLoadContext : IDisposable
{
    public const string ModelStreamName = "Model.key";
    internal const string NameBinary = "Model.bin";

    public readonly RepositoryReader? Repository;
    public readonly string? Directory;
    public readonly BinaryReader Reader;
    public readonly string[]? Strings;
    public readonly string? LoaderAssemblyName;
    public readonly long FpMin;
    internal ModelHeader Header;

    private readonly IExceptionContext? _ectx;

    internal ModelLoadContext(RepositoryReader rep, Repository.Entry ent, string? dir)
    {
        Contracts.CheckValue(rep, nameof(rep));
        Contracts.CheckValue(ent, nameof(ent));
        Repository = rep;
        Directory = dir;
        _ectx = rep.ExceptionContext;
        Reader = new BinaryReader(ent.Stream, Encoding.UTF8, leaveOpen: true);
        ModelHeader.BeginRead(out FpMin, out Header, out Strings, out LoaderAssemblyName, Reader);
    }

    internal ModelLoadContext(BinaryReader reader, IExceptionContext? ectx = null)
    {
        _ectx = ectx;
        _ectx.CheckValue(reader, nameof(reader));
        Reader = reader;
        ModelHeader.BeginRead(out FpMin, out Header, out Strings, out LoaderAssemblyName, Reader);
    }

    [MemberNotNullWhen(true, nameof(Repository))]
    public bool InRepository => Repository is not null;

    public void CheckAtModel() => _ectx.Check(Reader.BaseStream.Position == FpMin + Header.FpModel);

    public void CheckAtModel(VersionInfo ver)
    {
        CheckAtModel();
        ModelHeader.CheckVersionInfo(ref Header, ver);
    }

    public void CheckVersionInfo(VersionInfo ver) => ModelHeader.CheckVersionInfo(ref Header, ver);

    public string? LoadStringOrNull()
    {
        var id = Reader.ReadInt32();
        return id == -1 ? null : StringAt(id);
    }

    public string LoadString() => StringAt(Reader.ReadInt32());

    public string LoadNonEmptyString()
    {
        var text = LoadString();
        _ectx.CheckDecode(text.Length > 0);
        return text;
    }

    public bool TryLoadBinaryStream(string name, Action<BinaryReader> action)
    {
        using var entry = OpenEntryOrNull(name, action);
        if (entry is null)
            return false;
        using var reader = new BinaryReader(entry.Stream, Encoding.UTF8, leaveOpen: true);
        action(reader);
        return true;
    }

    public bool TryLoadTextStream(string name, Action<TextReader> action)
    {
        using var entry = OpenEntryOrNull(name, action);
        if (entry is null)
            return false;
        using var reader = new StreamReader(entry.Stream, leaveOpen: true);
        action(reader);
        return true;
    }

    public void Done()
    {
        ModelHeader.EndRead(FpMin, ref Header, Reader);
        Dispose();
    }

    public void Dispose()
    {
        // Outside a repository the reader is the caller's.
        if (InRepository)
            Reader.Dispose();
    }

    private string StringAt(int id)
    {
        _ectx.CheckDecode(0 <= id && id < (Strings?.Length ?? 0), "The model refers to a string that it does not hold");
        return Strings![id];
    }

    private Repository.Entry? OpenEntryOrNull(string name, Delegate action)
    {
        _ectx.Check(InRepository, "Can't load a stream when reading from a single stream");
        _ectx.CheckNonEmpty(name, nameof(name));
        _ectx.CheckValue(action, nameof(action));
        return Repository!.OpenEntryOrNull(Directory, name);
    }
}
