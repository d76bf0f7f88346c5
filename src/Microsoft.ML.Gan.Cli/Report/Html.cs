using System.Text;
using System.Xml.Linq;

namespace MlGan.Cli.Report;

/// <summary>Elements of the page. Text becomes text: an element escapes whatever it is given.</summary>
internal static class Html
{
    /// <param name="name">The name of the element.</param>
    /// <param name="content">Texts, elements and attributes; null is left out.</param>
    public static XElement Element(string name, params object?[] content)
    {
        var element = new XElement(name, [.. content.Select(one => one is string text ? Clean(text) : one)]);
        if (element.IsEmpty && name is not ("img" or "input" or "meta"))
            element.Value = ""; // <p /> is no end of a paragraph
        return element;
    }

    public static XAttribute Attribute(string name, string value) => new(name, Clean(value));

    /// <summary>A text without the characters that no page may have.</summary>
    public static string Clean(string text)
    {
        var clean = new StringBuilder(text.Length);
        foreach (var rune in text.EnumerateRunes())
            clean.Append(Rune.IsControl(rune) && rune.Value is not ('\t' or '\n') || rune.Value is 0xFFFE or 0xFFFF ? Rune.ReplacementChar : rune);
        return clean.ToString();
    }
}
