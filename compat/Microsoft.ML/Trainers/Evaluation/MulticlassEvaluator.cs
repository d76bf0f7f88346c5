using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

// Counts right and wrong classifications, and log-losses, in one pass over scored rows.
internal sealed class MulticlassEvaluator
{
    // Probabilities are held away from zero, whose logarithm would drown everything.
    private const float Smallest = 1e-15f;

    private readonly IHost _host;
    private readonly int _classCount;
    private readonly int _topK;
    private readonly double[][] _counts;
    private readonly double[] _classLoss;
    private readonly double[] _topHits;
    private int _unknown;
    private double _unknownLoss;

    private MulticlassEvaluator(IHost host, int classCount, int topK)
    {
        _host = host;
        _classCount = classCount;
        _topK = topK;
        _counts = Enumerable.Range(0, classCount).Select(_ => new double[classCount]).ToArray();
        _classLoss = new double[classCount];
        _topHits = new double[topK];
    }

    public static MulticlassClassificationMetrics Evaluate(IHost host, IDataView data, string labelName, string scoreName, string predictedName, int topK)
    {
        var label = Find(host, data.Schema, "label", labelName);
        var score = Find(host, data.Schema, "score", scoreName);
        Find(host, data.Schema, "predictedLabel", predictedName);
        if (score.Type is not VectorDataViewType { IsKnownSize: true, Size: > 1 } scoreType || !scoreType.ItemType.Equals(NumberDataViewType.Single))
            throw host.ExceptSchemaMismatch(nameof(data), "score", scoreName, "vector of two or more items of type Single", score.Type.ToString()!);

        var evaluator = new MulticlassEvaluator(host, scoreType.Size, Math.Min(topK, scoreType.Size));
        using var cursor = data.GetRowCursor([label, score]);
        var getLabel = LabelGetter(host, cursor, label);
        var getScore = cursor.GetGetter<VBuffer<float>>(score);
        VBuffer<float> scores = default;
        while (cursor.MoveNext())
        {
            host.CheckAlive();
            getScore(ref scores);
            evaluator.Add(getLabel(), scores);
        }
        return evaluator.Finish(ClassNames(score, scoreType.Size));
    }

    private static DataViewSchema.Column Find(IHost host, DataViewSchema schema, string role, string name)
        => schema.GetColumnOrNull(name) ?? throw host.ExceptSchemaMismatch(nameof(schema), role, name);

    // The class from 0, or -1 where the row has none.
    private static Func<int> LabelGetter(IHost host, DataViewRow row, DataViewSchema.Column label)
    {
        if (label.Type is KeyDataViewType key)
        {
            var toNumber = StandardConversions.Find(key, NumberDataViewType.UInt64)!;
            return GenericCall.Invoke<Func<int>>(GenericCall.Method(typeof(MulticlassEvaluator), nameof(KeyLabelGetter)), null, [key.RawType], row, label, toNumber);
        }
        if (!label.Type.Equals(NumberDataViewType.Single))
            throw host.ExceptSchemaMismatch(nameof(row), "label", label.Name, "Single or Key", label.Type.ToString()!);
        var get = row.GetGetter<float>(label);
        return () =>
        {
            float value = 0;
            get(ref value);
            return value >= 0 && value == (int)value ? (int)value : -1;
        };
    }

    private static Func<int> KeyLabelGetter<T>(DataViewRow row, DataViewSchema.Column label, Func<T, ulong> toNumber)
    {
        var get = row.GetGetter<T>(label);
        T key = default!;
        return () =>
        {
            get(ref key);
            return (int)toNumber(key) - 1;
        };
    }

    private static string[] ClassNames(DataViewSchema.Column score, int count)
    {
        VBuffer<ReadOnlyMemory<char>> names = default;
        if (score.HasSlotNames())
            score.GetSlotNames(ref names);
        return Enumerable.Range(0, count)
            .Select(i => i < names.Length && !names.GetItemOrDefault(i).IsEmpty ? names.GetItemOrDefault(i).ToString() : i.ToString())
            .ToArray();
    }

    private void Add(int label, in VBuffer<float> scores)
    {
        if (label < 0)
            return;
        _host.Check(scores.Length == _classCount, "The scores are not as many as the score column says");
        foreach (float score in scores.GetValues())
            if (!float.IsFinite(score))
                return;

        // A class that training never saw is always wrong.
        if (label >= _classCount)
        {
            _unknown++;
            _unknownLoss += -Math.Log(Smallest);
            return;
        }
        var dense = new float[_classCount];
        scores.CopyTo(dense);
        int best = 0, rank = 0;
        for (int i = 0; i < dense.Length; i++)
        {
            if (dense[best] < dense[i])
                best = i;
            if (dense[i] > dense[label] || (dense[i] == dense[label] && i < label))
                rank++;
        }
        _counts[label][best]++;
        _classLoss[label] += -Math.Log(Math.Clamp(dense[label], Smallest, 1f));
        for (int k = rank; k < _topK; k++)
            _topHits[k]++;
    }

    private MulticlassClassificationMetrics Finish(string[] names)
    {
        var perClass = _counts.Select(row => row.Sum()).ToArray();
        double total = perClass.Sum() + _unknown;
        int present = perClass.Count(n => n > 0);
        double right = _counts.Select((row, i) => row[i]).Sum();
        double recalls = _counts.Select((row, i) => Ratio(row[i], perClass[i])).Sum();
        double loss = Ratio(_classLoss.Sum() + _unknownLoss, total);
        // The entropy of the classes' frequencies: the log-loss of knowing nothing else.
        double prior = perClass.Where(n => n > 0).Sum(n => -n / total * Math.Log(n / total));
        return new MulticlassClassificationMetrics(
            Ratio(right, total),
            Ratio(recalls, present),
            loss,
            (prior - loss) / prior,
            _classLoss.Select((l, i) => Ratio(l, perClass[i])).ToArray(),
            new ConfusionMatrix(_counts, names),
            _topK,
            _topK > 0 ? _topHits.Select(hits => Ratio(hits, total)).ToArray() : null);
    }

    private static double Ratio(double part, double whole) => whole > 0 ? part / whole : 0;
}
