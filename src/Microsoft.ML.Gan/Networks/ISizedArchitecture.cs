namespace Microsoft.ML.Gan;

/// <summary>
/// An architecture that knows the size of its networks without creating them. A model's options are then compared with the weights in its file before
/// memory is allocated; otherwise a damaged or hostile file could exhaust the memory.
/// </summary>
public interface ISizedArchitecture : IGanArchitecture
{
    /// <summary>The number of the generator's weights, or a lower bound that grows with every option.</summary>
    /// <exception cref="OverflowException">The number does not fit a <see langword="long"/>.</exception>
    long CountGeneratorWeights(NetworkSpecification specification);

    /// <summary>The number of the discriminator's weights, or a lower bound.</summary>
    /// <inheritdoc cref="CountGeneratorWeights"/>
    long CountDiscriminatorWeights(NetworkSpecification specification);
}
