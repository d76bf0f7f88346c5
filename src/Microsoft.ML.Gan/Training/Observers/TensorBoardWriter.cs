using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Training;

/// <summary>Writes the scalars of a training, and the metrics of its evaluations, as TensorBoard events.</summary>
/// <param name="directory">The folder of the event file; created if missing. A resumed training adds another file.</param>
/// <param name="progress">An observer in front of this one, for the metrics.</param>
/// <param name="warn">Receives a warning when events cannot be written any more. The training continues without them.</param>
internal sealed class TensorBoardWriter(string directory, ProgressReports progress, Action<string> warn) : ITrainingObserver
{
    private TorchSharp.Modules.SummaryWriter? _writer;
    private long _evaluated;

    public void Started(TrainingRun run)
    {
        _evaluated = run.StepsDone;
        Try(() =>
        {
            Directory.CreateDirectory(directory);
            _writer = utils.tensorboard.SummaryWriter(directory);
        });
    }

    public void ScalarsRead(TrainingRun run, IReadOnlyList<StepScalars> steps)
    {
        var last = steps[^1]; // the steps that are read together would lie on top of one another
        for (var i = 0; i < last.Names.Count; i++)
            Write(last.Names[i].Name.Replace('.', '/'), last.Values[i], last.Step);
        WriteMetrics();
    }

    public void Ended(TrainingRun run) => WriteMetrics();

    private void WriteMetrics()
    {
        foreach (var report in progress.History.Where(report => report.Metrics is not null && report.Step > _evaluated))
        {
            _evaluated = report.Step;
            foreach (var value in report.Metrics!.Values)
                Write($"metrics/{value.Name}", value.Value, report.Step);
        }
    }

    private void Write(string tag, double value, long step) => Try(() => _writer?.add_scalar(tag, (float)value, (int)step));

    private void Try(Action write)
    {
        try
        {
            write();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _writer = null;
            warn($"TensorBoard events cannot be written to '{directory}' any more ({e.Message}). The training continues without them.");
        }
    }
}
