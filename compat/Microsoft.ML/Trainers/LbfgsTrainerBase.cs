using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

// Trainers that minimize a convex loss with L-BFGS, and the options that they share.
public abstract class LbfgsTrainerBase<TOptions, TTransformer, TModel> : TrainerEstimatorBase<TTransformer, TModel>
    where TTransformer : ISingleFeaturePredictionTransformer<TModel>
    where TModel : class
    where TOptions : LbfgsTrainerBase<TOptions, TTransformer, TModel>.OptionsBase, new()
{
    public abstract class OptionsBase : TrainerInputBaseWithWeight
    {
        protected OptionsBase()
        {
        }

        public float L2Regularization = 1;
        public float L1Regularization = 1;
        public float OptimizationTolerance = 1e-7f;
        public int HistorySize = 20;
        public int MaximumNumberOfIterations = int.MaxValue;
        public bool Quiet;
        public float InitialWeightsDiameter;
        public int? NumberOfThreads;
        public bool EnforceNonNegativity;
    }

    private protected readonly TOptions LbfgsTrainerOptions;

    private protected LbfgsTrainerBase(IHostEnvironment env, string name, TOptions options, SchemaShape.Column label)
        : base(env.Register(name),
            new SchemaShape.Column(options.FeatureColumnName, SchemaShape.Column.VectorKind.Vector, Data.NumberDataViewType.Single, false),
            label,
            options.ExampleWeightColumnName is null
                ? default
                : new SchemaShape.Column(options.ExampleWeightColumnName, SchemaShape.Column.VectorKind.Scalar, Data.NumberDataViewType.Single, false))
    {
        Host.CheckUserArg(options.L2Regularization >= 0, nameof(options.L2Regularization), "Must be non-negative");
        Host.CheckUserArg(options.L1Regularization >= 0, nameof(options.L1Regularization), "Must be non-negative");
        Host.CheckUserArg(options.OptimizationTolerance > 0, nameof(options.OptimizationTolerance), "Must be positive");
        Host.CheckUserArg(options.HistorySize > 0, nameof(options.HistorySize), "Must be positive");
        Host.CheckUserArg(options.MaximumNumberOfIterations > 0, nameof(options.MaximumNumberOfIterations), "Must be positive");
        Host.CheckUserArg(options.InitialWeightsDiameter >= 0, nameof(options.InitialWeightsDiameter), "Must be non-negative");
        Host.CheckUserArg(options.NumberOfThreads is null or > 0, nameof(options.NumberOfThreads), "Must be positive");
        LbfgsTrainerOptions = options;
    }

    public override TrainerInfo Info { get; } = new();
}
