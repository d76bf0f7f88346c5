using System.Reflection;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>The native half of TorchSharp's modules.</summary>
internal static unsafe class NativeModules
{
    /// <summary><c>nn.Module.Dispose(bool)</c> itself, whatever overrides it.</summary>
    private static readonly delegate*<nn.Module, bool, void> _dispose = (delegate*<nn.Module, bool, void>)typeof(nn.Module)
        .GetMethod("Dispose", BindingFlags.Instance | BindingFlags.NonPublic, [typeof(bool)])!.MethodHandle.GetFunctionPointer();

    /// <summary>Disposes a network and frees what all its layers have in native memory.</summary>
    /// <remarks>
    /// TorchSharp's <c>Linear</c>, <c>Bilinear</c>, <c>PReLU</c> and convolutions override <c>Dispose(bool)</c> without calling what
    /// they override: the tensors are freed, but the native module never is, about 620 bytes a layer. Calling it a second time, if
    /// a layer did call it, does nothing. (64 bytes of every module written in C# are lost to TorchSharp's native code all the same.)
    /// </remarks>
    public static void Release(this nn.Module network)
    {
        var modules = network.modules().ToArray(); // a disposed container has none
        network.Dispose();
        foreach (var module in modules)
            _dispose(module, true);
        _dispose(network, true);
    }
}
