namespace Microsoft.ML.Gan;

public sealed partial class GanEstimator
{
    /// <summary>The options of <see cref="GanEstimator"/>. They are copied when the estimator is created.</summary>
    public sealed class Options
    {
        /// <summary>The column of generated images.</summary>
        /// <value>Default: <c>Generated</c>.</value>
        public string OutputColumnName { get; set; } = "Generated";

        /// <summary>
        /// The column of real images, read by <see cref="GanEstimator.Fit"/> only: <c>MLImage</c>, or a vector of floats or
        /// bytes in the layout of <c>ExtractPixels</c>. All images must have the same size.
        /// </summary>
        /// <value>Default: <c>Image</c>.</value>
        public string ImageColumnName { get; set; } = "Image";

        /// <summary>
        /// The column of the condition: a key (a class; see <c>MapValueToKey</c>), a number or a vector of numbers. Null for a GAN without a
        /// condition.
        /// </summary>
        /// <value>Default: null.</value>
        public string? LabelColumnName { get; set; }

        /// <summary>
        /// Several condition columns, keys and numbers mixed, instead of <see cref="LabelColumnName"/>; their values are concatenated. (Numbers alone
        /// can also be combined by <c>Concatenate</c>.)
        /// </summary>
        /// <value>Default: none.</value>
        public IList<string> LabelColumnNames { get; set; } = [];

        /// <summary>
        /// The column of latents, a vector of floats of the architecture's latent size, read by the transformer if its input has it. Otherwise the
        /// latent of a row is drawn from the seed and the row's id.
        /// </summary>
        /// <value>Default: null.</value>
        public string? LatentColumnName { get; set; }

        /// <summary>The architecture of the two networks.</summary>
        /// <value>Default: <see cref="GanArchitecture.Dcgan"/>.</value>
        public IGanArchitecture Architecture { get; set; } = GanArchitecture.Dcgan();

        /// <summary>The adversarial loss; null for the architecture's (see <see cref="GanRecipe"/>), or non-saturating if it names none.</summary>
        /// <value>Default: null.</value>
        public IGanLoss? Loss { get; set; }

        /// <summary>How the networks use the condition, and what the discriminator predicts besides its logit; null for the architecture's
        /// default.</summary>
        /// <value>Default: null.</value>
        public GanConditioning? Conditioning { get; set; }

        /// <summary>Regularizers in addition to those of the recipes; one with the same name as a recipe's replaces it (see <see
        /// cref="GanRecipe"/>).</summary>
        /// <value>Default: none.</value>
        public IList<IGanRegularizer> Regularizers { get; set; } = [];

        /// <summary>
        /// The augmentation of the discriminator's input, applied to real and generated images; useful with few images. Null for none.
        /// </summary>
        /// <value>Default: null.</value>
        public DiscriminatorAugmentation? Augmentation { get; set; }

        /// <summary>
        /// The random seed of weights, latents, order of images, and the latents of generated rows. Null to use the seed of the checkpoint in <see
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

        /// <summary>Receives the progress of the training, about every 50 steps or two seconds.</summary>
        /// <value>Default: null.</value>
        public IProgress<GanProgress>? Progress { get; set; }

        /// <summary>
        /// The folder of the run. The training writes there all options as they were resolved (<c>options.json</c>), a line for each progress
        /// report (<c>metrics.jsonl</c>) and each warning (<c>warnings.jsonl</c>), and pictures of the same latents over time
        /// (<c>grids</c>, as often as <see cref="GanSnapshotOptions.EveryKimg"/> says). It sets the defaults of
        /// <see cref="GanCheckpointOptions.Directory"/> (its folder <c>checkpoints</c>) and <see cref="TensorBoardDirectory"/> (its folder
        /// <c>tensorboard</c>); where these are given, they stay. Null to write nothing.
        /// </summary>
        /// <remarks>
        /// One folder is for one training, as with <see cref="GanCheckpointOptions.Directory"/>: Fit goes on from the checkpoint in it, and the
        /// lines and pictures of later steps are removed. If the folder cannot be written to any more, the training warns once and goes on
        /// without; a folder of checkpoints that cannot be written to when the training begins is refused.
        /// </remarks>
        /// <value>Default: null.</value>
        public string? RunDirectory { get; set; }

        /// <summary>
        /// The folder for TensorBoard event files with the scalars of the training and its metrics, written about every ten steps.
        /// Null for none, or, with <see cref="RunDirectory"/>, for its folder <c>tensorboard</c>.
        /// </summary>
        /// <value>Default: null.</value>
        public string? TensorBoardDirectory { get; set; }

        /// <summary>Cancels <see cref="GanEstimator.Fit"/>; see <see cref="WhenCancelled"/>.</summary>
        /// <value>Default: none.</value>
        public CancellationToken CancellationToken { get; set; }

        /// <summary>The behaviour of <see cref="GanEstimator.Fit"/> when it is cancelled, by the token or by the MLContext.</summary>
        /// <value>Default: <see cref="GanCancellation.Throw"/>.</value>
        public GanCancellation WhenCancelled { get; set; } = GanCancellation.Throw;

        /// <summary>The length of the training, its batches and its initial weights.</summary>
        public GanTrainingOptions Training { get; set; } = new();

        /// <summary>Optimizers, discriminator steps and the moving average of the weights.</summary>
        public GanOptimizationOptions Optimization { get; set; } = new();

        /// <summary>How the real images are read.</summary>
        public GanInputOptions Input { get; set; } = new();

        /// <summary>How the transformer generates.</summary>
        public GanGenerationOptions Generation { get; set; } = new();

        /// <summary>Metrics during training.</summary>
        public GanTrainingEvaluationOptions Evaluation { get; set; } = new();

        /// <summary>The checkpoints of the training.</summary>
        public GanCheckpointOptions Checkpoints { get; set; } = new();

        /// <summary>Snapshots of generated images during training.</summary>
        public GanSnapshotOptions Snapshots { get; set; } = new();

        /// <summary>All label columns: none, one or several.</summary>
        internal IReadOnlyList<string> Labels => LabelColumnName is { } only ? [only] : [.. LabelColumnNames];

        /// <summary>The options shared by all trainings.</summary>
        internal TrainingSessionOptions Session => new()
        {
            Seed = Seed,
            Device = Device,
            Progress = Progress,
            CancellationToken = CancellationToken,
            WhenCancelled = WhenCancelled,
            Checkpoints = Checkpoints,
            MaxRollbacks = Training.MaxRollbacks,
        };

        /// <summary>A copy in which what <see cref="RunDirectory"/> decides is set.</summary>
        internal Options Resolve()
        {
            var copy = Copy();
            if (RunDirectory is { } run)
            {
                copy.Checkpoints.Directory ??= Path.Combine(run, "checkpoints");
                copy.TensorBoardDirectory ??= Path.Combine(run, "tensorboard");
            }

            return copy;
        }

        internal Options Copy()
        {
            var copy = (Options)MemberwiseClone();
            copy.LabelColumnNames = [.. LabelColumnNames];
            copy.Regularizers = [.. Regularizers];
            copy.Training = Training.Copy();
            copy.Optimization = Optimization.Copy();
            copy.Input = Input.Copy();
            copy.Generation = Generation.Copy();
            copy.Evaluation = Evaluation.Copy();
            copy.Checkpoints = Checkpoints.Copy();
            copy.Snapshots = Snapshots.Copy();
            return copy;
        }

        /// <exception cref="ArgumentOutOfRangeException">An option is invalid; the message names it.</exception>
        internal void Validate()
        {
            foreach (var (name, value) in new (string, object?)[]
            {
                (nameof(Training), Training), (nameof(Optimization), Optimization), (nameof(Input), Input), (nameof(Generation), Generation),
                (nameof(Evaluation), Evaluation), (nameof(Checkpoints), Checkpoints), (nameof(Snapshots), Snapshots),
                (nameof(LabelColumnNames), LabelColumnNames), (nameof(Regularizers), Regularizers),
            })
                Check.That(value is not null, name, "must not be null");
            Check.That(Evaluation.Metrics is not null, $"{nameof(Evaluation)}.{nameof(Evaluation.Metrics)}", "must not be null");
            Check.That(!string.IsNullOrWhiteSpace(OutputColumnName), nameof(OutputColumnName), "must name a column");
            Check.That(!string.IsNullOrWhiteSpace(ImageColumnName), nameof(ImageColumnName), "must name a column");
            ConditionColumns.ValidateNames(LabelColumnName, LabelColumnNames);
            Check.That(LatentColumnName is null || LatentColumnName.Trim() != "", nameof(LatentColumnName), "must name a column or be null");
            Check.That(RunDirectory is null || RunDirectory.Trim() != "", nameof(RunDirectory), "must name a folder or be null");
            Check.That(TensorBoardDirectory is null || TensorBoardDirectory.Trim() != "", nameof(TensorBoardDirectory), "must name a folder or be null");
            Check.That(Architecture is not null, nameof(Architecture), "must not be null");
            Check.That(Regularizers.All(regularizer => regularizer is not null), nameof(Regularizers), "must not contain null");
            Check.That(
                Regularizers.All(one => !string.IsNullOrEmpty(one.Name) && one.Interval > 0),
                nameof(Regularizers),
                "must each have a name and a positive interval");
            Augmentation?.Validate();
            Conditioning?.Validate(Architecture!, Labels.Count > 0, Training.Packing);
            Session.Validate();
            Training.Validate(nameof(Training));
            Optimization.Validate(nameof(Optimization));
            Input.Validate(nameof(Input));
            Generation.Validate(nameof(Generation));
            Evaluation.Validate(nameof(Evaluation));
            Snapshots.Validate(nameof(Snapshots));
            Check.That(!Training.BalanceClasses || Labels.Count > 0, $"{nameof(Training)}.{nameof(Training.BalanceClasses)}", $"needs a label column ({nameof(LabelColumnName)})");
            Check.That(
                Training.InitialModel is not { } initial || initial.Description.Architecture.Name == Architecture!.Name,
                $"{nameof(Training)}.{nameof(Training.InitialModel)}",
                $"is a '{Training.InitialModel?.Description.Architecture.Name}', but the architecture to train is a '{Architecture!.Name}'");
        }
    }
}
