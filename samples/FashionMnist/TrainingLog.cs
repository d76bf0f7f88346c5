using System.Globalization;
using Microsoft.ML.Gan;

namespace FashionMnist;

/// <summary>Keeps every report of training, and passes it on to whoever shows it.</summary>
internal sealed class TrainingLog : IProgress<GanProgress>
{
    private readonly List<GanProgress> _reports = [];

    /// <summary>Called on the training thread.</summary>
    public Action<GanProgress>? Show { get; set; }

    public IReadOnlyList<GanProgress> Reports => _reports;

    public void Report(GanProgress value)
    {
        _reports.Add(value);
        Show?.Invoke(value);
    }

    public static void WriteCsv(string path, IReadOnlyList<GanProgress> history)
    {
        using var file = new StreamWriter(path);
        file.WriteLine("step,images,seconds,images_per_second,discriminator_loss,generator_loss,discriminator_accuracy,diversity");
        foreach (var report in history)
        {
            file.WriteLine(string.Create(
                CultureInfo.InvariantCulture,
                $"{report.Step},{report.Images},{report.Elapsed.TotalSeconds:F2},{report.ImagesPerSecond:F1},{report.DiscriminatorLoss:G6},{report.GeneratorLoss:G6},{report.DiscriminatorAccuracy:F4},{report.Diversity:F4}"));
        }
    }
}
