namespace Microsoft.ML.Gan.Systems.ImageToImage;

/// <summary>Information about the training of a model, saved for users.</summary>
/// <param name="Steps">The number of steps of all stages.</param>
/// <param name="Images">The number of rows in these steps' batches.</param>
/// <param name="BatchSize">Rows per step.</param>
/// <param name="Device">The device of the training.</param>
internal sealed record TrainedWith(long Steps, long Images, int BatchSize, string Device);
