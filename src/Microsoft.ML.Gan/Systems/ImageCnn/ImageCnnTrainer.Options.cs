namespace Microsoft.ML.Gan;

public sealed partial class ImageCnnTrainer
{
    /// <summary>The options of <see cref="ImageCnnTrainer"/>. They are copied when the trainer is made.</summary>
    public sealed class Options
    {
        private static readonly ClassifierOptions _defaults = new();

        /// <summary>The column of the classes: a key (see <c>MapValueToKey</c>) of at least two.</summary>
        /// <value>Default: <c>Label</c>.</value>
        public string LabelColumnName { get; set; } = "Label";

        /// <summary>
        /// The column of the images: <c>MLImage</c>, or a vector of floats or bytes in the layout of <c>ExtractPixels</c>. All
        /// images must have one size, with sides of 12 to 256 pixels.
        /// </summary>
        /// <value>Default: <c>Image</c>.</value>
        public string ImageColumnName { get; set; } = "Image";

        /// <summary>The column of the most probable class.</summary>
        /// <value>Default: <c>PredictedLabel</c>.</value>
        public string PredictedLabelColumnName { get; set; } = "PredictedLabel";

        /// <summary>The column of the probabilities of all classes.</summary>
        /// <value>Default: <c>Score</c>.</value>
        public string ScoreColumnName { get; set; } = "Score";

        /// <summary>How often every image is seen, unless <see cref="MinSteps"/> asks for more.</summary>
        /// <value>Default: 4.5.</value>
        public double Epochs { get; set; } = _defaults.Epochs;

        /// <summary>The fewest updates of the weights: so few images are seen more often.</summary>
        /// <value>Default: 400.</value>
        public int MinSteps { get; set; } = _defaults.MinSteps;

        /// <summary>Images in one update.</summary>
        /// <value>Default: 128; at least 2.</value>
        public int BatchSize { get; set; } = _defaults.BatchSize;

        /// <summary>The highest learning rate of the cycle.</summary>
        /// <value>Default: 0.006.</value>
        public double LearningRate { get; set; } = _defaults.LearningRate;

        /// <summary>How fast weights shrink, as a share of the learning rate (AdamW).</summary>
        /// <value>Default: 0.01.</value>
        public double WeightDecay { get; set; } = _defaults.WeightDecay;

        /// <summary>The probability that is spread over all classes instead of the right one, in [0, 1).</summary>
        /// <value>Default: 0.05.</value>
        public double LabelSmoothing { get; set; } = _defaults.LabelSmoothing;

        /// <summary>How the images of a batch are mixed with one another, and their classes with them; null for not.</summary>
        /// <value>Default: null.</value>
        public BatchMixing? Mixing { get; set; }

        /// <summary>
        /// Seed of everything random: weights, the order of images, how they are mixed. Null to draw one from the MLContext, whose
        /// own seed then decides.
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

        /// <summary>How pixels lie in a vector column, as in <c>ExtractPixels</c>.</summary>
        /// <value>Default: the defaults of <c>ExtractPixels</c>.</value>
        public PixelLayout InputLayout { get; set; } = PixelLayout.Default;

        /// <summary>
        /// Bytes of memory that the training images may take, at one byte a value. More than that are read from the data
        /// again in each epoch.
        /// </summary>
        /// <value>Default: 2 GiB.</value>
        public long ImageMemory { get; set; } = RowBatches.DefaultMemoryBudget;

        /// <summary>
        /// Whether training leaves out rows whose image is missing, cannot be decoded, is of another size or has values that are no
        /// pixels, and rows whose label is missing; <c>MLContext.Log</c> says how many and why. If not, the first such row ends
        /// <see cref="Fit"/> with an exception that names it.
        /// </summary>
        /// <value>Default: false.</value>
        public bool SkipBadRows { get; set; }

        /// <summary>Rows that the transformer classifies at once.</summary>
        /// <value>Default: 64.</value>
        public int PredictionBatchSize { get; set; } = 64;

        /// <summary>Is told how training stands, every 50 steps and after the last; called on the training thread.</summary>
        /// <value>Default: null.</value>
        public IProgress<ClassifierProgress>? Progress { get; set; }

        /// <summary>Stops <see cref="Fit"/>, which then throws <see cref="OperationCanceledException"/>.</summary>
        /// <value>Default: none.</value>
        public CancellationToken CancellationToken { get; set; }

        internal Options Copy() => (Options)MemberwiseClone();

        /// <summary>The options of the optimization.</summary>
        internal ClassifierOptions Training(int seed) => new()
        {
            Epochs = Epochs,
            MinSteps = MinSteps,
            BatchSize = BatchSize,
            LearningRate = LearningRate,
            WeightDecay = WeightDecay,
            LabelSmoothing = LabelSmoothing,
            Seed = seed,
        };

        /// <exception cref="ArgumentOutOfRangeException">An option has no meaning; the message names it.</exception>
        internal void Validate()
        {
            Check.That(!string.IsNullOrWhiteSpace(LabelColumnName), nameof(LabelColumnName), "must name a column");
            Check.That(!string.IsNullOrWhiteSpace(ImageColumnName), nameof(ImageColumnName), "must name a column");
            Check.That(!string.IsNullOrWhiteSpace(PredictedLabelColumnName), nameof(PredictedLabelColumnName), "must name a column");
            Check.That(!string.IsNullOrWhiteSpace(ScoreColumnName), nameof(ScoreColumnName), "must name a column");
            Check.That(ScoreColumnName != PredictedLabelColumnName, nameof(ScoreColumnName), $"must differ from {nameof(PredictedLabelColumnName)}");
            Training(seed: 0).Validate();
            Mixing?.Validate();
            ComputeDevice.Validate(Device);
            Check.That(Channels is null or 1 or 3, nameof(Channels), $"must be 1, 3 or null, but is {Channels}");
            Check.That(
                ImageShape is null or { Channels: 1 or 3, Height: > 0, Width: > 0 },
                nameof(ImageShape),
                $"must be of 1 or 3 channels and at least one pixel, but is {ImageShape}");
            Check.That(InputLayout is not null, nameof(InputLayout), "must not be null");
            InputLayout!.Validate();
            Check.Positive(ImageMemory);
            Check.Positive(PredictionBatchSize);
        }
    }
}
