namespace Microsoft.ML
{
    // What a trainer wants of its data.
    public sealed class TrainerInfo
    {
        internal TrainerInfo(bool normalization = true, bool caching = true)
        {
            NeedNormalization = normalization;
            WantCaching = caching;
        }

        public bool NeedNormalization { get; }

        public bool WantCaching { get; }
    }
}

namespace Microsoft.ML.Trainers
{
    public interface ITrainerEstimator<out TTransformer, out TModel> : IEstimator<TTransformer>
        where TTransformer : IPredictionTransformer<TModel>
        where TModel : class
    {
        TrainerInfo Info { get; }
    }
}
