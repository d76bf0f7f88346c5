using Onnx;

namespace Microsoft.ML.Gan.Persistence;

/// <summary>Follows an ONNX graph from its input; throws if it is not as expected.</summary>
internal sealed class OnnxNetwork
{
    private readonly ILookup<string, NodeProto> _users;
    private readonly Dictionary<string, TensorProto> _constants = new(StringComparer.Ordinal);

    public OnnxNetwork(GraphProto graph)
    {
        foreach (var constant in graph.Initializer)
        {
            if (!_constants.TryAdd(constant.Name, constant))
                throw new InvalidDataException($"There are two tensors '{constant.Name}'.");
        }

        var inputs = graph.Input.Select(input => input.Name).Where(name => !_constants.ContainsKey(name)).ToList();
        Input = inputs is [var only] ? only : throw new InvalidDataException($"The network has {inputs.Count} inputs, but one is expected.");
        _users = graph.Node.SelectMany(node => node.Input.Distinct().Select(input => (input, node))).ToLookup(pair => pair.input, pair => pair.node);
    }

    /// <summary>The name of the network's input.</summary>
    public string Input { get; }

    /// <summary>Finds the only node with this input and operation.</summary>
    /// <param name="value">The name of its first input.</param>
    /// <param name="operation">Its operation.</param>
    /// <param name="attributes">Its expected attributes.</param>
    public NodeProto Find(string value, string operation, params (string Name, long[] Values)[] attributes)
    {
        var found = _users[value].Where(node =>
            node.OpType == operation && node.Input[0] == value && node.Output.Count > 0 && attributes.All(one => Attribute(node, one.Name).SequenceEqual(one.Values))).ToList();
        if (found is [var only])
            return only;
        var details = string.Concat(attributes.Select(one => $" {one.Name} {string.Join("×", one.Values)}"));
        throw new InvalidDataException(
            $"It is not the expected network: behind '{value}' there are {found.Count} {operation}{details}, but one is expected. There is: " +
            $"{string.Join(", ", _users[value].Take(4).Select(node => node.OpType))}.");
    }

    /// <summary>The name of such a node's output.</summary>
    /// <inheritdoc cref="Find"/>
    public string Follow(string value, string operation, params (string Name, long[] Values)[] attributes) => Find(value, operation, attributes).Output[0];

    /// <summary>The name of the sum of two values.</summary>
    public string Add(string first, string second)
    {
        var sum = _users[first].Where(node => node.OpType == "Add" && node.Output.Count > 0 && node.Input.Order().SequenceEqual(new[] { first, second }.Order())).ToList();
        return sum is [var only] ? only.Output[0] : throw new InvalidDataException($"It is not the expected network: '{first}' and '{second}' are not added.");
    }

    /// <summary>A tensor of the file that is an input of a node.</summary>
    public TensorProto Constant(NodeProto node, int index) =>
        index < node.Input.Count && _constants.TryGetValue(node.Input[index], out var constant)
            ? constant
            : throw new InvalidDataException($"The {node.OpType} '{node.Name}' has no tensor as input {index}.");

    private static IEnumerable<long> Attribute(NodeProto node, string name) => node.Attribute.FirstOrDefault(one => one.Name == name) switch
    {
        null => [],
        { Ints.Count: > 0 } list => list.Ints,
        var single => [single.I],
    };
}
