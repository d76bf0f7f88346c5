using Microsoft.CodeAnalysis;
using Microsoft.CodeAnalysis.CSharp;

namespace Microsoft.ML.Gan.Tests.Guides;

/// <summary>Compiles a program of top-level statements as a new console project would: with the SDK's usings and against what the tests have.</summary>
internal static class GuideProgram
{
    private const string SdkUsings =
        """
        global using System;
        global using System.Collections.Generic;
        global using System.IO;
        global using System.Linq;
        global using System.Net.Http;
        global using System.Threading;
        global using System.Threading.Tasks;
        """;

    private static readonly Lazy<IReadOnlyList<MetadataReference>> _references = new(() =>
        [.. ((string)AppContext.GetData("TRUSTED_PLATFORM_ASSEMBLIES")!).Split(Path.PathSeparator).Select(path => MetadataReference.CreateFromFile(path))]);

    /// <summary>Compiles; the test fails with the compiler's errors.</summary>
    /// <param name="source">The program.</param>
    /// <param name="path">The path of the assembly.</param>
    public static void Compile(string source, string path)
    {
        var options = CSharpParseOptions.Default.WithLanguageVersion(LanguageVersion.Latest);
        var compilation = CSharpCompilation.Create(
            Path.GetFileNameWithoutExtension(path),
            [CSharpSyntaxTree.ParseText(SdkUsings, options), CSharpSyntaxTree.ParseText(source, options)],
            _references.Value,
            new CSharpCompilationOptions(
                OutputKind.ConsoleApplication,
                nullableContextOptions: NullableContextOptions.Enable,
                // The SDK silences these two as well: the library targets an older framework than the program.
                specificDiagnosticOptions: [new("CS1701", ReportDiagnostic.Suppress), new("CS1702", ReportDiagnostic.Suppress)]));
        var result = compilation.Emit(path);
        var problems = result.Diagnostics.Where(one => one.Severity >= DiagnosticSeverity.Warning).ToList();
        Assert.IsTrue(result.Success && problems.Count == 0, string.Join("\n", problems));
    }
}
