using MlGan.Cli.Runs;

namespace MlGan.Cli.Models;

/// <summary>Finds the model that RUN|MODEL names.</summary>
internal static class ModelPlace
{
    /// <returns>The file of the model.</returns>
    /// <exception cref="IOException">There is nothing.</exception>
    /// <exception cref="InvalidOperationException">The run has no model yet.</exception>
    public static string Find(string path)
    {
        if (File.Exists(path))
        {
            return ModelFileFacts.IsZip(path)
                ? path
                : throw new InvalidDataException($"'{path}' is no model file; 'mlgan inspect {path}' says what it is.");
        }

        if (!Directory.Exists(path))
            throw new FileNotFoundException($"There is no run folder or model file '{path}'.");
        var run = new RunFolder(path);
        _ = run.Read();
        return File.Exists(run.Model)
            ? run.Model
            : throw new InvalidOperationException($"The run '{path}' has no model yet: it was ended before it could save one. Go on with it by 'mlgan train … --out {path} --resume'.");
    }
}
