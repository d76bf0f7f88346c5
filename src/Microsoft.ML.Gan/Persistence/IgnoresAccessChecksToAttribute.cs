namespace System.Runtime.CompilerServices;

/// <summary>
/// The runtime knows this attribute by its name and lets the assembly that bears it use the named assembly's internals; the
/// framework's own libraries do not declare it.
/// </summary>
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class IgnoresAccessChecksToAttribute(string assemblyName) : Attribute
{
    public string AssemblyName { get; } = assemblyName;
}
