namespace Microsoft.ML.Gan;

/// <summary>
/// The condition of generated images: a class, by name or number, or numeric values; with several label columns, one of these for each. Texts,
/// integers and arrays convert to it implicitly: <c>gan.Sample(8, seed: 1, "cat")</c>.
/// </summary>
public sealed class GanCondition
{
    private readonly string? _name;
    private readonly int? _index;
    private readonly float[]? _values;
    private readonly GanCondition[]? _columns;

    private GanCondition(string? name = null, int? index = null, float[]? values = null, GanCondition[]? columns = null) =>
        (_name, _index, _values, _columns) = (name, index, values, columns);

    /// <summary>A class of <see cref="GanTransformer.ClassNames"/>.</summary>
    public static GanCondition Class(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new GanCondition(name);
    }

    /// <summary>A class by its index among the keys, from 0.</summary>
    public static GanCondition Class(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        return new GanCondition(index: index);
    }

    /// <summary>The values of a numeric condition; for classes, the weight of each.</summary>
    public static GanCondition Values(params float[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new GanCondition(values: [.. values]);
    }

    /// <summary>
    /// A condition for each label column of a model that has several, in their order:
    /// <c>GanCondition.Columns("cat", new[] { 0.5f })</c>.
    /// </summary>
    /// <exception cref="ArgumentException">A condition is null, or itself consists of several.</exception>
    public static GanCondition Columns(params GanCondition[] columns)
    {
        ArgumentNullException.ThrowIfNull(columns);
        if (Array.Exists(columns, column => column is null or { _columns: not null }))
            throw new ArgumentException("A column's condition must be a class or values.", nameof(columns));
        return new GanCondition(columns: [.. columns]);
    }

    /// <inheritdoc cref="Class(string)"/>
    public static implicit operator GanCondition(string name) => Class(name);

    /// <inheritdoc cref="Class(int)"/>
    public static implicit operator GanCondition(int index) => Class(index);

    /// <inheritdoc cref="Values(float[])"/>
    public static implicit operator GanCondition(float[] values) => Values(values);

    /// <summary>The condition as text.</summary>
    public override string ToString() => _name ?? _index?.ToString() ?? $"({(_columns is null ? string.Join(", ", _values!) : string.Join<GanCondition>(", ", _columns))})";

    /// <summary>The condition as the networks' input, K values.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The model has no such condition.</exception>
    internal float[] For(GanModelDescription model)
    {
        var size = model.Specification.ConditionSize;
        Check.That(size > 0, "condition", $"is {this}, but the model was trained without a label column");
        if (_values is not null)
        {
            Check.That(_values.Length == size, "condition", $"has {_values.Length} values, but the model's has {size}");
            return _values;
        }

        var (labels, columns) = (model.AllLabels, _columns ?? [this]);
        Check.That(
            columns.Length == labels.Count,
            "condition",
            $"is {this}, for {columns.Length} of the label columns {string.Join(", ", labels.Select(label => $"'{label.Name}'"))}; {nameof(GanCondition)}.{nameof(Columns)} takes one for each");
        return [.. labels.Zip(columns, (label, column) => column.For(label)).SelectMany(values => values)];
    }

    private float[] For(LabelDescription label)
    {
        if (_values is not null)
        {
            Check.That(_values.Length == label.Size, "condition", $"has {_values.Length} values for the label column '{label.Name}', which has {label.Size}");
            return _values;
        }

        Check.That(label.IsKey, "condition", $"is the class {this}, but the label column '{label.Name}' has no classes: it holds {label.Size} numbers");
        var condition = new float[label.Size];
        condition[_index is { } index ? Known(index, label.Size) : IndexOf(_name!, label.ClassNames)] = 1;
        return condition;
    }

    private static int Known(int index, int classes)
    {
        Check.That(index < classes, "condition", $"is class {index}, but the model has the classes 0 to {classes - 1}");
        return index;
    }

    private static int IndexOf(string name, IReadOnlyList<string> names)
    {
        const int MostListed = 20;
        Check.That(names.Count > 0, "condition", $"is the class '{name}', but the classes of the model have no names; give a number");
        var index = names.ToList().IndexOf(name);
        var known = string.Join(", ", names.Take(MostListed)) + (names.Count > MostListed ? ", …" : "");
        Check.That(index >= 0, "condition", $"is the class '{name}', which the model does not know; it knows {known}");
        return index;
    }
}
