using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>One training, from options and batches to a model: makes the networks, runs the loop, keeps what it learned.</summary>
internal sealed class GanTraining
{
    private const int SnapshotSide = 8;
    private const int SnapshotColumns = 10;
    private const int MostSnapshotRows = 32;

    private readonly GanEstimator.Options _options;
    private readonly int _seed;
    private readonly ConditionColumn? _condition;
    private readonly Device _device;
    private readonly IChannel _channel;
    private readonly GanLossRecipe _recipe;
    private readonly IReadOnlyList<IGanRegularizer> _regularizers;
    private readonly NetworkSpecification _specification;

    public GanTraining(GanEstimator.Options options, int seed, ImageShape shape, ConditionColumn? condition, Device device, IChannel channel)
    {
        (_options, _seed, _condition, _device, _channel) = (options, seed, condition, device, channel);
        _recipe = options.Loss.Recipe;
        _regularizers = [.. _recipe.Regularizers, .. options.Regularizers];
        _specification = new NetworkSpecification
        {
            Image = shape,
            ConditionSize = condition?.Size ?? 0,
            IndependentSamples = _regularizers.Any(regularizer => regularizer.NeedsIndependentSamples),
        };
    }

    /// <param name="batches">The real images.</param>
    /// <param name="outputTypeHasSize">See <see cref="GanModelDescription.OutputTypeHasSize"/>.</param>
    /// <param name="stop">Stops the loop.</param>
    /// <exception cref="OperationCanceledException">The token was cancelled.</exception>
    public GanModel Run(IBatchSource batches, bool outputTypeHasSize, CancellationToken stop)
    {
        manual_seed(_seed); // initial weights and dropout draw from torch's own generator
        using var random = new Generator((ulong)_seed, CPU);
        using var generator = new TrainedNetwork(NewGenerator(), _options.GeneratorOptimizer ?? _recipe.Optimizer);
        using var discriminator = new TrainedNetwork(NewDiscriminator(), _options.DiscriminatorOptimizer ?? _recipe.Optimizer);
        using var average = _options.Ema is null ? null : new AveragedGenerator(NewGenerator(), generator);
        var finest = average?.Module ?? generator.Module;
        CheckShapes(generator.Module, discriminator.Module);

        var objective = new ImageObjective(
            generator.Module, discriminator.Module, _options.Loss, _regularizers, _options.Architecture.LatentSize, random);
        var last = new GanProgress();
        var loop = new AdversarialLoop(batches, objective, generator, discriminator, average)
        {
            BatchSize = _options.BatchSize,
            DiscriminatorSteps = _options.DiscriminatorSteps ?? _recipe.DiscriminatorSteps,
            Ema = _options.Ema,
            Report = progress => Report(last = progress),
            AfterStep = NewSnapshots(finest),
        };
        var steps = Math.Max(1, (long)Math.Ceiling(_options.Kimg * 1000 / loop.ImagesPerStep));
        _channel.Info(
            MessageSensitivity.None,
            $"{_options.Architecture.Name} on {_specification.Image} images, {_options.Loss.Name} loss, {steps} steps of {loop.ImagesPerStep} images on {_device}; " +
            $"generator {generator.Weights.Vector.numel():N0} parameters, discriminator {discriminator.Weights.Vector.numel():N0}.");
        loop.Run(steps, stop);
        return Keep(finest, discriminator.Module, outputTypeHasSize, steps, last);
    }

    private nn.Module<Tensor, Tensor, Tensor> NewGenerator() => OnDevice(_options.Architecture.CreateGenerator(_specification));

    private nn.Module<Tensor, Tensor, Tensor> NewDiscriminator() => OnDevice(_options.Architecture.CreateDiscriminator(_specification));

    private nn.Module<Tensor, Tensor, Tensor> OnDevice(nn.Module<Tensor, Tensor, Tensor> network)
    {
        network.to(_device);
        return network;
    }

    /// <summary>A user's networks are found out here, not in the middle of a run.</summary>
    private void CheckShapes(nn.Module<Tensor, Tensor, Tensor> generator, nn.Module<Tensor, Tensor, Tensor> discriminator)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        generator.eval(); // batch statistics are not to see these
        discriminator.eval();
        const int Count = 2;
        var image = _specification.Image;
        var condition = zeros([Count, _specification.ConditionSize], device: _device);
        var made = generator.call(zeros([Count, _options.Architecture.LatentSize], device: _device), condition);
        long[] expected = [Count, image.Channels, image.Height, image.Width];
        if (!made.shape.SequenceEqual(expected))
        {
            throw new InvalidOperationException(
                $"The generator of architecture '{_options.Architecture.Name}' makes [{string.Join(", ", made.shape)}] of {Count} latents, " +
                $"but the images in column '{_options.ImageColumnName}' are [{string.Join(", ", expected)}].");
        }

        var logits = discriminator.call(made, condition);
        if (logits.shape[0] != Count)
        {
            throw new InvalidOperationException(
                $"The discriminator of architecture '{_options.Architecture.Name}' gives [{string.Join(", ", logits.shape)}] of {Count} images, " +
                $"but N×1 or N×1×h×w logits are expected.");
        }
    }

    private void Report(GanProgress progress)
    {
        _channel.Trace(
            MessageSensitivity.None,
            $"step {progress.Step} of {progress.TotalSteps}, {progress.ImagesPerSecond:F0} images/s, " +
            $"losses D {progress.DiscriminatorLoss:F4} G {progress.GeneratorLoss:F4}, {progress.Remaining:hh\\:mm\\:ss} left");
        _options.Progress?.Report(progress);
    }

    private Action<long>? NewSnapshots(nn.Module<Tensor, Tensor, Tensor> network)
    {
        if (_options.Snapshot is not { } show)
            return null;

        var isByClass = _condition is { IsKey: true };
        var (rows, columns) = isByClass ? (Math.Min(_condition!.Size, MostSnapshotRows), SnapshotColumns) : (SnapshotSide, SnapshotSide);
        var size = _specification.ConditionSize;
        var latents = new float[rows * columns * _options.Architecture.LatentSize];
        var conditions = new float[rows * columns * size];
        for (var i = 0; i < rows * columns; i++)
        {
            Latents.Fill(LatentsOf(latents, i), _seed, new DataViewRowId((ulong)i, 0));
            if (isByClass)
                conditions[(i * size) + (i / columns)] = 1;
        }

        var imagesPerStep = (long)_options.BatchSize * (_options.DiscriminatorSteps ?? _recipe.DiscriminatorSteps);
        var interval = Math.Max(1, (long)Math.Round(_options.SnapshotKimg * 1000 / imagesPerStep));
        var steps = Math.Max(1, (long)Math.Ceiling(_options.Kimg * 1000 / imagesPerStep));
        return step =>
        {
            if (step % interval != 0 && step != steps)
                return;
            var wasTraining = network.training;
            network.eval();
            var pixels = ImageGenerator.Generate(network, latents, conditions, rows * columns, _device);
            network.train(wasTraining);
            show(new GanSnapshot(step, step * imagesPerStep, _specification.Image, columns, pixels));
        };
    }

    private Span<float> LatentsOf(float[] latents, int row) =>
        latents.AsSpan(row * _options.Architecture.LatentSize, _options.Architecture.LatentSize);

    /// <summary>Copies what was learned into networks of the model's own; the training's go with the training.</summary>
    private GanModel Keep(
        nn.Module<Tensor, Tensor, Tensor> generator,
        nn.Module<Tensor, Tensor, Tensor> discriminator,
        bool outputTypeHasSize,
        long steps,
        GanProgress last)
    {
        var keptGenerator = NewGenerator();
        var keptDiscriminator = _options.Architecture.CreateDiscriminator(_specification);
        NetworkState.Copy(generator, keptGenerator);
        NetworkState.Copy(discriminator, keptDiscriminator);
        var description = new GanModelDescription
        {
            Architecture = NamedPart.Of(_options.Architecture),
            Loss = NamedPart.Of(_options.Loss),
            Specification = _specification,
            LatentSize = _options.Architecture.LatentSize,
            Columns = new ColumnNames(_options.OutputColumnName, _options.LabelColumnName, _options.NoiseColumnName),
            ConditionIsKey = _condition is { IsKey: true },
            ClassNames = _condition is null ? [] : KeyNames.Of(_condition.Column),
            Seed = _seed,
            Output = _options.Output,
            OutputLayout = _options.OutputLayout,
            OutputTypeHasSize = outputTypeHasSize,
            GenerationBatchSize = _options.GenerationBatchSize,
            Training = new TrainingRecord(steps, last.Images, _options.BatchSize, _device.ToString(), last.DiscriminatorLoss, last.GeneratorLoss),
        };
        return new GanModel(description, new ImageGenerator(keptGenerator, _device), keptDiscriminator);
    }
}
