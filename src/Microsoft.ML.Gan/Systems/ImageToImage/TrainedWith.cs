namespace Microsoft.ML.Gan.Systems.ImageToImage;

/// <summary>Information about the training of a model, saved for users.</summary>
/// <param name="Steps">Steps of all stages.</param>
/// <param name="Images">Rows that these steps have seen.</param>
/// <param name="BatchSize">Rows a step.</param>
/// <param name="Device">Where it was trained.</param>
internal sealed record TrainedWith(long Steps, long Images, int BatchSize, string Device);
