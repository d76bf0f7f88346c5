namespace Microsoft.ML.Trainers;

// Limited-memory BFGS with the orthant-wise extension for an L1 term (Andrew & Gao, 2007), and optionally weights that
// must not be negative. The first freeCount parameters, the biases, are neither penalized nor constrained.
internal sealed class LbfgsOptimizer(int freeCount, double l1, int historySize, bool nonNegative)
{
    private const double SufficientDecrease = 1e-4;
    private const int MaximumHalvings = 50;

    private readonly LinkedList<(double[] Step, double[] Change, double Curvature)> _history = [];

    // smooth: writes the gradient of the loss without the L1 term at x and returns the loss.
    // onIteration: told the iteration and the whole loss; false ends the search.
    public void Minimize(double[] x, Func<double[], double[], double> smooth, Func<int, double, bool> onIteration)
    {
        int n = x.Length;
        double[] gradient = new double[n], next = new double[n], nextGradient = new double[n];
        double loss = smooth(x, gradient) + Penalty(x);
        for (int iteration = 1; ; iteration++)
        {
            var steepest = PseudoGradient(x, gradient);
            double norm = Math.Sqrt(Dot(steepest, steepest));
            if (norm == 0)
                return;
            var direction = Direction(steepest);
            // Where the memory misleads (rounding near the optimum), begin anew from the gradient.
            if (Dot(direction, steepest) >= 0)
            {
                _history.Clear();
                direction = Direction(steepest);
            }

            double scale = _history.Count == 0 ? 1 / Math.Max(1, norm) : 1;
            double nextLoss = double.NaN;
            int halvings = 0;
            for (; halvings < MaximumHalvings; halvings++, scale /= 2)
            {
                double decrease = Step(x, steepest, direction, scale, next);
                nextLoss = smooth(next, nextGradient) + Penalty(next);
                if (nextLoss <= loss + SufficientDecrease * decrease)
                    break;
            }
            if (halvings == MaximumHalvings || !double.IsFinite(nextLoss))
                return;

            Remember(x, gradient, next, nextGradient);
            (x, next) = Exchange(x, next);
            (gradient, nextGradient) = (nextGradient, gradient);
            loss = nextLoss;
            if (!onIteration(iteration, loss))
                return;
        }
    }

    // The caller's array keeps the current point; the other receives the former one.
    private static (double[], double[]) Exchange(double[] x, double[] next)
    {
        for (int i = 0; i < x.Length; i++)
            (x[i], next[i]) = (next[i], x[i]);
        return (x, next);
    }

    private double Penalty(double[] x)
    {
        double sum = 0;
        if (l1 > 0)
            for (int i = freeCount; i < x.Length; i++)
                sum += Math.Abs(x[i]);
        return l1 * sum;
    }

    // The steepest ascent of loss and penalty together; 0 where any move would make it worse or is not allowed.
    private double[] PseudoGradient(double[] x, double[] gradient)
    {
        var result = (double[])gradient.Clone();
        for (int i = freeCount; i < x.Length; i++)
        {
            if (x[i] > 0)
                result[i] += l1;
            else if (x[i] < 0)
                result[i] -= l1;
            else if (gradient[i] + l1 < 0)
                result[i] += l1;
            else if (gradient[i] - l1 > 0)
                result[i] = nonNegative ? 0 : gradient[i] - l1;
            else
                result[i] = 0;
        }
        return result;
    }

    private double[] Direction(double[] steepest)
    {
        var direction = Array.ConvertAll(steepest, value => -value);
        var weights = new Stack<double>();
        for (var node = _history.Last; node is not null; node = node.Previous)
        {
            double weight = Dot(node.Value.Step, direction) / node.Value.Curvature;
            weights.Push(weight);
            AddScaled(node.Value.Change, -weight, direction);
        }
        if (_history.Last is { } last)
        {
            double scale = last.Value.Curvature / Dot(last.Value.Change, last.Value.Change);
            for (int i = 0; i < direction.Length; i++)
                direction[i] *= scale;
        }
        for (var node = _history.First; node is not null; node = node.Next)
            AddScaled(node.Value.Step, weights.Pop() - Dot(node.Value.Change, direction) / node.Value.Curvature, direction);

        // Only components that descend are kept.
        if (l1 > 0 || nonNegative)
            for (int i = freeCount; i < direction.Length; i++)
                if (direction[i] * steepest[i] >= 0)
                    direction[i] = 0;
        return direction;
    }

    // Goes along the direction without crossing a zero, and returns the decrease that the gradient promises.
    private double Step(double[] x, double[] steepest, double[] direction, double scale, double[] next)
    {
        double decrease = 0;
        for (int i = 0; i < x.Length; i++)
        {
            next[i] = x[i] + scale * direction[i];
            if (i >= freeCount && l1 > 0)
            {
                double orthant = x[i] != 0 ? x[i] : -steepest[i];
                if (next[i] * orthant < 0)
                    next[i] = 0;
            }
            if (i >= freeCount && nonNegative)
                next[i] = Math.Max(0, next[i]);
            decrease += steepest[i] * (next[i] - x[i]);
        }
        return decrease;
    }

    private void Remember(double[] x, double[] gradient, double[] next, double[] nextGradient)
    {
        double[] step = new double[x.Length], change = new double[x.Length];
        for (int i = 0; i < x.Length; i++)
        {
            step[i] = next[i] - x[i];
            change[i] = nextGradient[i] - gradient[i];
        }
        double curvature = Dot(step, change);
        if (curvature <= 1e-12 * Dot(change, change))
            return;
        _history.AddLast((step, change, curvature));
        if (_history.Count > historySize)
            _history.RemoveFirst();
    }

    private static double Dot(double[] a, double[] b)
    {
        double sum = 0;
        for (int i = 0; i < a.Length; i++)
            sum += a[i] * b[i];
        return sum;
    }

    private static void AddScaled(double[] from, double factor, double[] to)
    {
        for (int i = 0; i < from.Length; i++)
            to[i] += factor * from[i];
    }
}
