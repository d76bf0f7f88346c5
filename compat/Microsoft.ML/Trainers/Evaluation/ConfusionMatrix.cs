using System.Globalization;
using System.Text;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

// How many rows of each true class were given to each class.
public sealed class ConfusionMatrix
{
    private readonly string[] _names;

    // counts[true class][predicted class]
    internal ConfusionMatrix(double[][] counts, string[] names)
    {
        _names = names;
        Counts = counts;
        NumberOfClasses = counts.Length;
        PerClassRecall = counts.Select((row, i) => Ratio(row[i], row.Sum())).ToArray();
        PerClassPrecision = counts.Select((row, i) => Ratio(row[i], counts.Sum(other => other[i]))).ToArray();
    }

    public IReadOnlyList<double> PerClassPrecision { get; }

    public IReadOnlyList<double> PerClassRecall { get; }

    public IReadOnlyList<IReadOnlyList<double>> Counts { get; }

    public int NumberOfClasses { get; }

    public double GetCountForClassPair(int predictedClassIndicatorIndex, int actualClassIndicatorIndex)
    {
        Contracts.CheckParam(predictedClassIndicatorIndex >= 0 && predictedClassIndicatorIndex < NumberOfClasses,
            nameof(predictedClassIndicatorIndex), "Invalid index. Should be non-negative, less than the number of classes.");
        Contracts.CheckParam(actualClassIndicatorIndex >= 0 && actualClassIndicatorIndex < NumberOfClasses,
            nameof(actualClassIndicatorIndex), "Invalid index. Should be non-negative, less than the number of classes.");
        return Counts[actualClassIndicatorIndex][predictedClassIndicatorIndex];
    }

    public string GetFormattedConfusionTable()
    {
        int label = Math.Max("PREDICTED".Length, _names.Max(name => name.Length));
        var widths = _names.Select((name, i) => Math.Max(name.Length, Counts.Max(row => Number(row[i]).Length))).ToArray();
        var text = new StringBuilder().AppendLine().AppendLine("Confusion table").Append("PREDICTED".PadRight(label)).Append(" ||");
        for (int i = 0; i < _names.Length; i++)
            text.Append(' ').Append(_names[i].PadLeft(widths[i])).Append(" |");
        text.AppendLine(" Recall").Append("TRUTH".PadRight(label)).Append(" ||").Append('=', widths.Sum(w => w + 3)).AppendLine();
        for (int i = 0; i < _names.Length; i++)
        {
            text.Append(_names[i].PadLeft(label)).Append(" ||");
            for (int j = 0; j < _names.Length; j++)
                text.Append(' ').Append(Number(Counts[i][j]).PadLeft(widths[j])).Append(" |");
            text.Append(' ').AppendLine(PerClassRecall[i].ToString("F4", CultureInfo.InvariantCulture));
        }
        text.Append("Precision".PadRight(label)).Append(" ||");
        for (int j = 0; j < _names.Length; j++)
            text.Append(PerClassPrecision[j].ToString("F4", CultureInfo.InvariantCulture).PadLeft(widths[j] + 1)).Append(" |");
        return text.AppendLine().ToString();
    }

    private static string Number(double count) => count.ToString("N0", CultureInfo.InvariantCulture);

    private static double Ratio(double part, double whole) => whole > 0 ? part / whole : 0;
}
