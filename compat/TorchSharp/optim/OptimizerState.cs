using static TorchSharp.torch;

namespace TorchSharp.Modules;

// What an optimizer remembers about one parameter. Its tensors belong to it, not to a dispose scope.
public abstract class OptimizerState
{
    protected Parameter _parameter;

    protected OptimizerState(Parameter parameter) => _parameter = parameter;

    public abstract void Initialize(OptimizerOptions options);

    public abstract void SaveStateDict(BinaryWriter writer);

    public abstract void LoadStateDict(BinaryReader reader);

    public abstract void LoadStateDict(OptimizerState source);

    public virtual bool ApproximatelyEquals(OptimizerState other) => false;

    public virtual void to(Device device) { }

    protected static void SaveConditionalStateTensor(BinaryWriter writer, Tensor? tensor)
    {
        writer.Write(tensor is not null);
        tensor?.Save(writer);
    }

    protected static void LoadConditionalStateTensor(BinaryReader reader, ref Tensor? result, Device device)
    {
        var loaded = reader.ReadBoolean() ? TensorExtensionMethods.Load(reader) : null;
        Replace(ref result, loaded?.to(device, disposeAfter: true));
    }

    internal static void Replace(ref Tensor? target, Tensor? value)
    {
        if (!ReferenceEquals(target, value)) target?.Dispose();
        target = value?.DetachFromDisposeScope();
    }

    internal Tensor Zeros() => zeros_like(_parameter, requires_grad: false).DetachFromDisposeScope();

    internal Tensor? CopyOf(Tensor? source) => source?.to(_parameter.device, copy: true);

    internal static bool Same(Tensor? left, Tensor? right) =>
        left is null || right is null ? ReferenceEquals(left, right) : left.allclose(right);
}
