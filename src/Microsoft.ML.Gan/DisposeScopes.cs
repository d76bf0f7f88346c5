using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>Moves tensors between dispose scopes.</summary>
internal static class DisposeScopes
{
    /// <summary>Makes a scope the owner of a tensor, whichever scope owned it before, if any.</summary>
    /// <remarks>
    /// TorchSharp's <c>MoveToOtherDisposeScope</c> removes a tensor from the scope that already owns it and does not add it
    /// again. Nobody disposes the tensor then, and its finalizer throws, which ends the process. <c>Attach</c> has no such case.
    /// </remarks>
    public static Tensor MoveTo(this Tensor tensor, DisposeScope scope)
    {
        scope.Attach(tensor);
        return tensor;
    }
}
