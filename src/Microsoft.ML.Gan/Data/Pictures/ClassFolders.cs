using System.Text;

namespace Microsoft.ML.Gan.Data;

/// <summary>Warnings about class folders, for frequent problems of datasets from archives and other systems.</summary>
internal static class ClassFolders
{
    /// <summary>The number of names in a message; the others are counted.</summary>
    private const int Named = 10;

    private static readonly HashSet<string> _parts = new(StringComparer.OrdinalIgnoreCase)
    {
        "train", "training", "test", "testing", "val", "valid", "validation", "dev",
    };

    /// <param name="walk">The content of the folder.</param>
    /// <param name="labels">The label of each of its pictures.</param>
    /// <param name="path">The folder, for a message that names another.</param>
    /// <returns>A sentence for each oddity.</returns>
    public static IEnumerable<string> Check(FolderWalk walk, IReadOnlyList<string> labels, string path)
    {
        var classes = labels.Distinct().ToArray();
        if (EmptyOf(walk.Folders, classes) is { } empty)
            yield return empty;
        if (classes.Length > 1 && classes.All(_parts.Contains))
            yield return $"The labels are {Names(classes)}, which are parts of a dataset rather than classes; load one of these folders instead.";
        if (classes.Length == 1 && InnerFolder(walk.Pictures) is { } inner && FoldersIn(walk.Pictures, inner) is { Length: > 1 } below)
        {
            yield return $"All {labels.Count} pictures have the label '{classes[0]}', the only folder; in '{inner}' are {Names(below)}. " +
                $"If these are the classes, load '{Path.Combine(path, inner)}'.";
        }

        foreach (var name in classes)
        {
            if (FoldersIn(walk.Pictures, name).Intersect(classes).ToArray() is { Length: > 0 } twice)
                yield return $"The folder '{name}' has folders with the names of other classes, {Names(twice)}: pictures may be there twice.";
        }

        foreach (var alike in classes.GroupBy(name => name.Trim().Normalize(NormalizationForm.FormKC).ToUpperInvariant()).Where(group => group.Count() > 1))
            yield return $"The labels {Names(alike)} differ in case, blanks or the form of their letters only; they are different classes.";
    }

    /// <summary>Names the folders that became no class.</summary>
    /// <param name="folders">All folders.</param>
    /// <param name="classes">Those with a picture that can be read.</param>
    /// <returns>Null if there are none.</returns>
    public static string? EmptyOf(IEnumerable<string> folders, IEnumerable<string> classes)
    {
        var empty = folders.Except(classes).ToArray();
        return empty.Length == 0 ? null : $"Without a picture, and so no class: {Names(empty)}.";
    }

    /// <summary>The innermost folder that has all pictures below it.</summary>
    private static string? InnerFolder(IReadOnlyList<string> pictures)
    {
        var inner = FolderOf(pictures[0]);
        foreach (var name in pictures)
        {
            while (inner is not null && !name.StartsWith(inner + '/', StringComparison.Ordinal))
                inner = FolderOf(inner);
        }

        return inner;

        static string? FolderOf(string path) => path.LastIndexOf('/') is > 0 and var end ? path[..end] : null;
    }

    /// <summary>The folders directly in one that have pictures; none if there are pictures beside them.</summary>
    private static string[] FoldersIn(IReadOnlyList<string> pictures, string folder)
    {
        var names = pictures
            .Where(name => name.StartsWith(folder + '/', StringComparison.Ordinal))
            .Select(name => name[(folder.Length + 1)..])
            .Select(rest => rest.IndexOf('/') is > 0 and var end ? rest[..end] : "")
            .Distinct().ToArray();
        return names.Contains("") ? [] : names;
    }

    private static string Names(IEnumerable<string> names)
    {
        var all = names.ToArray();
        return string.Join(", ", all.Take(Named).Select(name => $"'{name}'")) + (all.Length > Named ? $" and {all.Length - Named} others" : "");
    }
}
