using System.Collections;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

// A list of parameters that are registered, as "0", "1", … , when the list itself is.
public class ParameterList : nn.Module, IList<Parameter>
{
    private readonly List<Parameter> list = [];
    private bool registered;

    public ParameterList(params Parameter[] parameters) : base(nameof(ParameterList)) => list.AddRange(parameters);

    public Parameter this[int index]
    {
        get => list[index];
        set => list[index] = value;
    }

    public int Count => list.Count;

    public bool IsReadOnly => false;

    protected override void RegisterComponents()
    {
        if (registered) return;
        registered = true;
        for (var i = 0; i < list.Count; i++) register_parameter(i.ToString(), list[i]);
    }

    // The registered copy moves; the list has to follow.
    protected override void _toEpilog(ScalarType? dtype, Device? device, bool non_blocking)
    {
        RegisterComponents();
        base._toEpilog(dtype, device, non_blocking);
        for (var i = 0; i < list.Count; i++) list[i] = _internal_params[i.ToString()];
    }

    public override Parameter? get_parameter(string target)
    {
        RegisterComponents();
        return base.get_parameter(target);
    }

    public override bool has_parameter(string target) => get_parameter(target) is not null;

    public override IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
    {
        RegisterComponents();
        return base.named_parameters(recurse);
    }

    public void Add(Parameter item) => list.Add(item);

    public void append(params Parameter[] parameters) => list.AddRange(parameters);

    public void extend(IEnumerable<Parameter> parameters) => list.AddRange(parameters);

    public void Clear() => list.Clear();

    public bool Contains(Parameter item) => list.Contains(item);

    public void CopyTo(Parameter[] array, int arrayIndex) => list.CopyTo(array, arrayIndex);

    public int IndexOf(Parameter item) => list.IndexOf(item);

    public void Insert(int index, Parameter item) => list.Insert(index, item);

    public bool Remove(Parameter item) => list.Remove(item);

    public void RemoveAt(int index) => list.RemoveAt(index);

    public IEnumerator<Parameter> GetEnumerator() => list.GetEnumerator();

    IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
}
