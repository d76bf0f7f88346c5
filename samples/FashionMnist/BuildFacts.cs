using System.Reflection;
using Microsoft.ML;
using TorchSharp;

namespace FashionMnist;

/// <summary>Facts about the program: the packages it uses and what its project file writes into the assembly.</summary>
internal static class BuildFacts
{
    /// <summary>The packages that make a run's numbers, with their versions.</summary>
    public static string Packages =>
        $"Microsoft.ML {VersionOf(typeof(MLContext))}, TorchSharp {VersionOf(typeof(torch))}, libtorch {Version.Parse(torch.__version__).ToString(3)}";

    public static string DefaultOutput => Fact("DefaultOutput");

    /// <summary>The package's version, without the commit that some packages append.</summary>
    private static string VersionOf(Type type) =>
        type.Assembly.GetCustomAttribute<AssemblyInformationalVersionAttribute>()!.InformationalVersion.Split('+')[0];

    private static string Fact(string key) =>
        typeof(BuildFacts).Assembly.GetCustomAttributes<AssemblyMetadataAttribute>().First(fact => fact.Key == key).Value!;
}
