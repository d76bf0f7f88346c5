using System.Reflection;
using Microsoft.ML;
using Microsoft.ML.Runtime;
using Microsoft.ML.Transforms;

[assembly: LoadableClass(typeof(ITransformer), typeof(CustomMappingLoader), null, typeof(SignatureLoadModel),
    "", CustomMappingLoader.LoaderSignature)]

namespace Microsoft.ML.Transforms;

// A saved custom mapping is the name of its contract and of the assembly with the factory that fulfils it.
internal static class CustomMappingLoader
{
    internal const string LoaderSignature = "CustomTransformer";

    private static VersionInfo GetVersionInfo() => new(
        modelSignature: "CUSTOMXF",
        verWrittenCur: 0x00010002,
        verReadableCur: 0x00010002,
        verWeCanReadBack: 0x00010002,
        loaderSignature: LoaderSignature,
        loaderAssemblyName: typeof(CustomMappingLoader).Assembly.FullName!);

    public static void Save(ModelSaveContext ctx, string contractName, string contractAssembly)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(GetVersionInfo());
        ctx.SaveString(contractName);
        ctx.SaveString(contractAssembly);
    }

    private static ITransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(GetVersionInfo());
        string contract = ctx.LoadString(), assembly = ctx.LoadString();
        env.ComponentCatalog.RegisterAssembly(Assembly.Load(assembly));
        var factory = env.ComponentCatalog.GetExtensionValue(env, typeof(CustomMappingFactoryAttributeAttribute), contract);
        return factory is ICustomMappingFactory mapping
            ? mapping.CreateTransformer(env, contract)
            : throw env.Except($"The class with contract '{contract}' must derive from '{typeof(CustomMappingFactory<,>).FullName}'.");
    }
}
