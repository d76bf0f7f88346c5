using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

// A training set in memory: dense features, classes from 0, weights. Rows without label or with values that are no numbers
// are left out.
internal sealed class LabeledRows
{
    public readonly List<float[]> Features = [];
    public readonly List<int> Labels = [];
    public readonly List<float> Weights = [];

    public double WeightSum { get; private set; }

    public int Skipped { get; private set; }

    public static LabeledRows Read(IHost host, IDataView data, string featureName, string labelName, string? weightName)
    {
        var rows = new LabeledRows();
        var features = data.Schema[featureName];
        var label = data.Schema[labelName];
        var weight = weightName is null ? (DataViewSchema.Column?)null : data.Schema[weightName];
        using var cursor = data.GetRowCursor(weight is { } w ? [features, label, w] : [features, label]);
        var getFeatures = cursor.GetGetter<VBuffer<float>>(features);
        var getLabel = cursor.GetGetter<uint>(label);
        var getWeight = weight is { } column ? cursor.GetGetter<float>(column) : null;
        VBuffer<float> vector = default;
        uint key = 0;
        float rowWeight = 1;
        while (cursor.MoveNext())
        {
            host.CheckAlive();
            getFeatures(ref vector);
            getLabel(ref key);
            getWeight?.Invoke(ref rowWeight);
            rows.Add(vector, key, rowWeight);
        }
        return rows;
    }

    private void Add(in VBuffer<float> vector, uint key, float weight)
    {
        bool good = key > 0 && float.IsFinite(weight) && weight >= 0;
        foreach (float value in vector.GetValues())
            good &= float.IsFinite(value);
        if (!good)
        {
            Skipped++;
            return;
        }
        var dense = new float[vector.Length];
        vector.CopyTo(dense);
        Features.Add(dense);
        Labels.Add((int)key - 1);
        Weights.Add(weight);
        WeightSum += weight;
    }
}
