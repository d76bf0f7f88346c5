using System.Reflection;

namespace TorchSharp.Utils
{
    // The name under which a field's tensor or module is registered, where it is not the field's own.
    [AttributeUsage(AttributeTargets.Field)]
    internal sealed class ComponentNameAttribute(string name) : Attribute
    {
        public string Name { get; } = name;
    }
}

namespace TorchSharp
{
    public static class FieldInfoExtensionMethods
    {
        public static string ComponentName(this FieldInfo field) =>
            field.GetCustomAttribute<Utils.ComponentNameAttribute>()?.Name ?? field.Name;
    }
}
