using System.Runtime.CompilerServices;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

public class Sequential : nn.Module<Tensor, Tensor>
{
    private readonly List<(string Name, nn.IModule<Tensor, Tensor> Module)> layers = [];

    internal Sequential() : base(nameof(Sequential)) { }

    protected Sequential(params nn.Module<Tensor, Tensor>[] modules) : this()
    {
        foreach (var module in modules) append(module);
    }

    protected Sequential(params (string name, nn.Module<Tensor, Tensor> submodule)[] modules) : this()
    {
        foreach (var (name, module) in modules) append(name, module);
    }

    public int Count => layers.Count;

    [IndexerName("SequentialItems")]
    public nn.IModule<Tensor, Tensor> this[int index] => layers[index].Module;

    [IndexerName("SequentialItems")]
    public Sequential this[Range index] => Slice(index.Start.GetOffset(Count), index.End.GetOffset(Count));

    [IndexerName("SequentialItems")]
    public Sequential this[(int? start, int? end) index] => Slice(index.start ?? 0, index.end ?? Count);

    public Sequential append(nn.IModule<Tensor, Tensor> module) => append(Count.ToString(), module);

    // The module must have registered its own components already: upstream does not ask it to.
    public Sequential append(string name, nn.IModule<Tensor, Tensor> module)
    {
        _internal_submodules.Add(name, (nn.Module)module);
        layers.Add((name, module));
        return this;
    }

    // What lies between two layers is freed at once; the graph keeps what it needs.
    public override Tensor forward(Tensor tensor)
    {
        if (layers.Count == 0) return tensor.alias();
        var current = tensor;
        foreach (var (_, layer) in layers)
        {
            var next = layer.call(current);
            if (!ReferenceEquals(current, tensor) && !ReferenceEquals(current, next)) current.Dispose();
            current = next;
        }

        return current;
    }

    // Redeclared because upstream's parameters have other names here than in the base class.
    public override void train(bool on = true) => base.train(on);

    public override IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_persistent = true) =>
        base.named_buffers(recurse, include_persistent);

    private Sequential Slice(int start, int end)
    {
        if (start < 0 || start > Count) throw new IndexOutOfRangeException($"{start} is not a valid index.");
        if (end < 0 || end > Count) throw new IndexOutOfRangeException($"{end} is not a valid index.");
        var result = new Sequential();
        for (var i = start; i < end; i++) result.append(layers[i].Name, layers[i].Module);
        return result;
    }
}
