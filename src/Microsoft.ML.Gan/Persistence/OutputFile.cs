namespace Microsoft.ML.Gan.Persistence;

/// <summary>Errors of atomic writes: they name the user's file instead of the temporary one.</summary>
internal static class OutputFile
{
    /// <summary>Checks for errors that would otherwise name the temporary file.</summary>
    /// <param name="path">The file, as the user named it.</param>
    /// <exception cref="DirectoryNotFoundException">Its folder does not exist.</exception>
    /// <exception cref="IOException">It is a folder itself.</exception>
    public static void Check(string path)
    {
        var folder = Path.GetDirectoryName(Path.GetFullPath(path));
        if (!Directory.Exists(folder))
            throw new DirectoryNotFoundException($"'{path}' cannot be written: there is no folder '{folder}'. Make it first.");
        if (Directory.Exists(path))
            throw new IOException($"'{path}' cannot be written: it is a folder. Give the name of a file.");
    }

    /// <summary>The exception instead of the file system's if that names the temporary file; otherwise null.</summary>
    public static Exception? Explain(string path, string temporary, Exception error)
    {
        if (!error.Message.Contains(temporary, StringComparison.Ordinal))
            return null;
        return error switch
        {
            UnauthorizedAccessException => new UnauthorizedAccessException(
                $"'{path}' cannot be written: this process has no permission to write to its folder. Change the permissions, or choose another folder.", error),
            IOException => new IOException($"'{path}' cannot be written: {error.Message.Replace(temporary, path, StringComparison.Ordinal)}", error),
            _ => null,
        };
    }
}
