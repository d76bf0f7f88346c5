namespace Microsoft.ML.Gan;

/// <summary>A metric that could not be computed.</summary>
/// <param name="Name">The name, as in <see cref="IGanMetric.Name"/>.</param>
/// <param name="Reason">The reason, and the remedy if there is one.</param>
public sealed record MissingMetric(string Name, string Reason);
