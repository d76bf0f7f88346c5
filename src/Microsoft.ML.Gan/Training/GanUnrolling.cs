namespace Microsoft.ML.Gan;

/// <summary>
/// Unrolled GAN (Metz et al., 2017): the generator is judged by the discriminator as it would be after some more steps, and
/// learns what its images do to those steps. It helps against collapse to few modes, and makes the generator's turn several
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
