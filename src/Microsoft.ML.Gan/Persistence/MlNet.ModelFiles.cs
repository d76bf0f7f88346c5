namespace Microsoft.ML.Gan.Persistence;

internal static partial class MlNet
{
    /// <summary>A component's folder in a model file that is being written.</summary>
    private sealed class SavedFiles(ModelSaveContext context) : IModelFiles
    {
        public void Write(string name, Action<Stream> write) =>
            context.SaveBinaryStream(name, writer =>
            {
                writer.Flush();
                write(writer.BaseStream);
            });

        public bool Contains(string name) => throw WrongDirection();

        public Stream OpenRead(string name) => throw WrongDirection();

        private static InvalidOperationException WrongDirection() => new("The model is open for writing.");
    }

    /// <summary>A component's folder in a model file that is being read.</summary>
    private sealed class LoadedFiles(RepositoryReader repository, string? folder) : IModelFiles
    {
        public void Write(string name, Action<Stream> write) => throw new InvalidOperationException("The model is open for reading.");

        public bool Contains(string name)
        {
            using var entry = repository.OpenEntryOrNull(folder, name);
            return entry is not null;
        }

        // The repository closes its entries when the whole model has been read; closing the stream before does no harm.
        public Stream OpenRead(string name) =>
            repository.OpenEntryOrNull(folder, name)?.Stream
            ?? throw new InvalidDataException($"the part is missing in {folder}.");
    }
}
