using Microsoft.ML.Data;

namespace Microsoft.ML.Gan;

/// <summary>
/// What can be done with the model's latent space. All of it may run while other threads generate; nothing here changes the
/// model.
/// </summary>
public sealed partial class GanTransformer
{
    private double _truncation = 1;

    /// <summary>
    /// ψ, 0 to 1: how far images may be from the typical one. Below 1 they are better and more alike. Of a generator with
    /// styles (<see cref="IStyleGenerator"/>) their distance from the mean style is multiplied by it, so 0 makes one image only
    /// (Karras et al., 2019). Of others, drawn latents have no value beyond ±2, and are multiplied by it (Brock et al., 2019);
    /// latents that are given are taken as they are. A generator that brings its latents to one length itself, as Progressive
    /// GAN's does, takes little notice.
    /// </summary>
    /// <value>Default: 1, everything as it was learned. It is for this object, and not saved with the model.</value>
    /// <remarks>
    /// Data views, row mappers and prediction engines keep the truncation that they were made with: to change it is safe while
    /// they are in use.
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

    /// <summary>How many styles an image has, L; 0 if the generator has none.</summary>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public int StyleLayers => (Generator.Module as IStyleGenerator)?.StyleLayers ?? 0;

    private LatentExplorer Explorer => new(Description, Generator, Truncation);

    /// <summary>Generates the images of a seed: always the same ones. Those of the model's own seed are what rows in memory get.</summary>
    /// <param name="count">How many.</param>
    /// <param name="seed">The seed.</param>
    /// <param name="condition">What to show, for example the name of a class; null to draw a class for each, or for a model without.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument has no meaning for this model; the message names it.</exception>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public GanImages Sample(int count, int seed, GanCondition? condition = null)
    {
        var explorer = Explorer;
        Check.Positive(count);
        return explorer.Sample(count, seed, condition);
    }

    /// <summary>
    /// The images on the way from one place to another: along the sphere between latents (White, 2016), straight between styles
    /// (Karras et al., 2019). Save them as an animation, or as a grid.
    /// </summary>
    /// <param name="from">Where to begin: a seed (the first image of its <see cref="Sample"/>), a latent, styles.</param>
    /// <param name="to">Where to end.</param>
    /// <param name="frames">How many images, both ends included.</param>
    /// <param name="condition">What to show; null of seeds: the way leads from the class that is drawn for one to that of the other.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument has no meaning for this model; the message names it.</exception>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public GanImages Interpolate(GanLatent from, GanLatent to, int frames, GanCondition? condition = null)
    {
        var explorer = Explorer;
        ArgumentNullException.ThrowIfNull(from);
        ArgumentNullException.ThrowIfNull(to);
        return explorer.Interpolate(from, to, frames, condition);
    }

    /// <summary>The images on the way from one class to another of a latent that stays the same.</summary>
    /// <param name="from">The condition to begin with.</param>
    /// <param name="to">The condition to end with; between, both are mixed.</param>
    /// <param name="latent">A seed, or a latent.</param>
    /// <param name="frames">How many images, both ends included.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument has no meaning for this model; the message names it.</exception>
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
    /// A grid of images that have what is coarse (pose, shape) from one and what is fine (colours, texture) from another
    /// (Karras et al., 2019, figure 3). Its first row shows the images of <paramref name="fine"/>, its first column those of
    /// <paramref name="coarse"/>, and the corner that of the mean style.
    /// </summary>
    /// <param name="coarse">Seeds, latents or styles; a row each.</param>
    /// <param name="fine">Seeds, latents or styles; a column each.</param>
    /// <param name="crossover">How many of the <see cref="StyleLayers"/> are the coarse ones'; null for half of them.</param>
    /// <param name="condition">What to show; null to draw a class for each seed, or for a model without.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument has no meaning for this model; the message names it.</exception>
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
    /// Searches the latent whose image is nearest to a given one: by Adam, from several random latents at once, or from the mean
    /// style as StyleGAN2's projector does (Karras et al., 2020). Near means in pixels, of the image and its halves down to 4
    /// pixels: the papers' perceptual distance (LPIPS) needs the weights of another network.
    /// </summary>
    /// <param name="image">The image, of the size of the model's.</param>
    /// <param name="options">How to search; null for the defaults.</param>
    /// <exception cref="ArgumentOutOfRangeException">The image or an option has no meaning for this model; the message names it.</exception>
    /// <exception cref="OperationCanceledException">The options' token was cancelled.</exception>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public GanProjection Project(MLImage image, GanProjectionOptions? options = null)
    {
        var explorer = Explorer;
        ArgumentNullException.ThrowIfNull(image);
        return explorer.Project(image, options ?? new GanProjectionOptions());
    }

    /// <summary>
    /// Directions in which images change most, strongest first, found in the weights alone (SeFa; Shen and Zhou, 2021): by the
    /// paper's formula, with all layers that read the latent or style (the authors' program first brings each row of their weights
    /// to one length, and leaves most colour layers out). What each means is for people to see: <see cref="Move"/> along it.
    /// </summary>
    /// <param name="count">How many.</param>
    /// <param name="layers">The styles that move, of a generator with styles; null for all.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument has no meaning for this model; the message names it.</exception>
    /// <exception cref="InvalidOperationException">The generator does not show its weights (<see cref="ILatentLayers"/>).</exception>
    /// <exception cref="ObjectDisposedException">The transformer was disposed.</exception>
    public IReadOnlyList<GanDirection> SemanticDirections(int count = 8, Range? layers = null)
    {
        var explorer = Explorer;
        Check.Positive(count);
        return explorer.FindDirections(count, layers ?? Range.All);
    }

    /// <summary>The images from one place on, in a direction.</summary>
    /// <param name="from">A seed, a latent, or styles.</param>
    /// <param name="direction">One of <see cref="SemanticDirections"/>.</param>
    /// <param name="amounts">How far, for each image; 0 is where it begins. A few units are far.</param>
    /// <param name="condition">What to show; null to draw the class of a seed, or for a model without.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument has no meaning for this model; the message names it.</exception>
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
