using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Trainers;

public abstract class ModelParametersBase<TOutput> : ICanSaveModel
{
    private protected ModelParametersBase()
    {
    }

    void ICanSaveModel.Save(ModelSaveContext ctx) => SaveCore(ctx);

    private protected abstract void SaveCore(ModelSaveContext ctx);
}

// One weight vector and one bias a class.
public abstract class LinearMulticlassModelParametersBase : ModelParametersBase<VBuffer<float>>
{
    private protected readonly float[][] Weights;
    private protected readonly float[] Biases;

    private protected LinearMulticlassModelParametersBase(float[][] weights, float[] biases)
    {
        Weights = weights;
        Biases = biases;
    }

    internal int ClassCount => Biases.Length;

    internal int FeatureCount => Weights[0].Length;

    public void GetWeights(ref VBuffer<float>[] weights, out int numClasses)
    {
        numClasses = ClassCount;
        weights = Array.ConvertAll(Weights, w => new VBuffer<float>(w.Length, (float[])w.Clone()));
    }

    public IEnumerable<float> GetBiases() => (float[])Biases.Clone();

    // From features to the score of each class.
    internal abstract void Score(in VBuffer<float> features, Span<float> scores);
}
