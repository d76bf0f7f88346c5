using System.Diagnostics;
using Microsoft.ML;
using Microsoft.ML.Data;

namespace FashionMnist;

/// <summary>The pipeline as a file, and its use by a process that knows nothing but that file.</summary>
internal static class SavedModel
{
    public static void Save(MLContext ml, ITransformer model, string path) =>
        ml.Model.Save(model, ml.Data.LoadFromEnumerable(Array.Empty<Ask>()).Schema, path);

    public static void Generate(string path, string grid)
    {
        var ml = new MLContext();
        var model = ml.Model.Load(path, out var schema);
        VBuffer<byte> classes = default;
        model.GetOutputSchema(schema)[nameof(Ask.Label)].GetKeyValues(ref classes);
        Pictures.WriteGrid(ml, model, [.. classes.DenseValues()], grid);
        (model as IDisposable)?.Dispose();
    }

    public static void GenerateInFreshProcess(string path, string grid)
    {
        string self = typeof(SavedModel).Assembly.Location;
        using var process = Process.Start("dotnet", [self, "generate", path, "--grid", grid]);
        process.WaitForExit();
        if (process.ExitCode != 0)
            throw new InvalidOperationException($"Generating from '{path}' in a fresh process failed with exit code {process.ExitCode}.");
    }
}
