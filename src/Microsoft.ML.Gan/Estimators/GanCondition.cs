namespace Microsoft.ML.Gan;

/// <summary>
/// What a conditional GAN is asked for: a class, by its name or its number, or the values of a condition. Texts, integers and
/// arrays convert to it: <c>gan.Sample(8, seed: 1, "cat")</c>.
/// </summary>
public sealed class GanCondition
{
    private readonly string? _name;
    private readonly int? _index;
    private readonly float[]? _values;

    private GanCondition(string? name, int? index, float[]? values) => (_name, _index, _values) = (name, index, values);

    /// <summary>A class of <see cref="GanTransformer.ClassNames"/>.</summary>
    public static GanCondition Class(string name)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        return new GanCondition(name, null, null);
    }

    /// <summary>A class by its place among the keys, from 0 on.</summary>
    public static GanCondition Class(int index)
    {
        ArgumentOutOfRangeException.ThrowIfNegative(index);
        return new GanCondition(null, index, null);
    }

    /// <summary>The values of a numeric condition; for classes, how much of each.</summary>
    public static GanCondition Values(params float[] values)
    {
        ArgumentNullException.ThrowIfNull(values);
        return new GanCondition(null, null, [.. values]);
    }

    /// <inheritdoc cref="Class(string)"/>
    public static implicit operator GanCondition(string name) => Class(name);

    /// <inheritdoc cref="Class(int)"/>
    public static implicit operator GanCondition(int index) => Class(index);

    /// <inheritdoc cref="Values(float[])"/>
    public static implicit operator GanCondition(float[] values) => Values(values);

    /// <summary>The condition as it was given.</summary>
    public override string ToString() => _name ?? _index?.ToString() ?? $"({string.Join(", ", _values!)})";

    /// <summary>The condition as the networks see it, K values.</summary>
    /// <exception cref="ArgumentOutOfRangeException">The model knows no such condition.</exception>
    internal float[] For(GanModelDescription model)
    {
        var size = model.Specification.ConditionSize;
        Check.That(size > 0, "condition", $"is {this}, but the model was trained without a label column");
        if (_values is not null)
        {
            Check.That(_values.Length == size, "condition", $"has {_values.Length} values, but the model's has {size}");
            return _values;
        }

        Check.That(model.ConditionIsKey, "condition", $"is the class {this}, but the model has no classes: its label column '{model.Columns.Label}' holds {size} numbers");
        var condition = new float[size];
        condition[_index is { } index ? Known(index, size) : IndexOf(_name!, model.ClassNames)] = 1;
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
