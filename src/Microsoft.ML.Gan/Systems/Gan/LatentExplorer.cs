using Microsoft.ML.Data;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Systems.Gan;

/// <summary>Converts seeds, classes and images to points in the latent space, and points to images.</summary>
internal sealed class LatentExplorer(GanModelDescription model, ImageGenerator generator, double truncation)
{
    private const int GridColumns = 8;
    private readonly LatentSpace _space = LatentSpace.Of(generator, model.Codes?.Size ?? 0);

    private int ConditionSize => model.Specification.ConditionSize;

    public GanImages Sample(int count, int seed, GanCondition? condition)
    {
        var pixels = new byte[checked(count * model.Specification.Image.Length)];
        for (var start = 0; start < count; start += model.GenerationBatchSize)
        {
            var size = Math.Min(model.GenerationBatchSize, count - start);
            var (latents, conditions) = Draw(seed, start, size, condition, generator.HasStyles ? 1 : truncation);
            generator.Generate(latents, conditions, size, truncation).CopyTo(pixels, start * model.Specification.Image.Length);
        }

        return new GanImages(pixels, model.Specification.Image, GridColumns);
    }

    public GanImages Interpolate(GanLatent from, GanLatent to, int frames, GanCondition? condition) => Quietly(() =>
    {
        var fractions = Fractions(frames);
        var (first, last) = (Find(from, condition), Find(to, condition));
        return Render(_space.Between(first.Place, last.Place, fractions), Mix(first.Condition, last.Condition, fractions), GridColumns);
    });

    public GanImages InterpolateClasses(GanCondition from, GanCondition to, GanLatent latent, int frames) => Quietly(() =>
    {
        Check.That(!latent.IsStyles, nameof(latent), "is styles, which already show a class; give a seed or a latent");
        var conditions = Mix(ToTensor(from.For(model), 1), ToTensor(to.For(model), 1), Fractions(frames));
        var places = _space.Find(LatentOf(latent).expand(frames, -1), conditions, truncation);
        return Render(places, conditions, GridColumns);
    });

    public GanImages MixStyles(IReadOnlyList<GanLatent> coarse, IReadOnlyList<GanLatent> fine, int? crossover, GanCondition? condition) => Quietly(() =>
    {
        var space = _space as StyleSpace ?? throw new InvalidOperationException(
            $"The architecture '{model.Architecture.Name}' has no styles to mix: its generator is no {nameof(IStyleGenerator)}. StyleGAN2's is.");
        Check.That(coarse.Count > 0, nameof(coarse), "must name at least one");
        Check.That(fine.Count > 0, nameof(fine), "must name at least one");
        var at = crossover ?? space.Layers / 2;
        Check.That(at >= 0 && at <= space.Layers, nameof(crossover), $"must be in 0…{space.Layers}, the number of styles, but is {at}");

        var rows = cat([.. coarse.Select(one => Find(one, condition).Place)], 0);
        var columns = cat([.. fine.Select(one => Find(one, condition).Place)], 0);
        var mixed = space.Cross(rows, columns, at).split(fine.Count);
        Tensor[] places = [space.Mean, columns, .. coarse.SelectMany((_, row) => (Tensor[])[rows.narrow(0, row, 1), mixed[row]])];
        var all = cat(places, 0);
        return Render(all, zeros([all.shape[0], ConditionSize], device: _space.Device), fine.Count + 1);
    });

    public IReadOnlyList<GanDirection> FindDirections(int count, Range layers) => Quietly(() =>
    {
        CheckLayers(layers);
        var (directions, strengths) = _space.FindDirections(layers);
        var size = (int)directions.shape[0];
        Check.That(count <= size, nameof(count), $"must be at most {size}, the number of directions, but is {count}");
        var (values, lengths) = (directions.data<float>().ToArray(), strengths.data<float>().ToArray());
        return (IReadOnlyList<GanDirection>)[.. Enumerable.Range(0, count)
            .Select(index => new GanDirection(values[(index * size)..((index + 1) * size)], lengths[index], layers))];
    });

    public GanImages Move(GanLatent from, GanDirection direction, IReadOnlyList<double> amounts, GanCondition? condition) => Quietly(() =>
    {
        Check.That(amounts.Count > 0 && amounts.All(double.IsFinite), nameof(amounts), "must be finite numbers, and at least one");
        CheckLayers(direction.Layers);
        var (place, own) = Find(from, condition);
        var size = place.shape[^1];
        Check.That(direction.Values.Length == size, nameof(direction), $"has {direction.Values.Length} values, but the model's have {size}: it is another model's");
        var vector = tensor(direction.Values.ToArray()).to(_space.Device);
        return Render(_space.Move(place, vector, direction.Layers, amounts), own.expand(amounts.Count, -1), amounts.Count);
    });

    public GanProjection Project(MLImage image, GanProjectionOptions options)
    {
        options.Validate();
        var shape = model.Specification.Image;
        Check.That(
            (image.Height, image.Width) == (shape.Height, shape.Width),
            nameof(image),
            $"has {image.Height}×{image.Width} pixels, but the model's images have {shape.Height}×{shape.Width}; resize it first");
        Check.That(!MLImagePixels.IsTransparent(image), nameof(image), "has transparent pixels, which would be read as black; put it on a background first");
        var pixels = new byte[shape.Length];
        MLImagePixels.Read(image, pixels, shape.Channels);

        using var scope = NewDisposeScope();
        using var random = new Generator((ulong)options.Seed, CPU);
        var target = Pixels.ToTensor(pixels, 1, shape, _space.Device);
        SearchStart start;
        using (no_grad())
            start = _space.BeginSearch(DrawForSearch, options.Starts);
        var found = new Projector(_space, options.Steps, options.LearningRate).Search(target, start, random, options.CancellationToken);
        using var noGradient = no_grad();
        var values = found.Point.cpu().data<float>().ToArray();
        return new GanProjection
        {
            Latent = generator.HasStyles ? GanLatent.OfStyles(values) : GanLatent.OfNoise(values),
            Condition = generator.HasStyles || ConditionSize == 0 ? null : options.Condition ?? Drawn(found.Condition),
            Image = Render(found.Point, found.Condition, 1),
            StartDistance = found.StartDistance,
            Distance = found.Distance,
        };

        GanCondition Drawn(Tensor condition) =>
            model.ConditionIsKey ? GanCondition.Class((int)condition.argmax().item<long>()) : GanCondition.Values(condition.cpu().data<float>().ToArray());

        (Tensor Latents, Tensor Conditions) DrawForSearch(int count)
        {
            var (latents, conditions) = Draw(options.Seed, 0, count, options.Condition, truncation: 1);
            return (ToTensor(latents, count), ToTensor(conditions, count));
        }
    }

    /// <summary>Runs without gradients in a dispose scope.</summary>
    private static T Quietly<T>(Func<T> explore)
    {
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        return explore();
    }

    private static double[] Fractions(int frames)
    {
        Check.That(frames >= 2, nameof(frames), $"must be at least 2, for both ends, but is {frames}");
        return [.. Enumerable.Range(0, frames).Select(frame => frame / (frames - 1.0))];
    }

    private void CheckLayers(Range layers)
    {
        if (_space is not StyleSpace styles)
            return;
        var (from, to) = (layers.Start.GetOffset(styles.Layers), layers.End.GetOffset(styles.Layers));
        Check.That(from >= 0 && from < to && to <= styles.Layers, nameof(layers), $"must name some of the {styles.Layers} styles, but is {layers}");
    }

    /// <summary>Draws latents N×Z and conditions N×K as for rows.</summary>
    private (float[] Latents, float[] Conditions) Draw(int seed, int start, int count, GanCondition? condition, double truncation)
    {
        var (latents, conditions) = (new float[count * model.LatentSize], new float[count * ConditionSize]);
        var given = condition?.For(model);
        for (var i = 0; i < count; i++)
        {
            var row = new DataViewRowId((ulong)(start + i), 0);
            Latents.Fill(latents.AsSpan(i * model.LatentSize, model.LatentSize), seed, row, model.Codes, truncation);
            (given ?? DrawCondition(seed, row)).CopyTo(conditions, i * ConditionSize);
        }

        return (latents, conditions);
    }

    private float[] DrawCondition(int seed, DataViewRowId row)
    {
        var condition = new float[ConditionSize];
        var (labels, start) = (model.AllLabels, 0);
        for (var i = 0; i < labels.Count; i++)
        {
            var (size, name) = (labels[i].Size, labels[i].Name);
            Check.That(labels[i].IsKey, nameof(condition), $"must be given: the model was trained with {size} numbers ('{name}'), which cannot be drawn");
            condition[start + Latents.Class(size, seed, row, i)] = 1;
            start += size;
        }

        return condition;
    }

    private (Tensor Place, Tensor Condition) Find(GanLatent latent, GanCondition? condition)
    {
        if (latent.IsStyles)
            return (StylesOf(latent), zeros([1, ConditionSize], device: _space.Device));
        Check.That(
            condition is not null || ConditionSize == 0 || latent.Seed is not null, nameof(condition), "must be given with a latent; a class is drawn only for a seed");
        var own = ToTensor(condition?.For(model) ?? DrawCondition(latent.Seed ?? 0, default), 1);
        return (_space.Find(LatentOf(latent), own, truncation), own);
    }

    private Tensor LatentOf(GanLatent latent)
    {
        if (latent.Seed is { } seed)
        {
            var values = new float[model.LatentSize];
            Latents.Fill(values, seed, default, model.Codes, generator.HasStyles ? 1 : truncation);
            return ToTensor(values, 1);
        }

        Check.That(latent.Values.Length == model.LatentSize, nameof(latent), $"has {latent.Values.Length} values, but the model's latents have {model.LatentSize}");
        return ToTensor(latent.Values.ToArray(), 1);
    }

    private Tensor StylesOf(GanLatent latent)
    {
        if (_space is not StyleSpace styles)
            throw new InvalidOperationException($"The architecture '{model.Architecture.Name}' has no styles: give a seed or a latent.");
        var (length, size, layers) = (latent.Values.Length, (int)styles.Mean.shape[2], styles.Layers);
        Check.That(length == size || length == layers * size, nameof(latent), $"has {length} values, but the model's styles have {size}, or {layers}×{size}");
        return HostTensor.Of(latent.Values.ToArray(), [1, length / size, size], _space.Device).expand(-1, layers, -1);
    }

    private Tensor ToTensor(float[] values, int rows) =>
        values.Length == 0 ? zeros([rows, 0], device: _space.Device) : HostTensor.Of(values, [rows, values.Length / rows], _space.Device);

    private Tensor Mix(Tensor from, Tensor to, double[] fractions)
    {
        var parts = tensor(fractions.Select(part => (float)part).ToArray(), [fractions.Length, 1]).to(_space.Device);
        return (from * (1 - parts)) + (to * parts);
    }

    private GanImages Render(Tensor places, Tensor conditions, int columns)
    {
        var (count, shape) = ((int)places.shape[0], model.Specification.Image);
        var pixels = new byte[checked(count * shape.Length)];
        for (var start = 0; start < count; start += model.GenerationBatchSize)
        {
            using var scope = NewDisposeScope();
            var size = Math.Min(model.GenerationBatchSize, count - start);
            Pixels.ToBytes(_space.Synthesize(places.narrow(0, start, size), conditions.narrow(0, start, size))).CopyTo(pixels, start * shape.Length);
        }

        return new GanImages(pixels, shape, columns);
    }
}
