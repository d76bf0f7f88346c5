using System.Reflection;

namespace Microsoft.ML.Data;

// Calls of generic methods with types known only at run time.
internal static class GenericCall
{
    public static MethodInfo Method<TDeclaring>(string name) => Method(typeof(TDeclaring), name);

    // For static classes, which cannot be type arguments.
    public static MethodInfo Method(Type declaring, string name) => declaring
        .GetMethod(name, BindingFlags.NonPublic | BindingFlags.Public | BindingFlags.Static | BindingFlags.Instance)!;

    // What the method throws arrives unwrapped.
    public static TResult Invoke<TResult>(MethodInfo generic, object? target, Type[] types, params object?[] arguments)
        => (TResult)generic.MakeGenericMethod(types).Invoke(target, BindingFlags.DoNotWrapExceptions, null, arguments, null)!;
}
