namespace Microsoft.ML.Gan;

/// <summary>
/// Unrolled GAN (Metz et al., 2017): the generator minimizes its loss against the discriminator as it would be after
/// some more steps, with the gradient through those steps. It helps against collapse to few modes, and makes the generator's update several
/// times as dear. The steps ahead follow the gradient of the loss (without regularizers) on the batch and are undone.
/// </summary>
/// <param name="Steps">Steps ahead, k; 1 to 10 in the paper.</param>
/// <param name="LearningRate">Their learning rate, η, of plain gradient descent.</param>
public sealed record GanUnrolling(int Steps, double LearningRate)
{
    internal void Validate(string option)
    {
        Check.Positive(Steps, $"{option}.{nameof(Steps)}");
        Check.Positive(LearningRate, $"{option}.{nameof(LearningRate)}");
    }
}
