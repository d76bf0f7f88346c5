namespace MlGan.Package.Tests.Testing;

/// <summary>The model that a program trained and saved.</summary>
/// <param name="Path">The saved model.</param>
/// <param name="Pictures">What the training program printed about the pictures that the model generates: a line each.</param>
internal sealed record TrainedModel(string Path, IReadOnlyList<string> Pictures)
{
    public static TrainedModel From(Consumer consumer)
    {
        var run = consumer.DotnetRun("train");
        return new TrainedModel(System.IO.Path.Combine(consumer.Folder, "gan.zip"), PicturesOf(run));
    }

    public static IReadOnlyList<string> PicturesOf(Command run) => [.. run.Output.Split('\n').Where(line => line.StartsWith("picture ", StringComparison.Ordinal))];
}
