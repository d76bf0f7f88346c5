namespace Microsoft.ML.Gan;

public sealed partial class GanEstimator
{
    /// <summary>The options of <see cref="GanEstimator"/>. They are copied when the estimator is made.</summary>
    public sealed class Options
    {
        /// <summary>The column of generated images.</summary>
        /// <value>Default: <c>Generated</c>.</value>
        public string OutputColumnName { get; set; } = "Generated";

        /// <summary>
        /// The column of real images, read by <see cref="GanEstimator.Fit"/> only: <c>MLImage</c>, or a vector of floats or
        /// bytes in the layout of <c>ExtractPixels</c>. All images must have one size.
        /// </summary>
        /// <value>Default: <c>Image</c>.</value>
        public string ImageColumnName { get; set; } = "Image";

        /// <summary>
        /// The column that decides what is generated: a key (a class; see <c>MapValueToKey</c>), a number or a vector of
        /// numbers. Null for a GAN without a condition.
        /// </summary>
        /// <value>Default: null.</value>
        public string? LabelColumnName { get; set; }

        /// <summary>
        /// Several columns that decide together what is generated, keys and numbers mixed, instead of
        /// <see cref="LabelColumnName"/>; their conditions lie one behind the other. (Numbers alone may as well be put together
        /// by <c>Concatenate</c>.)
        /// </summary>
        /// <value>Default: none.</value>
        public IList<string> LabelColumnNames { get; set; } = [];

        /// <summary>
        /// The column of latents, a vector of floats of the architecture's latent size, read by the transformer where its
        /// input has it. Where it has not, the latent of a row is drawn from the seed and the row's id.
        /// </summary>
        /// <value>Default: null.</value>
        public string? LatentColumnName { get; set; }

        /// <summary>The architecture of the two networks.</summary>
        /// <value>Default: <see cref="GanArchitecture.Dcgan"/>.</value>
        public IGanArchitecture Architecture { get; set; } = GanArchitecture.Dcgan();

        /// <summary>The adversarial loss; null for the architecture's (see <see cref="GanRecipe"/>), or non-saturating if it names none.</summary>
        /// <value>Default: null.</value>
        public IGanLoss? Loss { get; set; }

        /// <summary>How the networks take the condition, and what the discriminator estimates; null for the way of the architecture's paper.</summary>
        /// <value>Default: null.</value>
        public GanConditioning? Conditioning { get; set; }

        /// <summary>Regularizers beside those of the recipes; one of the same name as a recipe's takes its place (see <see cref="GanRecipe"/>).</summary>
        /// <value>Default: none.</value>
        public IList<IGanRegularizer> Regularizers { get; set; } = [];

        /// <summary>
        /// What is done to images, real and generated alike, before the discriminator sees them: the remedy where there are few.
        /// Null for nothing.
        /// </summary>
        /// <value>Default: null.</value>
        public DiscriminatorAugmentation? Augmentation { get; set; }

        /// <summary>
        /// Seed of everything random: weights, latents, order of images, and the latents of generated rows. Null to go on with that
        /// of the checkpoint in <see cref="GanCheckpointOptions.Directory"/>, or, without one, to draw it from the MLContext, whose own seed
        /// then decides.
        /// </summary>
        /// <value>Default: null.</value>
        public int? Seed { get; set; }

        /// <summary>
        /// The device that computes: <c>cpu</c>, <c>cuda</c>, <c>cuda:1</c>. Null for <c>MLContext.GpuDeviceId</c>, or, where
        /// that is null, the first GPU if there is one.
        /// </summary>
        /// <value>Default: null.</value>
        public string? Device { get; set; }

        /// <summary>Is told the progress of the training, about every 50 steps or two seconds.</summary>
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
        /// The folder where the scalars of the training and its metrics are written as TensorBoard events, about every ten steps. Null to
        /// write none, or, with <see cref="RunDirectory"/>, for its folder <c>tensorboard</c>.
        /// </summary>
        /// <value>Default: null.</value>
        public string? TensorBoardDirectory { get; set; }

        /// <summary>Stops <see cref="GanEstimator.Fit"/>, which then does what <see cref="WhenCancelled"/> says.</summary>
        /// <value>Default: none.</value>
        public CancellationToken CancellationToken { get; set; }

        /// <summary>What <see cref="GanEstimator.Fit"/> does when it is cancelled, by the token or by the MLContext.</summary>
        /// <value>Default: <see cref="GanCancellation.Throw"/>.</value>
        public GanCancellation WhenCancelled { get; set; } = GanCancellation.Throw;

        /// <summary>The length of the training, its batches, and what it begins with.</summary>
        public GanTrainingOptions Training { get; set; } = new();

        /// <summary>Optimizers, discriminator steps and the average of the weights.</summary>
        public GanOptimizationOptions Optimization { get; set; } = new();

        /// <summary>How the real images are read.</summary>
        public GanInputOptions Input { get; set; } = new();

        /// <summary>How the transformer generates.</summary>
        public GanGenerationOptions Generation { get; set; } = new();

        /// <summary>Metrics while training.</summary>
        public GanTrainingEvaluationOptions Evaluation { get; set; } = new();

        /// <summary>Where and how often the state of the training is saved.</summary>
        public GanCheckpointOptions Checkpoints { get; set; } = new();

        /// <summary>Pictures while training.</summary>
        public GanSnapshotOptions Snapshots { get; set; } = new();

        /// <summary>The label columns, whether there is none, one or more.</summary>
        internal IReadOnlyList<string> Labels => LabelColumnName is { } only ? [only] : [.. LabelColumnNames];

        /// <summary>The options that every training has.</summary>
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

        /// <exception cref="ArgumentOutOfRangeException">An option has no meaning; the message names it.</exception>
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
