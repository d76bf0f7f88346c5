using System.Globalization;

namespace Microsoft.ML.Gan.Recipes;

/// <summary>The settings that a training uses, from its options and the recipes of loss and architecture, by the rule described in <see
/// cref="GanRecipe"/>.</summary>
internal sealed record ResolvedRecipe
{
    public required IGanLoss Loss { get; init; }

    /// <summary>All regularizers: the recipes' first, then those of the options.</summary>
    public required IReadOnlyList<IGanRegularizer> Regularizers { get; init; }

    public required int DiscriminatorSteps { get; init; }

    public required GanOptimizer GeneratorOptimizer { get; init; }

    public required GanOptimizer DiscriminatorOptimizer { get; init; }

    public required GanEma? Ema { get; init; }

    /// <summary>Each setting with where it comes from, for the log.</summary>
    public required string Description { get; init; }

    public static ResolvedRecipe Of(GanEstimator.Options options, ImageShape image)
    {
        var ofArchitecture = new Source(
            $"architecture '{options.Architecture.Name}'", options.Architecture.Recipe(new GanTrainingSize(image, options.Training.BatchSize, options.Training.Kimg)));
        var loss = options.Loss ?? ofArchitecture.Recipe.Loss ?? GanLoss.NonSaturating();
        var ofLoss = new Source($"loss '{loss.Name}'", loss.Recipe);
        Source[] sources = options.Loss is null ? [ofArchitecture, ofLoss] : [ofLoss, ofArchitecture];

        var isReplaced = options.Loss is not null && ofLoss.Recipe.Regularizers.Count > 0;
        IGanRegularizer[] brought = isReplaced
            ? [.. ofLoss.Recipe.Regularizers]
            : [.. ofLoss.Recipe.Regularizers, .. ofArchitecture.Recipe.Regularizers];
        var steps = Choose(options.Optimization.DiscriminatorSteps, sources, recipe => recipe.DiscriminatorSteps, 1);
        var generator = Choose(options.Optimization.Generator, sources, recipe => recipe.GeneratorOptimizer, GanOptimizer.Adam());
        var discriminator = Choose(options.Optimization.Discriminator, sources, recipe => recipe.DiscriminatorOptimizer, GanOptimizer.Adam());
        var ema = options.Optimization.IsEmaSet ? new Setting<GanEma?>(options.Optimization.Ema, "options") : Choose(null, sources, recipe => recipe.Ema, options.Optimization.Ema);
        IGanRegularizer[] regularizers = [.. brought.Where(one => options.Regularizers.All(own => own.Name != one.Name)), .. options.Regularizers];
        string[] leftOut =
        [
            .. isReplaced ? ofArchitecture.Recipe.Regularizers.Select(one => $"{one.Name} ({ofArchitecture.Name}; the loss brings its own)") : [],
            .. brought.SelectMany(one => options.Regularizers.Where(own => own.Name == one.Name).Select(own => $"{one.Name} of the recipe (the options have their own{OtherInterval(one, own)})")),
        ];
        var lossSource = options.Loss is not null ? "options" : ofArchitecture.Recipe.Loss is not null ? ofArchitecture.Name : "default";
        return new ResolvedRecipe
        {
            Loss = loss,
            Regularizers = regularizers,
            DiscriminatorSteps = steps.Value,
            GeneratorOptimizer = generator.Value,
            DiscriminatorOptimizer = discriminator.Value,
            Ema = ema.Value,
            Description = string.Create(
                CultureInfo.InvariantCulture,
                $"Loss '{loss.Name}' ({lossSource}); regularizers: {(regularizers.Length == 0 ? "none" : string.Join(", ", regularizers.Select(one => $"{one.Name} ({SourceOf(one)})")))}; " +
                $"discriminator steps: {steps}; generator optimizer: {generator}; discriminator optimizer: {discriminator}; " +
                $"EMA: {(ema.Value is { } average ? $"half-life {average.HalfLifeKimg:0.###} kimg" : "none")} ({ema.Source}).{(leftOut.Length == 0 ? "" : $" Left out: {string.Join(", ", leftOut)}.")}"),
        };

        static string OtherInterval(IGanRegularizer one, IGanRegularizer own) => own.Interval == one.Interval
            ? ""
            : $", every {own.Interval} steps; the recipe's optimizers are made for every {one.Interval}";

        string SourceOf(IGanRegularizer one) => options.Regularizers.Contains(one) ? "options" : ofLoss.Recipe.Regularizers.Contains(one) ? ofLoss.Name : ofArchitecture.Name;
    }

    private static Setting<T> Choose<T>(T? option, Source[] sources, Func<GanRecipe, T?> settingOf, T fallback)
        where T : class?
    {
        if (option is not null)
            return new Setting<T>(option, "options");
        foreach (var source in sources)
        {
            if (settingOf(source.Recipe) is { } value)
                return new Setting<T>(value, source.Name);
        }

        return new Setting<T>(fallback, "default");
    }

    private static Setting<int> Choose(int? option, Source[] sources, Func<GanRecipe, int?> settingOf, int fallback)
    {
        var chosen = Choose<object>(option, sources, recipe => settingOf(recipe), fallback);
        return new Setting<int>((int)chosen.Value, chosen.Source);
    }

    private sealed record Source(string Name, GanRecipe Recipe);

    private readonly record struct Setting<T>(T Value, string Source)
    {
        public override string ToString() => $"{Value} ({Source})";
    }
}
