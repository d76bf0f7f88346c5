namespace Microsoft.ML.Gan;

/// <summary>
/// An architecture that can tell how large its networks are without making them. A model's options are then held against the
/// weights that its file really has before any memory is asked for; without it, a damaged or hostile file may ask for all there is.
/// </summary>
public interface ISizedArchitecture : IGanArchitecture
{
    /// <summary>The number of weights that the generator has, at least: a lower bound will do, but it should grow with every option.</summary>
    /// <exception cref="OverflowException">More than a <see langword="long"/> counts.</exception>
    long CountGeneratorWeights(NetworkSpecification specification);

    /// <summary>The number of weights that the discriminator has, at least.</summary>
    /// <inheritdoc cref="CountGeneratorWeights"/>
    long CountDiscriminatorWeights(NetworkSpecification specification);
}
