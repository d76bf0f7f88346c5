using System.Text;

namespace Microsoft.ML.Gan;

/// <summary>What is odd about folders that are classes, as datasets come out of archives and from other systems.</summary>
internal static class ClassFolders
{
    /// <summary>So many are named; the others are counted.</summary>
    private const int Named = 10;

    private static readonly HashSet<string> _parts = new(StringComparer.OrdinalIgnoreCase)
    {
        "train", "training", "test", "testing", "val", "valid", "validation", "dev",
    };

    /// <param name="walk">What the folder holds.</param>
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
        if (classes is [var only] && FoldersBelow(walk.Pictures) is { Length: > 1 } below)
        {
            yield return $"All {labels.Count} pictures have the label '{only}', the only folder; below it are {Names(below)}. " +
                $"If these are the classes, load '{Path.Combine(path, only)}'.";
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

    /// <summary>The second folders of the paths; none if a picture lies directly in the first.</summary>
    private static string[] FoldersBelow(IReadOnlyList<string> pictures)
    {
        var below = pictures.Select(name => name.Split('/')).Select(parts => parts.Length > 2 ? parts[1] : "").Distinct().ToArray();
        return below.Contains("") ? [] : below;
    }

    private static string Names(IEnumerable<string> names)
    {
        var all = names.ToArray();
        return string.Join(", ", all.Take(Named).Select(name => $"'{name}'")) + (all.Length > Named ? $" and {all.Length - Named} others" : "");
    }
}
