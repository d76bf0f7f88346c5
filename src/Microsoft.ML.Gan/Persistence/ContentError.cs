using System.Text.Json;
using System.Text.RegularExpressions;

namespace Microsoft.ML.Gan.Persistence;

/// <summary>Rewords exceptions of decoders and serializers for a user who has the file and not the code.</summary>
internal static partial class ContentError
{
    /// <summary>The cause, as the end of a sentence.</summary>
    public static string Cause(Exception error) => error switch
    {
        JsonException json => OfJson(json),
        EndOfStreamException => "it is cut short.",
        NullReferenceException or KeyNotFoundException => "it lacks a value that it must have.",
        // libtorch's messages go on with the stack of its own functions.
        System.Runtime.InteropServices.ExternalException => error.Message.Split('\n')[0],
        _ => error.Message,
    };

    private static string OfJson(JsonException error)
    {
        if (RequiredNames().Match(error.Message) is { Success: true } required)
            return $"it lacks {required.Groups[1].Value}.";
        if (error.Message.Contains("maximum configured depth", StringComparison.Ordinal))
            return "its JSON is nested more deeply than any model's.";
        var place = error is { LineNumber: { } line, BytePositionInLine: { } at } ? $" (line {line + 1}, byte {at + 1})" : "";
        // A path beside the root names a value that was understood as JSON, and is of the wrong type.
        return error.Path is { Length: > 1 } path && error.Message.Contains("could not be converted", StringComparison.Ordinal)
            ? $"the value of '{path.TrimStart('$', '.')}' is not of the type that belongs there{place}."
            : $"it is not valid JSON{place}: it is damaged, or was edited by hand.";
    }

    [GeneratedRegex("missing required properties[^:]*: (.+?)\\.?$")]
    private static partial Regex RequiredNames();
}
