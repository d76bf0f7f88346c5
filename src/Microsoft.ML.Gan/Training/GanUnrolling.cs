namespace Microsoft.ML.Gan;

/// <summary>
/// Unrolled GAN (Metz et al., 2017): the generator minimizes its loss against the discriminator after some further steps, with the gradient through
/// these steps. It helps against mode collapse and makes the generator's update several times slower. The steps use the gradient of the loss (without
/// regularizers) on the batch and are undone.
/// </summary>
/// <param name="Steps">The number of steps, k; 1 to 10 in the paper.</param>
/// <param name="LearningRate">The learning rate of these steps, η, of plain gradient descent.</param>
public sealed record GanUnrolling(int Steps, double LearningRate)
{
    internal void Validate(string option)
    {
        Check.Positive(Steps, $"{option}.{nameof(Steps)}");
        Check.Positive(LearningRate, $"{option}.{nameof(LearningRate)}");
    }
}
