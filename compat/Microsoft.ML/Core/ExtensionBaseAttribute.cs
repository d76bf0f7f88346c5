namespace Microsoft.ML;

// Base of the attributes that give a factory class the name under which a saved model refers to it.
[AttributeUsage(AttributeTargets.Class, AllowMultiple = false)]
public abstract class ExtensionBaseAttribute : Attribute
{
    private protected ExtensionBaseAttribute(string contractName) => ContractName = contractName;

    public string ContractName { get; }
}
