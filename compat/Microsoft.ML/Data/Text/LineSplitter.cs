using System.Text;

namespace Microsoft.ML.Data;

// Cuts a line into its fields.
internal sealed class LineSplitter(TextLoader.Options options)
{
    private readonly List<ReadOnlyMemory<char>> _fields = [];
    private readonly StringBuilder _quoted = new();

    // The list is filled again at the next line.
    public List<ReadOnlyMemory<char>> Split(string line)
    {
        if (options.TrimWhitespace)
            line = line.TrimEnd();
        _fields.Clear();
        for (var start = 0; start <= line.Length;)
            start = options.AllowQuoting && IsQuoted(line, start) ? Quoted(line, start) : Plain(line, start);
        return _fields;
    }

    private static bool IsQuoted(string line, int start)
    {
        var at = start;
        while (at < line.Length && line[at] == ' ')
            at++;
        return at < line.Length && line[at] == '"';
    }

    private int Plain(string line, int start)
    {
        var end = line.IndexOfAny(options.Separators, start);
        if (end < 0)
            end = line.Length;
        var field = line.AsMemory(start, end - start);
        _fields.Add(options.TrimWhitespace ? field.Trim() : field);
        return end + 1;
    }

    // Within quotes separators are text, and an escaped quote is a quote.
    private int Quoted(string line, int start)
    {
        var at = line.IndexOf('"', start) + 1;
        _quoted.Clear();
        for (; at < line.Length; at++)
        {
            if (line[at] == options.EscapeChar && at + 1 < line.Length && line[at + 1] == '"')
                _quoted.Append(line[++at]);
            else if (line[at] == '"')
                break;
            else
                _quoted.Append(line[at]);
        }

        _fields.Add(_quoted.ToString().AsMemory());
        var end = line.IndexOfAny(options.Separators, Math.Min(at, line.Length));
        return (end < 0 ? line.Length : end) + 1;
    }
}
