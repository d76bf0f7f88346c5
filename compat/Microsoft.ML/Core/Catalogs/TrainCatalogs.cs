using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

// The catalogs of learning tasks. They hold little themselves: trainers come as extension methods on their Trainers.
public abstract class TrainCatalogBase : IInternalCatalog
{
    private protected readonly IHost Host;

    private protected TrainCatalogBase(IHostEnvironment env, string registrationName)
    {
        Contracts.CheckValue(env, nameof(env));
        Host = env.Register(registrationName);
    }

    IHostEnvironment IInternalCatalog.Environment => Host;

    internal IHostEnvironment Environment => Host;

    public abstract class CatalogInstantiatorBase : IInternalCatalog
    {
        internal CatalogInstantiatorBase(TrainCatalogBase catalog)
        {
            Contracts.CheckValue(catalog, nameof(catalog));
            Owner = catalog;
        }

        internal TrainCatalogBase Owner { get; }

        IHostEnvironment IInternalCatalog.Environment => Owner.Environment;
    }
}

public sealed partial class MulticlassClassificationCatalog : TrainCatalogBase
{
    internal MulticlassClassificationCatalog(IHostEnvironment env)
        : base(env, nameof(MulticlassClassificationCatalog))
    {
        Trainers = new(this);
    }

    public MulticlassClassificationTrainers Trainers { get; }

    public sealed class MulticlassClassificationTrainers : CatalogInstantiatorBase
    {
        internal MulticlassClassificationTrainers(MulticlassClassificationCatalog catalog)
            : base(catalog)
        {
        }
    }
}

public sealed class BinaryClassificationCatalog : TrainCatalogBase
{
    internal BinaryClassificationCatalog(IHostEnvironment env)
        : base(env, nameof(BinaryClassificationCatalog))
    {
        Trainers = new(this);
    }

    public BinaryClassificationTrainers Trainers { get; }

    public sealed class BinaryClassificationTrainers : CatalogInstantiatorBase
    {
        internal BinaryClassificationTrainers(BinaryClassificationCatalog catalog)
            : base(catalog)
        {
        }
    }
}

public sealed class AnomalyDetectionCatalog : TrainCatalogBase
{
    internal AnomalyDetectionCatalog(IHostEnvironment env)
        : base(env, nameof(AnomalyDetectionCatalog))
    {
        Trainers = new(this);
    }

    public AnomalyDetectionTrainers Trainers { get; }

    public sealed class AnomalyDetectionTrainers : CatalogInstantiatorBase
    {
        internal AnomalyDetectionTrainers(AnomalyDetectionCatalog catalog)
            : base(catalog)
        {
        }
    }
}
