using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.LatentTools;

/// <summary>
/// The space in which a generator's images are points: its latents, or its styles if it has them. This class has what both spaces share;
/// derived classes say how a point is found, interpolated and turned into an image.
/// </summary>
/// <param name="generator">The generator, (latent N×Z, condition N×K) → N×C×H×W.</param>
/// <param name="device">The device of the generator.</param>
internal abstract class LatentSpace(nn.Module<Tensor, Tensor, Tensor> generator, Device device)
{
    public Device Device { get; } = device;

    /// <summary>The space of a generator.</summary>
    /// <param name="generator">The generator.</param>
    /// <param name="codes">The number of InfoGAN codes, which are the first values of a latent.</param>
    public static LatentSpace Of(ImageGenerator generator, int codes = 0) => generator.Module is IStyleGenerator styles
        ? new StyleSpace(styles, generator.Module, generator.Device)
        : new NoiseSpace(generator.Module, generator.Device, codes);

    /// <summary>(latents N×Z, conditions N×K) → N points.</summary>
    /// <param name="latents">N×Z.</param>
    /// <param name="conditions">N×K.</param>
    /// <param name="truncation">The truncation ψ of styles; latents are not truncated.</param>
    public abstract Tensor Find(Tensor latents, Tensor conditions, double truncation);

    /// <summary>(N points, conditions N×K) → images N×C×H×W.</summary>
    public abstract Tensor Synthesize(Tensor points, Tensor conditions);

    /// <summary>Interpolates T points between two points. The fractions 0 and 1 give the two points, bit for bit.</summary>
    /// <param name="from">The first point.</param>
    /// <param name="to">The second point.</param>
    /// <param name="fractions">T numbers from 0 to 1.</param>
    public abstract Tensor Between(Tensor from, Tensor to, IReadOnlyList<double> fractions);

    /// <summary>Moves a point in a direction, by T amounts.</summary>
    /// <param name="point">The point.</param>
    /// <param name="direction">A direction of Z values (latents) or W values (styles).</param>
    /// <param name="layers">The layers whose styles are moved. A latent is moved as a whole.</param>
    /// <param name="amounts">T multiples of the direction.</param>
    public abstract Tensor Move(Tensor point, Tensor direction, Range layers, IReadOnlyList<double> amounts);

    /// <summary>The start of a search for a given image.</summary>
    /// <param name="draw">Draws N latents and conditions.</param>
    /// <param name="starts">The number of starting points, if they are drawn.</param>
    public abstract SearchStart BeginSearch(Func<int, (Tensor Latents, Tensor Conditions)> draw, int starts);

    /// <summary>
    /// Directions in which images change most, strongest first (SeFa; Shen and Zhou, 2021): the eigenvectors of AᵀA, where A are
    /// the weights of the layers that read a point.
    /// </summary>
    /// <param name="layers">The layers of styles that count. Of latents, all layers that read them count.</param>
    /// <returns>The directions as rows of unit length, D×D, and their strengths, D: how far a step of 1 moves the outputs of these layers.</returns>
    /// <exception cref="InvalidOperationException">The generator does not implement <see cref="ILatentLayers"/>.</exception>
    public (Tensor Directions, Tensor Strengths) FindDirections(Range layers)
    {
        if (generator is not ILatentLayers readable)
        {
            throw new InvalidOperationException(
                $"The generator ({generator.GetName()}) does not tell which weights read its latents; it must implement {nameof(ILatentLayers)} for semantic directions.");
        }

        var weights = ReadBy(readable.LatentWeights(), layers).Select(weight => weight.detach().cpu().to(ScalarType.Float64));
        var stacked = cat([.. weights], 0);
        var (energies, vectors) = linalg.eigh(stacked.t().mm(stacked));
        var directions = vectors.t().flip(0);
        // The sign of an eigenvector is arbitrary: its largest value is made positive.
        var largest = directions.gather(1, directions.abs().argmax(1, keepdim: true));
        return ((directions * largest.sign()).to(ScalarType.Float32).contiguous(), energies.flip(0).clamp(min: 0).sqrt().to(ScalarType.Float32));
    }

    /// <summary>The weights of the layers that count.</summary>
    protected abstract IReadOnlyList<Tensor> ReadBy(IReadOnlyList<Tensor> weights, Range layers);

    /// <summary>Numbers as a tensor T×1×…, one for each point.</summary>
    protected Tensor PerPoint(IReadOnlyList<double> numbers, Tensor point)
    {
        var shape = Enumerable.Repeat(1L, (int)point.dim()).ToArray();
        shape[0] = numbers.Count;
        return tensor(numbers.Select(number => (float)number).ToArray(), shape).to(Device);
    }
}

/// <summary>The start of a search.</summary>
/// <param name="Points">The starting points.</param>
/// <param name="Conditions">The condition of each point, N×K.</param>
/// <param name="Noise">The standard deviation of the noise that the search adds to points at first; 0 for none.</param>
internal readonly record struct SearchStart(Tensor Points, Tensor Conditions, double Noise);
