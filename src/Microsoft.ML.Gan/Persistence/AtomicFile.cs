namespace Microsoft.ML.Gan.Persistence;

/// <summary>Writes files atomically: readers see the old or the new content, also after a power failure.</summary>
internal static class AtomicFile
{
    /// <summary>
    /// Writes a temporary file in the same folder, flushes it to the disk and renames it. If this fails, an existing file is unchanged and nothing is
    /// left behind.
    /// </summary>
    /// <param name="path">The file; replaced if there is one.</param>
    /// <param name="write">Writes the content; the stream can seek and need not be closed.</param>
    /// <param name="create">Creates the temporary file; null for the default.</param>
    /// <exception cref="IOException">The folder does not exist, the disk is full, or <paramref name="path"/> is a folder; the message names the
    /// file.</exception>
    /// <exception cref="UnauthorizedAccessException">The process may not write there.</exception>
    public static void Write(string path, Action<Stream> write, Func<string, FileStream>? create = null)
    {
        // A link is kept; its target is replaced.
        var target = Path.GetFullPath(File.Exists(path) ? File.ResolveLinkTarget(path, returnFinalTarget: true)?.FullName ?? path : path);
        OutputFile.Check(target);
        var temporary = Path.Combine(Path.GetDirectoryName(target)!, $".{Path.GetFileName(target)}.{Guid.NewGuid():N}.tmp");
        try
        {
            using (var stream = create?.Invoke(temporary) ?? new FileStream(temporary, FileMode.CreateNew, FileAccess.ReadWrite))
            {
                write(stream);
                stream.Flush(flushToDisk: true);
            }

            File.Move(temporary, target, overwrite: true);
        }
        catch (Exception e)
        {
            File.Delete(temporary);
            if (OutputFile.Explain(path, temporary, e) is { } explained)
                throw explained;
            throw;
        }
    }
}
