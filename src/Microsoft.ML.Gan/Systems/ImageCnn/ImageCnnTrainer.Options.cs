namespace Microsoft.ML.Gan;

public sealed partial class ImageCnnTrainer
{
    /// <summary>The options of <see cref="ImageCnnTrainer"/>. They are copied when the trainer is created.</summary>
    public sealed class Options
    {
        /// <summary>The column of the classes: a key (see <c>MapValueToKey</c>) of at least two.</summary>
        /// <value>Default: <c>Label</c>.</value>
        public string LabelColumnName { get; set; } = "Label";

        /// <summary>
        /// The column of the images: <c>MLImage</c>, or a vector of floats or bytes in the layout of <c>ExtractPixels</c>. All
        /// images must have the same size, with sides of 12 to 256 pixels.
        /// </summary>
        /// <value>Default: <c>Image</c>.</value>
        public string ImageColumnName { get; set; } = "Image";

        /// <summary>The column of the most probable class.</summary>
        /// <value>Default: <c>PredictedLabel</c>.</value>
        public string PredictedLabelColumnName { get; set; } = "PredictedLabel";

        /// <summary>The column of the probabilities of all classes.</summary>
        /// <value>Default: <c>Score</c>.</value>
        public string ScoreColumnName { get; set; } = "Score";

        /// <summary>
        /// The random seed of weights, the order of images and their mixing. Null to use the seed of the checkpoint in <see
        /// cref="GanCheckpointOptions.Directory"/>, or, without a checkpoint, to derive it from the MLContext.
        /// </summary>
        /// <value>Default: null.</value>
        public int? Seed { get; set; }

        /// <summary>
        /// The device to train on: <c>cpu</c>, <c>cuda</c>, <c>cuda:1</c>. Null for <c>MLContext.GpuDeviceId</c>, or, if that is null, the first GPU
        /// if there is one.
        /// </summary>
        /// <value>Default: null.</value>
        public string? Device { get; set; }

        /// <summary>The number of rows that the transformer classifies at once.</summary>
        /// <value>Default: 64.</value>
        public int PredictionBatchSize { get; set; } = 64;

        /// <summary>
        /// Receives the progress of the training, about every 50 steps or two seconds, and after the last step; called on the training
        /// thread.
        /// </summary>
        /// <value>Default: null.</value>
        public IProgress<ClassifierProgress>? Progress { get; set; }

        /// <summary>Cancels <see cref="Fit"/>, which then throws <see cref="OperationCanceledException"/>.</summary>
        /// <value>Default: none.</value>
        public CancellationToken CancellationToken { get; set; }

        /// <summary>The length of the training, its batches and its optimization.</summary>
        public ImageCnnTrainingOptions Training { get; set; } = new();

        /// <summary>How the images are read.</summary>
        public GanInputOptions Input { get; set; } = new();

        /// <summary>The checkpoints of the training.</summary>
        public GanCheckpointOptions Checkpoints { get; set; } = new();

        /// <summary>The options shared by all trainings.</summary>
        internal TrainingSessionOptions Session => new()
        {
            Seed = Seed,
            Device = Device,
            CancellationToken = CancellationToken,
            Checkpoints = Checkpoints,
            MaxRollbacks = Training.MaxRollbacks,
        };

        internal Options Copy()
        {
            var copy = (Options)MemberwiseClone();
            copy.Training = Training.Copy();
            copy.Input = Input.Copy();
            copy.Checkpoints = Checkpoints.Copy();
            return copy;
        }

        /// <exception cref="ArgumentOutOfRangeException">An option is invalid; the message names it.</exception>
        internal void Validate()
        {
            foreach (var (name, value) in new (string, object?)[] { (nameof(Training), Training), (nameof(Input), Input), (nameof(Checkpoints), Checkpoints) })
                Check.That(value is not null, name, "must not be null");
            Check.That(!string.IsNullOrWhiteSpace(LabelColumnName), nameof(LabelColumnName), "must name a column");
            Check.That(!string.IsNullOrWhiteSpace(ImageColumnName), nameof(ImageColumnName), "must name a column");
            Check.That(!string.IsNullOrWhiteSpace(PredictedLabelColumnName), nameof(PredictedLabelColumnName), "must name a column");
            Check.That(!string.IsNullOrWhiteSpace(ScoreColumnName), nameof(ScoreColumnName), "must name a column");
            Check.That(ScoreColumnName != PredictedLabelColumnName, nameof(ScoreColumnName), $"must differ from {nameof(PredictedLabelColumnName)}");
            Session.Validate();
            Training.Validate(nameof(Training));
            Input.Validate(nameof(Input));
            Check.Positive(PredictionBatchSize);
        }
    }
}
