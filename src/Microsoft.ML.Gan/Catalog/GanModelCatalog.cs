using Microsoft.ML.Gan;

namespace Microsoft.ML;

/// <summary>GAN files among <c>mlContext.Model</c>.</summary>
public static class GanModelCatalog
{
    /// <summary>Loads what <see cref="GanTransformer.SaveAs(string)"/> saved. The caller disposes the transformer.</summary>
    /// <param name="catalog"><c>mlContext.Model</c>.</param>
    /// <param name="path">The file, or the folder that it was unpacked to.</param>
    /// <exception cref="InvalidDataException">The file is damaged, of a newer version, or no GAN at all; the message says which and where.</exception>
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
