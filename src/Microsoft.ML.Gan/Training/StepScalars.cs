using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Training;

/// <summary>The name of a scalar.</summary>
/// <param name="Name">The name in progress reports and TensorBoard: <c>discriminator.loss</c>.</param>
/// <param name="MustBeFinite">Whether the training has diverged if it is not finite.</param>
internal readonly record struct ScalarName(string Name, bool MustBeFinite)
{
    /// <summary>The name in a message: <c>the discriminator's loss</c>.</summary>
    public string InWords => Name.Split('.', 2) is [var player, var what] ? $"the {player}'s {what.Replace('.', ' ')}" : Name;
}

/// <summary>The scalars of one step, read from the device.</summary>
/// <param name="Step">The number of steps done, this one included.</param>
/// <param name="Names">The names.</param>
/// <param name="Values">A value for each name.</param>
internal sealed record StepScalars(long Step, IReadOnlyList<ScalarName> Names, float[] Values)
{
    /// <summary>The value of a scalar; null if the step has none of that name.</summary>
    public float? this[string name]
    {
        get
        {
            for (var i = 0; i < Names.Count; i++)
            {
                if (Names[i].Name == name)
                    return Values[i];
            }

            return null;
        }
    }

    /// <summary>The first scalar that is not finite and must be, in words; null if there is none.</summary>
    public string? Problem
    {
        get
        {
            for (var i = 0; i < Names.Count; i++)
            {
                if (Names[i].MustBeFinite && !float.IsFinite(Values[i]))
                    return $"{Names[i].InWords} is {Values[i]}";
            }

            return null;
        }
    }
}

/// <summary>Scalars of the latest steps that are still on the device. They are read together, so that no step waits for the device.</summary>
internal sealed class PendingScalars : IDisposable
{
    private readonly List<(long Step, ScalarName[] Names, Tensor Values)> _steps = [];

    public bool IsEmpty => _steps.Count == 0;

    /// <param name="step">The number of steps done, this one included.</param>
    /// <param name="scalars">The scalars of the step.</param>
    public void Add(long step, IReadOnlyCollection<KeyValuePair<ScalarName, Tensor>> scalars)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        var values = stack(scalars.Select(scalar => scalar.Value.detach().to(ScalarType.Float32).reshape([])));
        _steps.Add((step, [.. scalars.Select(scalar => scalar.Key)], values.DetachFromDisposeScope()));
    }

    /// <summary>Waits for the device and returns the scalars of all steps since the last call.</summary>
    public IReadOnlyList<StepScalars> Read()
    {
        if (IsEmpty)
            return [];
        using var scope = NewDisposeScope();
        using var all = cat([.. _steps.Select(step => step.Values)]).cpu();
        var values = all.data<float>().ToArray();
        var results = new List<StepScalars>(_steps.Count);
        var start = 0;
        foreach (var (step, names, _) in _steps)
        {
            results.Add(new StepScalars(step, names, values[start..(start + names.Length)]));
            start += names.Length;
        }

        Dispose();
        return results;
    }

    /// <summary>Drops the scalars that were not read.</summary>
    public void Dispose()
    {
        foreach (var (_, _, values) in _steps)
            values.Dispose();
        _steps.Clear();
    }
}
