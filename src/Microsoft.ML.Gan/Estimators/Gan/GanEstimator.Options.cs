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
        public IList<string> LabelColumnNames { get; private set; } = [];

        /// <summary>
        /// Whether training shows every class of the (first) key column equally often, however many images it has: in each round
        /// every class once. The images must fit into <see cref="ImageMemory"/>.
        /// </summary>
        /// <value>Default: false.</value>
        public bool BalanceClasses { get; set; }

        /// <summary>
        /// The column of latents, a vector of floats of the architecture's latent size, read by the transformer where its
        /// input has it. Where it has not, the latent of a row is drawn from the seed and the row's id.
        /// </summary>
        /// <value>Default: null.</value>
        public string? NoiseColumnName { get; set; }

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
        public IList<IGanRegularizer> Regularizers { get; private set; } = [];

        /// <summary>Lets the generator look some discriminator steps ahead (unrolled GAN); null for not.</summary>
        /// <value>Default: null.</value>
        public GanUnrolling? Unrolling { get; set; }

        /// <summary>
        /// Images that the discriminator judges together (PacGAN; Lin et al., 2018): it then sees when they are too much alike. A
        /// pack is the images' channels behind one another, and so are their conditions. <see cref="BatchSize"/> counts images;
        /// for as many packs a step as there were images, as in the paper, multiply it too.
        /// </summary>
        /// <value>Default: 1; the paper's are 2 to 4.</value>
        public int Packing { get; set; } = 1;

        /// <summary>
        /// What is done to images, real and generated alike, before the discriminator sees them: the remedy where there are few.
        /// Null for nothing.
        /// </summary>
        /// <value>Default: null.</value>
        public GanAugmentation? Augmentation { get; set; }

        /// <summary>The generator's optimizer; null for that of the recipes of loss and architecture (see <see cref="GanRecipe"/>).</summary>
        /// <value>Default: null.</value>
        public GanOptimizer? GeneratorOptimizer { get; set; }

        /// <summary>The discriminator's optimizer; null for that of the recipes.</summary>
        /// <value>Default: null.</value>
        public GanOptimizer? DiscriminatorOptimizer { get; set; }

        /// <summary>Discriminator steps for each generator step; null for the number of the recipes.</summary>
        /// <value>Default: null.</value>
        public int? DiscriminatorSteps { get; set; }

        /// <summary>Images in a batch.</summary>
        /// <value>Default: 64.</value>
        public int BatchSize { get; set; } = 64;

        /// <summary>
        /// The most images that the networks take at once. A larger batch is taken in parts whose gradients are added up: the same
        /// step in less memory, but what looks at a batch as a whole (batch normalization, for one) sees the parts. Null to take
        /// the batch whole.
        /// </summary>
        /// <value>Default: null.</value>
        public int? MicroBatchSize { get; set; }

        /// <summary>
        /// A model whose weights both networks begin with (transfer learning); of the same architecture and options, or nearly so:
        /// weights that have another shape here begin anew. Classes are matched by their names if the data have all of the model's
        /// (the new model then has them in its order, and further ones behind them), else by their place, with a warning: the first
        /// ones begin as the model's, and weights that take or give a condition are copied but for what is of other classes. The log
        /// names both kinds. Not changed and not disposed. Null to begin anew.
        /// </summary>
        /// <value>Default: null.</value>
        public GanTransformer? InitialModel { get; set; }

        /// <summary>
        /// How many of the discriminator's lowest layers, from the image on, keep the weights that they begin with (FreezeD; Mo,
        /// Cho and Shin, 2020): of use with <see cref="InitialModel"/> and few images. A layer is a convolution or a linear map
        /// with its bias and normalization; running statistics of batch normalizations still follow the images.
        /// </summary>
        /// <value>Default: 0.</value>
        public int FreezeDiscriminatorLayers { get; set; }

        /// <summary>How long to train: thousands of real images shown to the discriminator.</summary>
        /// <value>Default: 1,000.</value>
        public double Kimg { get; set; } = 1000;

        /// <summary>The exponential moving average of the generator's weights, which becomes the model; set null to keep the last weights.</summary>
        /// <value>Default: that of the architecture's recipe, else a half-life of 10 kimg.</value>
        public GanEma? Ema
        {
            get;
            set
            {
                field = value;
                IsEmaSet = true;
            }
        } = new();

        /// <summary>Whether <see cref="Ema"/> was set; if not, the recipes decide.</summary>
        internal bool IsEmaSet { get; private set; }

        /// <summary>
        /// Seed of everything random: weights, latents, order of images, and the latents of generated rows. Null to go on with that
        /// of the checkpoint in <see cref="CheckpointDirectory"/>, or, without one, to draw it from the MLContext, whose own seed
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

        /// <summary>
        /// Channels of an image column's images: 1 for gray, 3 for colour, null for 1 if every image is gray and 3 if not.
        /// A vector column has its channels in its dimensions, or in <see cref="ImageShape"/>.
        /// </summary>
        /// <value>Default: null.</value>
        public int? Channels { get; set; }

        /// <summary>The shape of the images in a vector column whose type has only a length; null to read it from the type.</summary>
        /// <value>Default: null.</value>
        public ImageShape? ImageShape { get; set; }

        /// <summary>How pixels lie in a vector column of real images, as in <c>ExtractPixels</c>.</summary>
        /// <value>Default: the defaults of <c>ExtractPixels</c>.</value>
        public PixelLayout InputLayout { get; set; } = PixelLayout.Default;

        /// <summary>The type of the column of generated images.</summary>
        /// <value>Default: <see cref="GanOutput.Image"/>.</value>
        public GanOutput Output { get; set; } = GanOutput.Image;

        /// <summary>How pixels lie in a vector of generated pixels, as in <c>ExtractPixels</c>.</summary>
        /// <value>Default: the defaults of <c>ExtractPixels</c>.</value>
        public PixelLayout OutputLayout { get; set; } = PixelLayout.Default;

        /// <summary>Rows that the transformer generates at once.</summary>
        /// <value>Default: 64.</value>
        public int GenerationBatchSize { get; set; } = 64;

        /// <summary>
        /// Bytes of memory that the training images may take, at one byte a value. More than that are read from the data
        /// again in each epoch.
        /// </summary>
        /// <value>Default: 2 GiB.</value>
        public long ImageMemory { get; set; } = 2L << 30;

        /// <summary>
        /// Whether training leaves out rows whose image is missing, cannot be decoded, is of another size or has values that
        /// are no pixels, and rows whose label is missing or unknown; <c>MLContext.Log</c> says how many and why. If not, the
        /// first such row ends <see cref="GanEstimator.Fit"/> with an exception that names it. The right size is what the
        /// column's type or <see cref="ImageShape"/> says, else that of the first good row.
        /// </summary>
        /// <value>Default: false.</value>
        public bool SkipBadRows { get; set; }

        /// <summary>Is told how training stands, about every 50 steps or two seconds.</summary>
        /// <value>Default: null.</value>
        public IProgress<GanProgress>? Progress { get; set; }

        /// <summary>
        /// Is shown pictures of the same latents before, during and after training; called on the training thread, which
        /// waits for it.
        /// </summary>
        /// <value>Default: null.</value>
        public Action<GanSnapshot>? Snapshot { get; set; }

        /// <summary>Thousands of images between two snapshots.</summary>
        /// <value>Default: 50.</value>
        public double SnapshotKimg { get; set; } = 50;

        /// <summary>
        /// The metrics that are computed while training, those of <see cref="GanMetric"/> or your own: of images generated from always the
        /// same latents, against the images of the data before augmentation. They are logged and reported in
        /// <see cref="GanProgress.Metrics"/>. Checkpoints are compared by the first metric. Features come from
        /// <see cref="EvaluationFeatures"/>. A metric that cannot be computed of the data is refused before training. One that fails during
        /// training is logged as a warning and listed in <see cref="GanMetrics.Missing"/>; the training goes on.
        /// </summary>
        /// <value>Default: none.</value>
        public IList<IGanMetric> Metrics { get; private set; } = [];

        /// <summary>Thousands of images between two evaluations by <see cref="Metrics"/>; there is one after the last step, too.</summary>
        /// <value>Default: 50.</value>
        public double EvaluateEvery { get; set; } = 50;

        /// <summary>How many images are generated for an evaluation.</summary>
        /// <value>Default: 10,000.</value>
        public int EvaluationImages { get; set; } = 10_000;

        /// <summary>
        /// What makes the features for <see cref="Metrics"/>; null for the default, as in <see cref="GanEvaluationOptions.Features"/>.
        /// ResNet-18 takes about 15 ms an image on two CPU cores, which is minutes for <see cref="EvaluationImages"/>; a classifier takes seconds.
        /// </summary>
        /// <value>Default: null.</value>
        public GanFeatures? EvaluationFeatures { get; set; }

        /// <summary>
        /// Where classifiers and features of the data are kept, by content, so that they are made once. Null to keep nothing.
        /// </summary>
        /// <value>Default: <see cref="GanEvaluationOptions.DefaultCacheDirectory"/>.</value>
        public string? CacheDirectory { get; set; } = GanEvaluationOptions.DefaultCacheDirectory;

        /// <summary>
        /// Whether the transformer gets the generator of the best evaluation, by the first of <see cref="Metrics"/>, instead of
        /// the last.
        /// </summary>
        /// <value>Default: false.</value>
        public bool KeepBest { get; set; }

        /// <summary>Stops <see cref="GanEstimator.Fit"/>, which then does what <see cref="WhenCancelled"/> says.</summary>
        /// <value>Default: none.</value>
        public CancellationToken CancellationToken { get; set; }

        /// <summary>What <see cref="GanEstimator.Fit"/> does when it is cancelled, by the token or by the MLContext.</summary>
        /// <value>Default: <see cref="GanCancellation.Throw"/>.</value>
        public GanCancellation WhenCancelled { get; set; } = GanCancellation.Throw;

        /// <summary>
        /// The folder where training saves its state. Fit goes on from the latest checkpoint in it, bit for bit as if it had
        /// never been interrupted (on a CPU with as many threads): in another process or in the same, with a given seed or without.
        /// One folder is for one training; cross-validation has one for each fold, so it must be null there. Null to save nothing.
        /// </summary>
        /// <remarks>
        /// Ctrl+C ends a .NET program at once, and nothing is saved but the last checkpoint. To save on it, cancel
        /// <see cref="CancellationToken"/> in <see cref="Console.CancelKeyPress"/>: a Fit that is cancelled has saved.
        /// </remarks>
        /// <value>Default: null.</value>
        public string? CheckpointDirectory { get; set; }

        /// <summary>Steps between two checkpoints; null to go by <see cref="CheckpointInterval"/> alone.</summary>
        /// <value>Default: null.</value>
        public int? CheckpointSteps { get; set; }

        /// <summary>The longest time between two checkpoints; the first comes after 30 seconds at the latest.</summary>
        /// <value>Default: 10 minutes.</value>
        public TimeSpan CheckpointInterval { get; set; } = TimeSpan.FromMinutes(10);

        /// <summary>
        /// How many of the latest checkpoints are kept, beside the best by the first of <see cref="Metrics"/> or by
        /// <see cref="CheckpointScore"/>.
        /// </summary>
        /// <value>Default: 3.</value>
        public int CheckpointsKept { get; set; } = 3;

        /// <summary>
        /// Says how good the generator is at a checkpoint, from pictures of always the same latents; lower is better. The best
        /// checkpoint is kept. Null to go by the first of <see cref="Metrics"/>, of which each evaluation then makes a checkpoint,
        /// or, without any, to keep the latest only.
        /// </summary>
        /// <value>Default: null.</value>
        public Func<GanSnapshot, double>? CheckpointScore { get; set; }

        /// <summary>
        /// How often a training whose losses, gradients or weights cease to be finite is put back to its last good state, each
        /// time at half the learning rate. Beyond that, and at once if it is 0, Fit throws <see cref="GanDivergedException"/>.
        /// </summary>
        /// <value>Default: 3.</value>
        public int MaxRollbacks { get; set; } = 3;

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
            CheckpointDirectory = CheckpointDirectory,
            CheckpointSteps = CheckpointSteps,
            CheckpointInterval = CheckpointInterval,
            CheckpointsKept = CheckpointsKept,
            MaxRollbacks = MaxRollbacks,
        };

        internal Options Copy()
        {
            var copy = (Options)MemberwiseClone();
            copy.LabelColumnNames = [.. LabelColumnNames];
            copy.Regularizers = [.. Regularizers];
            copy.Metrics = [.. Metrics];
            return copy;
        }

        /// <exception cref="ArgumentOutOfRangeException">An option has no meaning; the message names it.</exception>
        internal void Validate()
        {
            Check.That(!string.IsNullOrWhiteSpace(OutputColumnName), nameof(OutputColumnName), "must name a column");
            Check.That(!string.IsNullOrWhiteSpace(ImageColumnName), nameof(ImageColumnName), "must name a column");
            ConditionColumns.ValidateNames(LabelColumnName, LabelColumnNames);
            Check.That(!BalanceClasses || Labels.Count > 0, nameof(BalanceClasses), $"needs a label column ({nameof(LabelColumnName)})");
            Check.That(NoiseColumnName is null || NoiseColumnName.Trim() != "", nameof(NoiseColumnName), "must name a column or be null");
            Check.That(Architecture is not null, nameof(Architecture), "must not be null");
            Check.That(Regularizers.All(regularizer => regularizer is not null), nameof(Regularizers), "must not contain null");
            Check.That(
                Regularizers.All(one => !string.IsNullOrEmpty(one.Name) && one.Interval > 0),
                nameof(Regularizers),
                "must each have a name and a positive interval");
            Unrolling?.Validate();
            Augmentation?.Validate();
            GeneratorOptimizer?.Validate(nameof(GeneratorOptimizer));
            DiscriminatorOptimizer?.Validate(nameof(DiscriminatorOptimizer));
            Check.Positive(DiscriminatorSteps ?? 1, nameof(DiscriminatorSteps));
            Check.Positive(BatchSize);
            Check.Positive(MicroBatchSize ?? 1, nameof(MicroBatchSize));
            Check.Positive(Packing);
            Check.That(BatchSize % Packing == 0, nameof(Packing), $"must divide {nameof(BatchSize)}, {BatchSize}, but is {Packing}");
            Check.That(
                (MicroBatchSize ?? Packing) % Packing == 0,
                nameof(MicroBatchSize),
                $"must be a multiple of {nameof(Packing)}, {Packing}, but is {MicroBatchSize}");
            Conditioning?.Validate(this);
            Check.That(
                InitialModel is null || InitialModel.Description.Architecture.Name == Architecture!.Name,
                nameof(InitialModel),
                $"is a '{InitialModel?.Description.Architecture.Name}', but the architecture to train is a '{Architecture!.Name}'");
            Check.NotNegative(FreezeDiscriminatorLayers);
            Check.Positive(Kimg);
            Ema?.Validate();
            Check.That(Channels is null or 1 or 3, nameof(Channels), $"must be 1, 3 or null, but is {Channels}");
            Check.That(
                ImageShape is null or { Channels: 1 or 3, Height: > 0, Width: > 0 },
                nameof(ImageShape),
                $"must be of 1 or 3 channels and at least one pixel, but is {ImageShape}");
            Check.That(InputLayout is not null, nameof(InputLayout), "must not be null");
            InputLayout!.Validate();
            Check.That(OutputLayout is not null, nameof(OutputLayout), "must not be null");
            OutputLayout!.Validate();
            Check.That(Enum.IsDefined(Output), nameof(Output), $"is unknown: {Output}");
            Check.Positive(GenerationBatchSize);
            Check.Positive(ImageMemory);
            Check.Positive(SnapshotKimg);
            MetricRun.ValidateForTraining(Metrics, nameof(Metrics));
            Check.Positive(EvaluateEvery);
            Check.That(EvaluationImages >= 2, nameof(EvaluationImages), $"must be at least 2, but is {EvaluationImages}");
            Check.That(CacheDirectory is null || CacheDirectory.Trim() != "", nameof(CacheDirectory), "must name a folder or be null");
            Check.That(!KeepBest || Metrics.Count > 0, nameof(KeepBest), "needs a measure to go by: add one to Metrics");
            Session.Validate();
        }
    }
}
