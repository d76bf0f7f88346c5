using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

[assembly: LoadableClass(typeof(MaximumEntropyModelParameters), null, typeof(SignatureLoadModel),
    "Multi-class LR Executor", MaximumEntropyModelParameters.LoaderSignature)]

namespace Microsoft.ML.Trainers;

// Multinomial logistic regression: the softmax of linear functions.
public sealed class MaximumEntropyModelParameters : LinearMulticlassModelParametersBase
{
    internal const string LoaderSignature = "MultiClassLRExec";

    internal MaximumEntropyModelParameters(float[][] weights, float[] biases)
        : base(weights, biases)
    {
    }

    private static MaximumEntropyModelParameters Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(GetVersionInfo());
        int features = ctx.Reader.ReadInt32(), classes = ctx.Reader.ReadInt32();
        env.CheckDecode(features > 0 && classes > 0);
        // Read row by row: the counts of a damaged file end at the end of its data, not with the machine's memory.
        var biases = ReadFloats(env, ctx, classes);
        var weights = new List<float[]>();
        for (int i = 0; i < classes; i++)
            weights.Add(ReadFloats(env, ctx, features));
        return new MaximumEntropyModelParameters(weights.ToArray(), biases);
    }

    private static float[] ReadFloats(IHostEnvironment env, ModelLoadContext ctx, int count)
    {
        env.CheckDecode(count <= ctx.Reader.BaseStream.Length / sizeof(float));
        var values = new float[count];
        for (int i = 0; i < count; i++)
            values[i] = ctx.Reader.ReadSingle();
        return values;
    }

    private static VersionInfo GetVersionInfo() => new(
        modelSignature: "MULTI LR",
        verWrittenCur: 0x00010001,
        verReadableCur: 0x00010001,
        verWeCanReadBack: 0x00010001,
        loaderSignature: LoaderSignature,
        loaderAssemblyName: typeof(MaximumEntropyModelParameters).Assembly.FullName!);

    private protected override void SaveCore(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(GetVersionInfo());
        ctx.Writer.Write(FeatureCount);
        ctx.Writer.Write(ClassCount);
        foreach (float bias in Biases)
            ctx.Writer.Write(bias);
        foreach (var row in Weights)
            foreach (float weight in row)
                ctx.Writer.Write(weight);
    }

    internal override void Score(in VBuffer<float> features, Span<float> scores)
    {
        if (features.Length != FeatureCount)
            throw Contracts.Except($"Input is of length {features.Length}, but predictor expected length {FeatureCount}");
        var values = features.GetValues();
        for (int c = 0; c < scores.Length; c++)
        {
            float sum = Biases[c];
            if (features.IsDense)
                sum += Softmax.Dot(Weights[c], values);
            else
            {
                var indices = features.GetIndices();
                for (int i = 0; i < values.Length; i++)
                    sum += Weights[c][indices[i]] * values[i];
            }
            scores[c] = sum;
        }
        Softmax.Apply(scores);
    }
}
