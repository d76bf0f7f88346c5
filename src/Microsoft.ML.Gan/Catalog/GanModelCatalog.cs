using Microsoft.ML.Gan;

namespace Microsoft.ML;

/// <summary>Loaders for GAN files, in <c>mlContext.Model</c>.</summary>
public static class GanModelCatalog
{
    /// <summary>Loads a file that <see cref="GanTransformer.SaveAs(string)"/> wrote. The caller disposes the transformer.</summary>
    /// <param name="catalog"><c>mlContext.Model</c>.</param>
    /// <param name="path">The file, or a folder into which it was unpacked.</param>
    /// <exception cref="InvalidDataException">The file is damaged, of a newer version, or not a GAN; the message says which and where.</exception>
    public static GanTransformer LoadGan(this ModelOperationsCatalog catalog, string path)
    {
        ArgumentException.ThrowIfNullOrEmpty(path);
        var environment = MlNet.EnvironmentOf(catalog);
        return ModelFile.Read(path, "a GAN", files => GanTransformer.LoadFrom(environment, files));
    }

    /// <inheritdoc cref="LoadGan(ModelOperationsCatalog, string)"/>
    /// <param name="catalog"><c>mlContext.Model</c>.</param>
    /// <param name="stream">A stream that can seek; stays open.</param>
    public static GanTransformer LoadGan(this ModelOperationsCatalog catalog, Stream stream)
    {
        ArgumentNullException.ThrowIfNull(stream);
        var environment = MlNet.EnvironmentOf(catalog);
        return ModelFile.Read(stream, "a GAN", files => GanTransformer.LoadFrom(environment, files));
    }
}
