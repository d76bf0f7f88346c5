using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

public sealed partial class DataOperationsCatalog
{
    public TrainTestData TrainTestSplit(IDataView data, double testFraction = 0.1, string? samplingKeyColumnName = null, int? seed = null)
    {
        _env.CheckValue(data, nameof(data));
        _env.CheckParam(0 < testFraction && testFraction < 1, nameof(testFraction), "Must be between 0 and 1 exclusive");
        var draw = MakeDraw(data, samplingKeyColumnName, seed);
        return new(draw(value => value >= testFraction), draw(value => value < testFraction));
    }

    public IReadOnlyList<TrainTestData> CrossValidationSplit(
        IDataView data, int numberOfFolds = 5, string? samplingKeyColumnName = null, int? seed = null)
    {
        _env.CheckValue(data, nameof(data));
        _env.CheckParam(numberOfFolds > 1, nameof(numberOfFolds), "Must be more than 1");
        var draw = MakeDraw(data, samplingKeyColumnName, seed);
        return Enumerable.Range(0, numberOfFolds)
            .Select(fold => new TrainTestData(draw(value => FoldOf(value) != fold), draw(value => FoldOf(value) == fold)))
            .ToArray();

        int FoldOf(double value) => Math.Min(numberOfFolds - 1, (int)(value * numberOfFolds));
    }

    // Each row gets a number in [0, 1) that depends on the seed and its place, or on its sampling key, and on nothing else:
    // the parts of a split exclude each other in every pass.
    private Func<Func<double, bool>, IDataView> MakeDraw(IDataView data, string? samplingKeyColumnName, int? seed)
    {
        seed ??= (_env as IHostEnvironmentInternal)?.Seed;
        var mixed = (ulong)(seed ?? _env.Register("Split").Rand.Next()) + 1;
        if (samplingKeyColumnName is null)
        {
            return keep => new FilteredDataView(data, [], row =>
            {
                var id = row.GetIdGetter();
                return () =>
                {
                    DataViewRowId value = default;
                    id(ref value);
                    return keep(ToFraction(value.Low ^ (value.High << 1), mixed));
                };
            });
        }

        if (data.Schema.GetColumnOrNull(samplingKeyColumnName) is not { } column)
            throw _env.ExceptSchemaMismatch(nameof(samplingKeyColumnName), "SamplingKeyColumn", samplingKeyColumnName);
        return keep => new FilteredDataView(data, [column], row =>
        {
            var hash = ValueHash.Create(row, column);
            return () => keep(ToFraction(hash(), mixed));
        });
    }

    private static double ToFraction(ulong value, ulong seed)
    {
        var id = new DataViewRowId(value, seed).Fork();
        return (id.Low >> 11) * (1.0 / (1UL << 53));
    }

    public struct TrainTestData
    {
        public readonly IDataView TrainSet;
        public readonly IDataView TestSet;

        internal TrainTestData(IDataView trainSet, IDataView testSet)
        {
            TrainSet = trainSet;
            TestSet = testSet;
        }
    }
}
