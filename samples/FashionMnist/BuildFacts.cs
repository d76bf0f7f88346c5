using System.Reflection;

namespace FashionMnist;

/// <summary>What the build knew: the project file writes it into the assembly.</summary>
internal static class BuildFacts
{
    /// <summary>Where ML.NET and TorchSharp come from: <c>packages</c> or <c>system</c>.</summary>
    public static string DependencyMode => Fact("DependencyMode");

    public static string DefaultOutput => Fact("DefaultOutput");

    private static string Fact(string key) =>
        typeof(BuildFacts).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(fact => fact.Key == key).Value!;
}
