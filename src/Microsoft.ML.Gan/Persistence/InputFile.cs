namespace Microsoft.ML.Gan.Persistence;

/// <summary>Opens files named by a user. Error messages give the file, the cause and the remedy.</summary>
internal static class InputFile
{
    /// <summary>Opens a file for reading.</summary>
    /// <param name="path">The file.</param>
    /// <param name="open">Opens it; null for the usual way.</param>
    /// <exception cref="FileNotFoundException">The file does not exist.</exception>
    /// <exception cref="InvalidDataException">It is a folder.</exception>
    /// <exception cref="UnauthorizedAccessException">The process may not read it.</exception>
    public static FileStream OpenRead(string path, Func<string, FileStream>? open = null)
    {
        if (Directory.Exists(path))
            throw new InvalidDataException($"'{path}' is a folder, and a file is expected. Give the name of the file in it.");
        try
        {
            return (open ?? File.OpenRead)(path);
        }
        catch (Exception e) when (e is FileNotFoundException or DirectoryNotFoundException)
        {
            throw new FileNotFoundException($"There is no file '{path}'{Hint(path)}.", path, e);
        }
        catch (UnauthorizedAccessException e)
        {
            throw new UnauthorizedAccessException($"The file '{path}' cannot be read: this process has no permission to. Change the permissions or the owner of the file.", e);
        }
    }

    /// <summary>The exception for a file that is not of the expected kind.</summary>
    /// <param name="what">The file, for the beginning of the sentence.</param>
    /// <param name="expected">The expected kind.</param>
    /// <param name="kind">The actual kind, if its first bytes tell (<see cref="FileKind"/>).</param>
    public static InvalidDataException WrongKind(string what, string expected, string? kind) =>
        new($"{what} is not {expected}{(kind is null ? ", or it is damaged." : $": {kind}")}");

    /// <summary>A hint where the file may be instead, for frequent mistakes with copied names and other systems.</summary>
    private static string Hint(string path)
    {
        if (path.Contains("://", StringComparison.Ordinal))
            return ": this is an address. Download the file, and give its place here";
        if (path.Contains('"', StringComparison.Ordinal) || path.Trim() != path)
            return ": the name has quotation marks in it, or blanks at its end";
        if (path.StartsWith('~'))
            return ": '~' stands for the home folder in a shell only. Write the folder out";
        if (Path.DirectorySeparatorChar != '\\' && path.Contains('\\', StringComparison.Ordinal))
        {
            var forward = path.Replace('\\', '/');
            return File.Exists(forward) ? $", but there is '{forward}': backslashes separate folders on Windows only" : ": backslashes separate folders on Windows only";
        }

        var (folder, name) = (Path.GetDirectoryName(Path.GetFullPath(path))!, Path.GetFileName(path));
        if (!Directory.Exists(folder))
            return $", and no folder '{folder}'";
        try
        {
            var alike = new EnumerationOptions { MatchCasing = MatchCasing.CaseInsensitive };
            var other = Directory.EnumerateFiles(folder, "*", alike).Select(file => Path.GetFileName(file)!).FirstOrDefault(file =>
                file.Equals(name, StringComparison.OrdinalIgnoreCase)
                || file.Equals(name + ".gz", StringComparison.OrdinalIgnoreCase)
                || name.Equals(file + ".gz", StringComparison.OrdinalIgnoreCase));
            if (other is not null)
                return $", but there is '{other}' in its folder{(other.Equals(name, StringComparison.OrdinalIgnoreCase) ? ": capital letters count" : "")}";
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            // The folder cannot be listed; the message is good without the hint.
        }

        return Path.IsPathRooted(path) ? "" : $" in '{folder}'";
    }
}
