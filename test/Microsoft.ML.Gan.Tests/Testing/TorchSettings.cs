namespace Microsoft.ML.Gan.Tests.Testing;

/// <summary>Tests that use TorchSharp by themselves begin with its library as the product loads it.</summary>
[TestClass]
public static class TorchSettings
{
    [AssemblyInitialize]
    public static void Load(TestContext _) => NativeTorch.Require();
}
