using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

// Names the contract under which a saved custom mapping finds its code again.
[AttributeUsage(AttributeTargets.Class)]
public sealed class CustomMappingFactoryAttributeAttribute(string contractName) : ExtensionBaseAttribute(contractName)
{
}

internal interface ICustomMappingFactory
{
    ITransformer CreateTransformer(IHostEnvironment env, string contractName);
}

public abstract class CustomMappingFactory<TSrc, TDst> : ICustomMappingFactory
    where TSrc : class, new()
    where TDst : class, new()
{
    protected CustomMappingFactory()
    {
    }

    public abstract Action<TSrc, TDst> GetMapping();

    ITransformer ICustomMappingFactory.CreateTransformer(IHostEnvironment env, string contractName)
        => new CustomMappingTransformer<TSrc, TDst>(env, GetMapping(), contractName, null, null);
}
