namespace MlGan.Cli.Systems;

/// <summary>How fast this machine trains: measured by a few steps of the same training that nothing is kept of.</summary>
internal static class TrainingSpeed
{
    private const int Rows = 256;
    private static readonly TimeSpan s_long = TimeSpan.FromSeconds(8);

    /// <returns>Pictures a second.</returns>
    public static double Measure(NoiseToImagesSettings settings, PicturesToTrain pictures, TrainingRequest request)
    {
        var ml = new MLContext(seed: 1) { FallbackToCpu = false };
        using var stop = CancellationTokenSource.CreateLinkedTokenSource(request.Stop);
        var reports = new Reports(stop);
        var options = settings.CreateOptions();
        options.LabelColumnName = pictures.HasLabels ? Pictures.PictureSource.Label : null;
        options.Device = request.Device;
        options.Progress = reports;
        options.CancellationToken = stop.Token;
        options.WhenCancelled = GanCancellation.Return;
        options.Evaluation = new();
        using (ml.Transforms.Gan(options).Fit(ml.Data.TakeRows(pictures.View, Rows)))
            request.Stop.ThrowIfCancellationRequested();
        return reports.Speed;
    }

    private sealed class Reports(CancellationTokenSource stop) : IProgress<GanProgress>
    {
        private GanProgress? _first;
        private GanProgress? _last;

        /// <summary>Without the first steps, which are slower, where there are others.</summary>
        public double Speed => _last == _first
            ? _first!.Images / _first.Elapsed.TotalSeconds
            : (_last!.Images - _first!.Images) / (_last.Elapsed - _first.Elapsed).TotalSeconds;

        public void Report(GanProgress value)
        {
            _first ??= value;
            _last = value;
            if (value.Elapsed >= s_long)
                stop.Cancel();
        }
    }
}
