namespace Microsoft.ML.Gan.Persistence;

/// <summary>
/// Where a model's parts are kept: a folder of named blobs. What saves and loads itself knows nothing more, so that the same
/// code serves ML.NET's zip, a file of our own and an unpacked folder.
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
    /// Opens a blob; the caller disposes the stream. Its <see cref="Stream.Length"/> can be relied on even if it cannot seek:
    /// no container promises more than a fixed multiple of what its file really holds.
    /// </summary>
    /// <exception cref="InvalidDataException">There is no blob of this name.</exception>
    Stream OpenRead(string name);
}
