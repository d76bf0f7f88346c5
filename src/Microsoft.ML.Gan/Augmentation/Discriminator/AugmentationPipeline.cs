using System.Numerics;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Augmentation;

/// <summary>
/// The pipeline "bgc" of Karras et al. (2020a, appendix B): pixel blitting, general geometric and colour transforms, each of each applied to an image
/// with the same probability. All geometric operations are combined into one transform, and so are all colour operations; an image without any
/// operation is unchanged, bit for bit.
/// </summary>
internal sealed class AugmentationPipeline : IDiscriminatorAugmentation
{
    private readonly AffineResampling _resampling = new();

    /// <summary>The probability of each operation.</summary>
    public double Probability { get; set; }

    double? IDiscriminatorAugmentation.Probability => Probability;

    public Tensor Apply(Tensor images, torch.Generator random)
    {
        var (geometry, colors) = Draw(images.shape, random);
        var sources = geometry.Select(draw => draw.Source()).ToArray();
        var matrices = colors.Select(draw => draw.Matrix()).ToArray();

        // While the probability is low, few images are transformed; only these are computed, because the transform is expensive.
        var moved = Enumerable.Range(0, sources.Length).Where(i => !sources[i].IsIdentity).ToArray();
        if (moved.Length == sources.Length)
        {
            images = _resampling.Apply(images, sources);
        }
        else if (moved.Length > 0)
        {
            var places = tensor([.. moved.Select(i => (long)i)]).to(images.device);
            images = images.index_copy(0, places, _resampling.Apply(images.index_select(0, places), [.. moved.Select(i => sources[i])]));
        }

        return matrices.All(matrix => matrix.IsIdentity) ? images : ColorMatrices.Apply(images, matrices);
    }

    public void Dispose() => _resampling.Dispose();

    /// <summary>
    /// Draws the operations of each image of a batch. The number of random draws does not depend on the probability, and a larger probability adds
    /// operations to those of a smaller one.
    /// </summary>
    /// <param name="shape">N, C, H, W.</param>
    /// <param name="random">A CPU random generator.</param>
    internal (GeometricDraw[] Geometry, ColorDraw[] Colors) Draw(long[] shape, torch.Generator random)
    {
        using var scope = NewDisposeScope();
        var count = (int)shape[0];
        var uniform = rand([count, ImageDraw.Uniforms], generator: random).data<float>().ToArray();
        var normal = randn([count, ImageDraw.Normals], generator: random).data<float>().ToArray();
        var (geometry, colors) = (new GeometricDraw[count], new ColorDraw[count]);
        for (var i = 0; i < count; i++)
        {
            var draw = new ImageDraw(
                uniform.AsSpan(i * ImageDraw.Uniforms, ImageDraw.Uniforms), normal.AsSpan(i * ImageDraw.Normals, ImageDraw.Normals), Probability);
            geometry[i] = draw.Geometry(new Vector2(shape[3], shape[2]));
            colors[i] = draw.Color(isGray: shape[1] == 1);
        }

        return (geometry, colors);
    }

    /// <summary>The random numbers of one image, read in order.</summary>
    private ref struct ImageDraw(ReadOnlySpan<float> uniform, ReadOnlySpan<float> normal, double probability)
    {
        public const int Uniforms = 21;
        public const int Normals = 7;

        private readonly ReadOnlySpan<float> _uniform = uniform;
        private readonly ReadOnlySpan<float> _normal = normal;
        private int _nextUniform;
        private int _nextNormal;

        public GeometricDraw Geometry(Vector2 size)
        {
            // The probability that at least one of the two rotations is applied is that of any other operation.
            var turns = 1 - Math.Sqrt(1 - probability);
            var flip = Happens(probability) & Half();
            var (isTurned, quarters) = (Happens(probability), (int)(4 * Uniform()));
            var (isShifted, shift) = (Happens(probability), new Vector2(Between(0.125f), Between(0.125f)));
            var (isScaled, scale) = (Happens(probability), LogNormal(0.2f));
            var (isTurnedBefore, turnBefore) = (Happens(turns), Between(MathF.PI));
            var (isStretched, stretch) = (Happens(probability), LogNormal(0.2f));
            var (isTurnedAfter, turnAfter) = (Happens(turns), Between(MathF.PI));
            var (isMoved, move) = (Happens(probability), new Vector2(Normal(), Normal()) * 0.125f);
            return new GeometricDraw
            {
                Flip = flip,
                Quarters = isTurned && size.X == size.Y ? quarters : 0,
                Shift = isShifted ? new Vector2(MathF.Round(shift.X * size.X), MathF.Round(shift.Y * size.Y)) : default,
                Scale = isScaled ? scale : 1,
                TurnBefore = isTurnedBefore ? turnBefore : 0,
                Stretch = isStretched ? stretch : 1,
                TurnAfter = isTurnedAfter ? turnAfter : 0,
                Move = isMoved ? move * size : default,
            };
        }

        public ColorDraw Color(bool isGray)
        {
            var (isBrightened, brightness) = (Happens(probability), 0.2f * Normal());
            var (isContrasted, contrast) = (Happens(probability), LogNormal(0.5f));
            var flip = Happens(probability) & Half();
            var (isHueTurned, hue) = (Happens(probability), Between(MathF.PI));
            var (isSaturated, saturation) = (Happens(probability), LogNormal(1));
            return new ColorDraw
            {
                Brightness = isBrightened ? brightness : 0,
                Contrast = isContrasted ? contrast : 1,
                FlipLuma = flip,
                Hue = isHueTurned && !isGray ? hue : 0,
                Saturation = isSaturated && !isGray ? saturation : 1,
            };
        }

        private float Uniform() => _uniform[_nextUniform++];

        private float Normal() => _normal[_nextNormal++];

        private bool Happens(double chance) => Uniform() < chance;

        private bool Half() => Uniform() < 0.5f;

        private float Between(float limit) => ((2 * Uniform()) - 1) * limit;

        private float LogNormal(float octaves) => MathF.Pow(2, octaves * Normal());
    }
}
