namespace Microsoft.ML.Gan.Persistence;

/// <summary>
/// A container of a model's parts: named blobs. The same code thus saves to and loads from ML.NET's zip, a file of our own and an unpacked folder.
/// </summary>
/// <remarks>
/// A container is open for writing or for reading, never for both. Names are the library's own, relative, with <c>/</c>
/// between folder and file.
/// </remarks>
internal interface IModelFiles
{
    /// <summary>Adds a blob. The stream is valid during the call only and need not be closed.</summary>
    void Write(string name, Action<Stream> write);

    /// <summary>Whether there is a blob of this name.</summary>
    bool Contains(string name);

    /// <summary>
    /// Opens a blob; the caller disposes the stream. Its <see cref="Stream.Length"/> is reliable even if it cannot seek: it is at most a fixed
    /// multiple of the data in the file.
    /// </summary>
    /// <exception cref="InvalidDataException">There is no blob of this name.</exception>
    Stream OpenRead(string name);
}
