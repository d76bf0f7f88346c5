using Microsoft.ML.Runtime;

namespace Microsoft.ML;

internal delegate void SignatureDefault();

// Registers a class under the names that models call it by. One attribute an assembly and class.
[AttributeUsage(AttributeTargets.Assembly, AllowMultiple = true)]
internal sealed class LoadableClassAttribute : LoadableClassAttributeBase
{
    public LoadableClassAttribute(Type instType, Type? argType, Type sigType, string userName, params string[] loadNames)
        : base(null, instType, instType, argType, [sigType], userName, loadNames)
    {
    }

    public LoadableClassAttribute(Type instType, Type? argType, Type[] sigTypes, string userName, params string[] loadNames)
        : base(null, instType, instType, argType, sigTypes, userName, loadNames)
    {
    }

    public LoadableClassAttribute(Type instType, Type loaderType, Type? argType, Type sigType, string userName, params string[] loadNames)
        : base(null, instType, loaderType, argType, [sigType], userName, loadNames)
    {
    }

    public LoadableClassAttribute(Type instType, Type loaderType, Type? argType, Type[] sigTypes, string userName, params string[] loadNames)
        : base(null, instType, loaderType, argType, sigTypes, userName, loadNames)
    {
    }

    public LoadableClassAttribute(string? summary, Type instType, Type? argType, Type sigType, string userName, params string[] loadNames)
        : base(summary, instType, instType, argType, [sigType], userName, loadNames)
    {
    }

    public LoadableClassAttribute(string? summary, Type instType, Type? argType, Type[] sigTypes, string userName, params string[] loadNames)
        : base(summary, instType, instType, argType, sigTypes, userName, loadNames)
    {
    }

    public LoadableClassAttribute(
        string? summary, Type instType, Type loaderType, Type? argType, Type sigType, string userName, params string[] loadNames)
        : base(summary, instType, loaderType, argType, [sigType], userName, loadNames)
    {
    }

    public LoadableClassAttribute(
        string? summary, Type instType, Type loaderType, Type? argType, Type[] sigTypes, string userName, params string[] loadNames)
        : base(summary, instType, loaderType, argType, sigTypes, userName, loadNames)
    {
    }
}

internal abstract class LoadableClassAttributeBase : Attribute
{
    protected LoadableClassAttributeBase(
        string? summary, Type instType, Type loaderType, Type? argType, Type[] sigTypes, string userName, params string[] loadNames)
    {
        Contracts.CheckValue(instType, nameof(instType));
        Contracts.CheckValue(loaderType, nameof(loaderType));
        Contracts.CheckNonEmpty(sigTypes, nameof(sigTypes));
        LoadNames = loadNames is { Length: > 0 } ? loadNames : [userName];
        Contracts.CheckParam(LoadNames.All(name => !string.IsNullOrWhiteSpace(name)), nameof(loadNames), "A load name can't be empty");

        var invoke = sigTypes[0].GetMethod("Invoke");
        Contracts.CheckParam(
            invoke is not null && sigTypes[0].BaseType == typeof(MulticastDelegate), nameof(sigTypes), "A signature type must be a delegate type");
        var parameters = invoke.GetParameters().Select(p => p.ParameterType);
        CtorTypes = argType is null ? [.. parameters] : [argType, .. parameters];

        InstanceType = instType;
        LoaderType = loaderType;
        ArgType = argType;
        SigTypes = sigTypes;
        Summary = summary;
        UserName = userName;
    }

    public Type InstanceType { get; }

    public Type LoaderType { get; }

    public Type? ArgType { get; }

    public Type[] SigTypes { get; }

    public Type[] CtorTypes { get; }

    public string? Summary { get; }

    public string UserName { get; }

    public string[] LoadNames { get; }

    public string? DocName { get; set; }
}
