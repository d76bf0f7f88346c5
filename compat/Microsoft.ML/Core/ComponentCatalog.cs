using System.Diagnostics.CodeAnalysis;
using System.Reflection;

namespace Microsoft.ML.Runtime;

// Finds the class that a model's loader signature names, among the assemblies registered with this context.
public sealed class ComponentCatalog
{
    private readonly object _gate = new();
    private readonly HashSet<string> _assemblies = [];
    private readonly Dictionary<(string Name, Type Signature), LoadableClassInfo> _classes = [];
    private readonly Dictionary<(Type Attribute, string Contract), Type> _extensions = [];

    internal ComponentCatalog()
    {
        RegisterAssembly(typeof(ComponentCatalog).Assembly);
    }

    public void RegisterAssembly(Assembly assembly, bool throwOnError = true)
    {
        Contracts.CheckValue(assembly, nameof(assembly));
        lock (_gate)
        {
            if (!_assemblies.Add(assembly.FullName!))
                return;
            foreach (var attribute in assembly.GetCustomAttributes<LoadableClassAttributeBase>())
                AddClass(attribute, throwOnError);
            AddExtensions(assembly, throwOnError);
        }
    }

    internal LoadableClassInfo? GetLoadableClassInfo<TSig>(string loadName) => GetLoadableClassInfo(loadName, typeof(TSig));

    internal LoadableClassInfo? GetLoadableClassInfo(string loadName, Type signatureType)
    {
        lock (_gate)
            return _classes.GetValueOrDefault((Normalize(loadName), signatureType));
    }

    internal static bool TryCreateInstance<TRes, TSig>(
        IHostEnvironment env, [NotNullWhen(true)] out TRes? result, string name, string options, params object[] extra)
        where TRes : class
        => TryCreateInstance(env, typeof(TSig), out result, name, options, extra);

    internal static bool TryCreateInstance<TRes>(
        IHostEnvironment env, Type signatureType, [NotNullWhen(true)] out TRes? result, string name, string options, params object[] extra)
        where TRes : class
    {
        Contracts.CheckValue(env, nameof(env));
        var info = env.ComponentCatalog.GetLoadableClassInfo(name, signatureType);
        result = info?.CreateInstance(env, null, extra) as TRes;
        return result is not null;
    }

    // The value of a CustomMappingFactory and its like, registered under a contract name.
    internal object GetExtensionValue(IHostEnvironment env, Type attributeType, string contractName)
    {
        Contracts.CheckValue(attributeType, nameof(attributeType));
        Type? factory;
        lock (_gate)
        {
            if (!_extensions.TryGetValue((attributeType, contractName), out factory))
            {
                throw env.Except(
                    "Unable to find an extension of type '{0}' named '{1}': register its assembly with ComponentCatalog.RegisterAssembly first.",
                    attributeType.Name,
                    contractName);
            }
        }

        return Activator.CreateInstance(factory)!;
    }

    private void AddClass(LoadableClassAttributeBase attribute, bool throwOnError)
    {
        var info = LoadableClassInfo.TryCreate(attribute);
        if (info is null)
        {
            if (throwOnError)
            {
                throw Contracts.Except(
                    $"Can't instantiate loadable class '{attribute.InstanceType.Name}' with name '{attribute.LoadNames[0]}'");
            }

            return;
        }

        foreach (var signature in attribute.SigTypes)
        {
            foreach (var name in attribute.LoadNames)
            {
                if (!_classes.TryAdd((Normalize(name), signature), info) && throwOnError)
                    throw Contracts.Except($"ComponentCatalog cannot map name '{name}' and SignatureType '{signature}' to {attribute.InstanceType.Name}: already taken");
            }
        }
    }

    private void AddExtensions(Assembly assembly, bool throwOnError)
    {
        Type[] types;
        try
        {
            types = assembly.GetTypes();
        }
        catch (ReflectionTypeLoadException ex)
        {
            types = ex.Types.OfType<Type>().ToArray();
        }

        foreach (var type in types.Where(t => t.IsClass && !t.IsAbstract))
        {
            foreach (var attribute in type.GetCustomAttributes<ExtensionBaseAttribute>(inherit: false))
            {
                if (!_extensions.TryAdd((attribute.GetType(), attribute.ContractName), type) && throwOnError)
                    throw Contracts.Except($"The contract name '{attribute.ContractName}' is taken twice");
            }
        }
    }

    private static string Normalize(string? name) => (name ?? "").Trim().ToLowerInvariant();

    internal sealed class LoadableClassInfo
    {
        private const BindingFlags AnyStatic = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Static;
        private const BindingFlags AnyInstance = BindingFlags.Public | BindingFlags.NonPublic | BindingFlags.Instance;

        private LoadableClassInfo(LoadableClassAttributeBase attribute, ConstructorInfo? constructor, MethodInfo? create, bool requireEnvironment)
        {
            Type = attribute.InstanceType;
            LoaderType = attribute.LoaderType;
            ArgType = attribute.ArgType;
            LoadNames = attribute.LoadNames;
            SignatureTypes = attribute.SigTypes;
            Summary = attribute.Summary;
            UserName = attribute.UserName;
            Constructor = constructor;
            CreateMethod = create;
            RequireEnvironment = requireEnvironment;
        }

        public Type Type { get; }

        public Type LoaderType { get; }

        public Type? ArgType { get; }

        public IReadOnlyList<Type> SignatureTypes { get; }

        public IReadOnlyList<string> LoadNames { get; }

        public string? Summary { get; }

        public string UserName { get; }

        public ConstructorInfo? Constructor { get; }

        public MethodInfo? CreateMethod { get; }

        public bool RequireEnvironment { get; }

        // A static Create or a constructor, with or without the environment in front; the more visible of the two wins.
        internal static LoadableClassInfo? TryCreate(LoadableClassAttributeBase attribute)
        {
            Type[] plain = attribute.CtorTypes;
            Type[] withEnvironment = [typeof(IHostEnvironment), .. plain];
            var create = FindCreate(attribute, plain) ?? FindCreate(attribute, withEnvironment);
            var constructor = attribute.InstanceType.IsAssignableFrom(attribute.LoaderType)
                ? attribute.LoaderType.GetConstructor(AnyInstance, plain) ?? attribute.LoaderType.GetConstructor(AnyInstance, withEnvironment)
                : null;
            if (create is not null && constructor is not null)
            {
                Contracts.Check(
                    Visibility(create) != Visibility(constructor),
                    $"Can't load type {attribute.InstanceType}: it has both a Create method and a constructor of the same visibility");
                if (Visibility(create) > Visibility(constructor))
                    constructor = null;
                else
                    create = null;
            }

            if (create is null && constructor is null)
                return null;
            var parameters = ((MethodBase?)create ?? constructor)!.GetParameters();
            return new(attribute, constructor, create, parameters.Length > plain.Length);
        }

        public object CreateInstance(IHostEnvironment env, object? args, object[] extra)
        {
            Contracts.CheckValue(env, nameof(env));
            var values = new List<object?>();
            if (RequireEnvironment)
                values.Add(env);
            if (ArgType is not null)
                values.Add(args);
            values.AddRange(extra);
            try
            {
                return CreateMethod is not null ? CreateMethod.Invoke(null, [.. values])! : Constructor!.Invoke([.. values]);
            }
            catch (TargetInvocationException ex) when (ex.InnerException?.IsMarked() == true)
            {
                throw Contracts.Except(ex, "Error during class instantiation");
            }
        }

        private static MethodInfo? FindCreate(LoadableClassAttributeBase attribute, Type[] parameters)
        {
            var method = attribute.LoaderType.GetMethod("Create", AnyStatic, parameters);
            return method is not null && method.DeclaringType == attribute.LoaderType && method.ReturnType == attribute.InstanceType ? method : null;
        }

        private static MethodAttributes Visibility(MethodBase method) => method.Attributes & MethodAttributes.MemberAccessMask;
    }
}
