namespace Microsoft.ML.Gan;

/// <summary>The progress of an evaluation; see <see cref="GanEvaluationOptions.Progress"/>.</summary>
/// <param name="Stage">The current stage, in words: <c>measuring generated images</c>.</param>
/// <param name="Done">The work done in the stage, in images or training steps.</param>
/// <param name="Total">The work of the whole stage; 0 if it is not known.</param>
/// <param name="Elapsed">The time since the evaluation began.</param>
public readonly record struct GanEvaluationProgress(string Stage, long Done, long Total, TimeSpan Elapsed);
