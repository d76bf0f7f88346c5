namespace Microsoft.ML.Trainers;

// The mean negative log-likelihood of multinomial logistic regression with an L2 term, and its gradient. Parameters: the
// biases of all classes, then each class's weights.
internal sealed class MaximumEntropyLoss(LabeledRows rows, int classCount, int featureCount, float l2, int threads)
{
    // The rows are summed in fixed parts, so that the result does not depend on the number of threads.
    private const int Parts = 16;

    public double Evaluate(double[] x, double[] gradient)
    {
        var weights = new float[classCount][];
        for (int c = 0; c < classCount; c++)
        {
            weights[c] = new float[featureCount];
            for (int i = 0; i < featureCount; i++)
                weights[c][i] = (float)x[classCount + c * featureCount + i];
        }
        var biases = x.Take(classCount).Select(b => (float)b).ToArray();

        var losses = new double[Parts];
        var gradients = new float[Parts][];
        Parallel.For(0, Parts, new ParallelOptions { MaxDegreeOfParallelism = threads }, part =>
        {
            gradients[part] = new float[x.Length];
            losses[part] = Accumulate(part, weights, biases, gradients[part]);
        });

        double loss = losses.Sum();
        for (int i = 0; i < x.Length; i++)
        {
            double sum = 0;
            foreach (var part in gradients)
                sum += part[i];
            bool penalized = i >= classCount;
            if (penalized)
                loss += 0.5 * l2 * x[i] * x[i];
            gradient[i] = (sum + (penalized ? l2 * x[i] : 0)) / rows.WeightSum;
        }
        return loss / rows.WeightSum;
    }

    private double Accumulate(int part, float[][] weights, float[] biases, float[] gradient)
    {
        int count = rows.Labels.Count;
        int from = (int)((long)count * part / Parts), to = (int)((long)count * (part + 1) / Parts);
        var scores = new float[classCount];
        double loss = 0;
        for (int row = from; row < to; row++)
        {
            var features = rows.Features[row];
            for (int c = 0; c < classCount; c++)
                scores[c] = biases[c] + Softmax.Dot(weights[c], features);
            float ofLabel = scores[rows.Labels[row]];
            loss += rows.Weights[row] * (Softmax.Apply(scores) - ofLabel);
            for (int c = 0; c < classCount; c++)
            {
                float error = rows.Weights[row] * (scores[c] - (c == rows.Labels[row] ? 1 : 0));
                gradient[c] += error;
                Softmax.AddScaled(features, error, gradient.AsSpan(classCount + c * featureCount, featureCount));
            }
        }
        return loss;
    }
}
