using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// The space in which a generator's images are places: its latents, or its styles where it has them. What is alike for both
/// is on top of what differs: how a place is found, what lies between two, what an image is made of.
/// </summary>
/// <param name="generator">The generator, (latent N×Z, condition N×K) → N×C×H×W.</param>
/// <param name="device">Where it computes.</param>
internal abstract class LatentSpace(nn.Module<Tensor, Tensor, Tensor> generator, Device device)
{
    public Device Device { get; } = device;

    /// <param name="generator">The generator.</param>
    /// <param name="codes">How many of a latent's first values are codes.</param>
    public static LatentSpace Of(ImageGenerator generator, int codes = 0) => generator.Module is IStyleGenerator styles
        ? new StyleSpace(styles, generator.Module, generator.Device)
        : new NoiseSpace(generator.Module, generator.Device, codes);

    /// <summary>(latents N×Z, conditions N×K) → places.</summary>
    /// <param name="latents">N×Z.</param>
    /// <param name="conditions">N×K.</param>
    /// <param name="truncation">ψ of styles.</param>
    public abstract Tensor Find(Tensor latents, Tensor conditions, double truncation);

    /// <summary>(N places, conditions N×K) → images N×C×H×W.</summary>
    public abstract Tensor Synthesize(Tensor places, Tensor conditions);

    /// <summary>T places on the way from one place to another, whose ends are these, bit for bit.</summary>
    /// <param name="from">One place.</param>
    /// <param name="to">Another.</param>
    /// <param name="fractions">T parts of the way, 0 to 1.</param>
    public abstract Tensor Between(Tensor from, Tensor to, IReadOnlyList<double> fractions);

    /// <summary>T places in a direction from one place.</summary>
    /// <param name="place">The place.</param>
    /// <param name="direction">Z values, or W.</param>
    /// <param name="layers">The styles that move; latents move as a whole.</param>
    /// <param name="amounts">How far, T times.</param>
    public abstract Tensor Move(Tensor place, Tensor direction, Range layers, IReadOnlyList<double> amounts);

    /// <summary>Where the search for a given image begins.</summary>
    /// <param name="draw">Draws N latents and conditions.</param>
    /// <param name="starts">How many places to begin at, if they are drawn.</param>
    public abstract SearchStart BeginSearch(Func<int, (Tensor Latents, Tensor Conditions)> draw, int starts);

    /// <summary>
    /// Directions in which images change most, strongest first (SeFa; Shen and Zhou, 2021): the eigenvectors of AᵀA, A being
    /// the weights of the layers that read a place.
    /// </summary>
    /// <param name="layers">The styles whose layers count; of latents, all layers that read them do.</param>
    /// <returns>The directions as rows D×D of unit length, and how far a step of 1 moves what these layers make of it.</returns>
    /// <exception cref="InvalidOperationException">The generator does not show its weights.</exception>
    public (Tensor Directions, Tensor Strengths) FindDirections(Range layers)
    {
        if (generator is not ILatentLayers readable)
        {
            throw new InvalidOperationException(
                $"The generator ({generator.GetName()}) does not show which weights read its latents; it must implement {nameof(ILatentLayers)} for semantic directions.");
        }

        var weights = ReadBy(readable.LatentWeights(), layers).Select(weight => weight.detach().cpu().to(ScalarType.Float64));
        var stacked = cat([.. weights], 0);
        var (energies, vectors) = linalg.eigh(stacked.t().mm(stacked));
        var directions = vectors.t().flip(0);
        // An eigenvector has no sign of its own: its largest value shall be positive.
        var largest = directions.gather(1, directions.abs().argmax(1, keepdim: true));
        return ((directions * largest.sign()).to(ScalarType.Float32).contiguous(), energies.flip(0).clamp(min: 0).sqrt().to(ScalarType.Float32));
    }

    /// <summary>The weights that count.</summary>
    protected abstract IReadOnlyList<Tensor> ReadBy(IReadOnlyList<Tensor> weights, Range layers);

    /// <summary>Numbers as T×1×…: one for each place.</summary>
    protected Tensor PerPlace(IReadOnlyList<double> numbers, Tensor place)
    {
        var shape = Enumerable.Repeat(1L, (int)place.dim()).ToArray();
        shape[0] = numbers.Count;
        return tensor(numbers.Select(number => (float)number).ToArray(), shape).to(Device);
    }
}

/// <summary>Where a search begins.</summary>
/// <param name="Places">The places.</param>
/// <param name="Conditions">The condition of each, N×K.</param>
/// <param name="Noise">The deviation of the noise by which the search strays at first; 0 for none.</param>
internal readonly record struct SearchStart(Tensor Places, Tensor Conditions, double Noise);
