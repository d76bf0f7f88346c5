using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

public sealed class LbfgsMaximumEntropyMulticlassTrainer :
    LbfgsTrainerBase<LbfgsMaximumEntropyMulticlassTrainer.Options, MulticlassPredictionTransformer<MaximumEntropyModelParameters>, MaximumEntropyModelParameters>
{
    public sealed class Options : OptionsBase
    {
        public Options()
        {
        }
    }

    // How much of the improvement of earlier iterations still counts for the decision to stop.
    private const double Memory = 0.25;

    internal LbfgsMaximumEntropyMulticlassTrainer(IHostEnvironment env, Options options)
        : base(env, nameof(LbfgsMaximumEntropyMulticlassTrainer), Contracts.CheckRef(options, nameof(options)),
            new SchemaShape.Column(options.LabelColumnName, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.UInt32, true))
    {
    }

    // Continues from a model trained before, on the same features and classes.
    public MulticlassPredictionTransformer<MaximumEntropyModelParameters> Fit(IDataView trainData, MaximumEntropyModelParameters modelParameters)
    {
        Host.CheckValue(trainData, nameof(trainData));
        Host.CheckValue(modelParameters, nameof(modelParameters));
        return TrainTransformer(trainData, modelParameters);
    }

    private protected override SchemaShape.Column[] GetOutputColumnsCore(SchemaShape inputSchema)
    {
        inputSchema.TryFindColumn(LabelColumn.Name, out var label);
        return MulticlassScoreColumns.MakeShape(label);
    }

    private protected override MulticlassPredictionTransformer<MaximumEntropyModelParameters> TrainTransformer(
        IDataView trainSet, MaximumEntropyModelParameters? initial)
    {
        CheckInputSchema(SchemaShape.Create(trainSet.Schema));
        var featureType = (VectorDataViewType)trainSet.Schema[FeatureColumn.Name].Type;
        int classCount = trainSet.Schema[LabelColumn.Name].Type.GetKeyCountAsInt32(Host);
        var model = Train(trainSet, featureType.Size, classCount, initial);
        return new MulticlassPredictionTransformer<MaximumEntropyModelParameters>(Host, model, trainSet.Schema, FeatureColumn.Name, LabelColumn.Name);
    }

    private MaximumEntropyModelParameters Train(IDataView trainSet, int featureCount, int classCount, MaximumEntropyModelParameters? initial)
    {
        using var channel = Host.Start("Training");
        using var progress = Host.StartProgressChannel("LBFGS Optimizer");
        var options = LbfgsTrainerOptions;
        var rows = LabeledRows.Read(Host, trainSet, FeatureColumn.Name, LabelColumn.Name, WeightColumn.IsValid ? WeightColumn.Name : null);
        channel.Check(rows.Labels.Count > 0 && rows.WeightSum > 0, "No valid training instances found, all instances have missing features.");
        if (rows.Skipped > 0)
            channel.Warning(MessageSensitivity.None, $"Skipped {rows.Skipped} instances with missing features/label/weight during training");

        var x = Start(initial, classCount, featureCount);
        var loss = new MaximumEntropyLoss(rows, classCount, featureCount, options.L2Regularization, options.NumberOfThreads ?? Environment.ProcessorCount);
        double improvement = 0, last = double.PositiveInfinity;
        progress.SetHeader(new ProgressHeader(["Loss"], ["iterations"]), entry => entry.SetMetric(0, last));
        new LbfgsOptimizer(classCount, options.L1Regularization / rows.WeightSum, options.HistorySize, options.EnforceNonNegativity)
            .Minimize(x, loss.Evaluate, (iteration, value) =>
            {
                Host.CheckAlive();
                progress.Checkpoint(value, iteration);
                // The first iteration has nothing to be compared with.
                if (double.IsFinite(last))
                    improvement = last - value + Memory * improvement;
                bool more = double.IsInfinity(last)
                    || improvement * (1 - Memory) / (1 - Math.Pow(Memory, iteration - 1)) >= options.OptimizationTolerance;
                last = value;
                return more && iteration < options.MaximumNumberOfIterations;
            });

        var weights = new float[classCount][];
        for (int c = 0; c < classCount; c++)
            weights[c] = x.Skip(classCount + c * featureCount).Take(featureCount).Select(w => (float)w).ToArray();
        return new MaximumEntropyModelParameters(weights, x.Take(classCount).Select(b => (float)b).ToArray());
    }

    private double[] Start(MaximumEntropyModelParameters? initial, int classCount, int featureCount)
    {
        var x = new double[classCount * (1 + featureCount)];
        if (initial is not null)
        {
            if (initial.FeatureCount != featureCount || initial.ClassCount != classCount)
                throw Host.Except("The input training data must have the same features used to train the input predictor.");
            VBuffer<float>[] weights = [];
            initial.GetWeights(ref weights, out _);
            var all = initial.GetBiases().Concat(weights.SelectMany(w => w.DenseValues()));
            foreach (var (value, i) in all.Select((value, i) => (value, i)))
                x[i] = value;
        }
        else if (LbfgsTrainerOptions.InitialWeightsDiameter > 0)
        {
            for (int i = 0; i < x.Length; i++)
                x[i] = LbfgsTrainerOptions.InitialWeightsDiameter * (Host.Rand.NextDouble() - 0.5);
        }
        return x;
    }
}
