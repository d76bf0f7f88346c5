using Microsoft.ML.Data;

namespace Microsoft.ML.Gan;

/// <summary>
/// Operations on the model's latent space. They do not change the model and may run while other threads generate.
/// </summary>
public sealed partial class GanTransformer
{
    private double _truncation = 1;

    /// <summary>
    /// The truncation ψ, 0 to 1. Below 1, images are better and less varied. In a generator with styles (<see cref="IStyleGenerator"/>), the styles'
    /// distance from the mean style is multiplied by ψ, so 0 gives a single image (Karras et al., 2019). In other generators, drawn latents are
    /// limited to ±2 and multiplied by ψ (Brock et al., 2019); given latents are not changed. It has little effect on a generator that normalizes its
    /// latents, such as Progressive GAN's.
    /// </summary>
    /// <value>Default: 1, no truncation. It belongs to this object and is not saved with the model.</value>
    /// <remarks>
    /// Existing data views, row mappers and prediction engines keep the truncation that they were created with, so it can be changed while they are
    /// in use.
    /// </remarks>
    public double Truncation
    {
        get
        {
            ThrowIfDisposed();
            return Volatile.Read(ref _truncation);
        }
        set
        {
            ThrowIfDisposed();
            Volatile.Write(ref _truncation, Check.Within(value, 0, 1));
        }
    }

    /// <summary>The number of styles of an image, L; 0 if the generator has none.</summary>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public int StyleLayers => (Generator.Module as IStyleGenerator)?.StyleLayers ?? 0;

    private LatentExplorer Explorer => new(Description, Generator, Truncation);

    /// <summary>Generates the images of a seed, always the same ones. The model's own seed gives the images that rows in memory get.</summary>
    /// <param name="count">The number of images.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="condition">The condition, for example the name of a class; null to draw a class for each image, or if the model has no
    /// condition.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is invalid for this model; the message names it.</exception>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public GanImages Sample(int count, int seed, GanCondition? condition = null)
    {
        var explorer = Explorer;
        Check.Positive(count);
        return explorer.Sample(count, seed, condition);
    }

    /// <summary>
    /// Interpolates between two images: spherically between latents (White, 2016), linearly between styles (Karras et al., 2019). The result can be
    /// saved as an animation or a grid.
    /// </summary>
    /// <param name="from">The start: a seed (the first image of its <see cref="Sample"/>), a latent, or styles.</param>
    /// <param name="to">The end.</param>
    /// <param name="frames">The number of images, both ends included.</param>
    /// <param name="condition">The condition; null between seeds to interpolate from the class drawn for one to that of the other.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is invalid for this model; the message names it.</exception>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public GanImages Interpolate(GanLatent from, GanLatent to, int frames, GanCondition? condition = null)
    {
        var explorer = Explorer;
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        return explorer.Interpolate(from, to, frames, condition);
    }

    /// <summary>Interpolates between two classes with a fixed latent.</summary>
    /// <param name="from">The condition at the start.</param>
    /// <param name="to">The condition at the end.</param>
    /// <param name="latent">A seed, or a latent.</param>
    /// <param name="frames">The number of images, both ends included.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is invalid for this model; the message names it.</exception>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public GanImages InterpolateClasses(GanCondition from, GanCondition to, GanLatent latent, int frames)
    {
        var explorer = Explorer;
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        ArgumentNullException.ThrowIfNull(latent);
        return explorer.InterpolateClasses(from, to, latent, frames);
    }

    /// <summary>
    /// A grid of images that combine coarse features (pose, shape) of one image with fine features (colours, texture) of another
    /// (Karras et al., 2019, figure 3). Its first row shows the images of <paramref name="fine"/>, its first column those of
    /// <paramref name="coarse"/>, and the corner that of the mean style.
    /// </summary>
    /// <param name="coarse">Seeds, latents or styles; one per row.</param>
    /// <param name="fine">Seeds, latents or styles; one per column.</param>
    /// <param name="crossover">The number of <see cref="StyleLayers"/> taken from the coarse image; null for half of them.</param>
    /// <param name="condition">The condition; null to draw a class for each seed, or if the model has no condition.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is invalid for this model; the message names it.</exception>
    /// <exception cref="InvalidOperationException">The generator has no styles.</exception>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public GanImages MixStyles(IReadOnlyList<GanLatent> coarse, IReadOnlyList<GanLatent> fine, int? crossover = null, GanCondition? condition = null)
    {
        var explorer = Explorer;
        ArgumentNullException.ThrowIfNull(coarse);
        ArgumentNullException.ThrowIfNull(fine);
        return explorer.MixStyles(coarse, fine, crossover, condition);
    }

    /// <summary>
    /// Finds the latent whose image is nearest to a given one, by Adam from several random latents, or from the mean style as in StyleGAN2's
    /// projector (Karras et al., 2020). The distance is that of pixels, of the image and its downsampled copies down to 4 pixels; the papers'
    /// perceptual distance (LPIPS) needs the weights of another network.
    /// </summary>
    /// <param name="image">The image, of the model's image size.</param>
    /// <param name="options">The options of the search; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">The image or an option is invalid for this model; the message names it.</exception>
    /// <exception cref="OperationCanceledException">The options' token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public GanProjection Project(MLImage image, GanProjectionOptions? options = null)
    {
        var explorer = Explorer;
        ArgumentNullException.ThrowIfNull(image);
        return explorer.Project(image, options ?? new GanProjectionOptions());
    }

    /// <summary>
    /// Finds the latent directions in which images change most, strongest first, from the weights alone (SeFa; Shen and Zhou, 2021). It uses the
    /// paper's formula with all layers that read the latent or style; the authors' program first normalizes the rows of their weights and leaves out
    /// most colour layers. Use <see cref="Move"/> to see what a direction changes.
    /// </summary>
    /// <param name="count">The number of directions.</param>
    /// <param name="layers">The styles to analyse and move, in a generator with styles; null for all.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is invalid for this model; the message names it.</exception>
    /// <exception cref="InvalidOperationException">The generator does not implement <see cref="ILatentLayers"/>.</exception>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public IReadOnlyList<GanDirection> SemanticDirections(int count = 8, Range? layers = null)
    {
        var explorer = Explorer;
        Check.Positive(count);
        return explorer.FindDirections(count, layers ?? Range.All);
    }

    /// <summary>Generates images along a direction.</summary>
    /// <param name="from">The start: a seed, a latent, or styles.</param>
    /// <param name="direction">One of <see cref="SemanticDirections"/>.</param>
    /// <param name="amounts">The distance from the start for each image; a few units are far.</param>
    /// <param name="condition">The condition; null to draw the class of a seed, or if the model has no condition.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is invalid for this model; the message names it.</exception>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public GanImages Move(GanLatent from, GanDirection direction, IReadOnlyList<double> amounts, GanCondition? condition = null)
    {
        var explorer = Explorer;
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(direction);
        ArgumentNullException.ThrowIfNull(amounts);
        return explorer.Move(from, direction, amounts, condition);
    }
}
