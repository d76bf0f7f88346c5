using System.Reflection;

namespace MlGan.Package.Tests.Testing;

/// <summary>What the project file writes into this assembly.</summary>
internal static class BuildFacts
{
    public static string Configuration { get; } = typeof(BuildFacts).Assembly.GetCustomAttribute<AssemblyConfigurationAttribute>()!.Configuration;

    public static string Library { get; } = Path.GetFullPath(Fact("Library"));

    /// <summary>NuGet's folder of packages, which has all that the library needs.</summary>
    public static string NuGetFolder { get; } = Fact("NuGetFolder");

    public static string TorchPackage { get; } = Fact("TorchPackage");

    private static string Fact(string key) =>
        typeof(BuildFacts).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().Single(fact => fact.Key == key).Value!;
}
