using System.Reflection;

namespace Microsoft.ML.Gan.Experiments;

/// <summary>What the build knew: the project file writes it into the assembly.</summary>
internal static class Facts
{
    /// <summary>The folder of what programs make.</summary>
    public static string Artifacts => Of("DefaultOutput");

    /// <summary>The folder of the repository.</summary>
    public static string Root => Of("Root");

    /// <summary>The demo's program.</summary>
    public static string Demo => Of("Demo");

    private static string Of(string key) =>
        typeof(Facts).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(fact => fact.Key == key).Value!;
}
