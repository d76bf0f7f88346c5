namespace TorchSharp.Modules;

// A tensor that a module learns. It takes over the data's handle and its place in a dispose scope: that tensor becomes empty.
public class Parameter : torch.Tensor
{
    public Parameter(torch.Tensor data, bool requires_grad = true)
        : base(data.with_requires_grad(requires_grad).DecoupleFromNativeHandle(), register: false) =>
        DisposeScope.ReplaceWith(data, this);
}
