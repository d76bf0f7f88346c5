using Microsoft.ML.Runtime;

namespace Microsoft.ML.Gan;

public sealed partial class GanTransformer
{
    /// <summary>
    /// Saves the model without its pipeline in a file that other programs can read: a zip with an index and, for each network, a folder with its
    /// options as JSON and its weights as safetensors. <c>mlContext.Model.LoadGan</c> loads it.
    /// </summary>
    /// <param name="path">The file, usually with the extension <c>.gan</c>; an existing file is replaced atomically.</param>
    /// <exception cref="InvalidOperationException">The generator's weights are not finite: the training diverged.</exception>
    /// <exception cref="ObjectDisposedException">The transformer is disposed.</exception>
    public void SaveAs(string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        if (Directory.Exists(path) || Path.EndsInDirectorySeparator(path))
            throw new ArgumentException($"'{path}' is a folder; give the name of a file.", nameof(path));
        AtomicFile.Write(path, SaveAs);
    }

    /// <inheritdoc cref="SaveAs(string)"/>
    /// <param name="stream">The stream to write to; stays open.</param>
    public void SaveAs(Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        ModelFile.Write(stream, files =>
        {
            Model.Save(files);
            MlNetSignpost.Write(files);
        });
    }

    internal override void SaveTo(IModelFiles files) => Model.Save(files);

    internal static GanTransformer LoadFrom(IHostEnvironment environment, IModelFiles files) =>
        new(environment, ModelKinds.Load<GanModel>(environment, files));
}
