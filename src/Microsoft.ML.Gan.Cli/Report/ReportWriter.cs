using System.Reflection;
using System.Security.Cryptography;
using System.Text;
using System.Xml.Linq;

namespace MlGan.Cli.Report;

/// <summary>
/// Writes <c>report.html</c> into the folder of a run: one page that holds all that it shows. No request leaves it, and its policy forbids
/// the browser to make one or to run any script but its own.
/// </summary>
internal static class ReportWriter
{
    public const string FileName = "report.html";

    /// <param name="runFolder">The folder that a training with <c>RunDirectory</c> wrote to; the training may still go on.</param>
    /// <returns>The path of the page.</returns>
    /// <exception cref="DirectoryNotFoundException">There is no such folder.</exception>
    /// <exception cref="InvalidDataException">The folder is not one of a run.</exception>
    public static string Write(string runFolder)
    {
        var record = RunRecord.Read(runFolder);
        var path = Path.Combine(runFolder, FileName);
        File.WriteAllText(path, PageOf(record));
        return path;
    }

    private static string PageOf(RunRecord record)
    {
        var (style, script) = (Resource("report.css"), Resource("report.js"));
        var policy = $"default-src 'none'; img-src data:; style-src 'unsafe-inline'; script-src 'sha256-{Convert.ToBase64String(SHA256.HashData(Encoding.UTF8.GetBytes(script)))}'";
        return $"""
            <!DOCTYPE html>
            <html lang="en">
            <head>
            <meta charset="utf-8">
            <meta http-equiv="Content-Security-Policy" content="{policy}">
            <meta name="viewport" content="width=device-width, initial-scale=1">
            {Html.Element("title", $"{record.Name}: report of a training")}
            <style>
            {style}</style>
            </head>
            {ReportPage.Body(record).ToString(SaveOptions.DisableFormatting)}
            <script>{script}</script>
            </html>

            """;
    }

    /// <summary>A file beside this one, in the assembly. Line ends are those that the policy's hash is of.</summary>
    private static string Resource(string name)
    {
        using var stream = Assembly.GetExecutingAssembly().GetManifestResourceStream($"Report/{name}")!;
        using var reader = new StreamReader(stream);
        return reader.ReadToEnd().ReplaceLineEndings("\n");
    }
}
