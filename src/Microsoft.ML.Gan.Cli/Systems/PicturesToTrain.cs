using System.Drawing;
using Microsoft.ML.Transforms;
using MlGan.Cli.Pictures;

namespace MlGan.Cli.Systems;

/// <summary>The rows that a training reads: pictures of one size, and classes as keys.</summary>
internal sealed record PicturesToTrain(IDataView View, bool HasLabels)
{
    public static PicturesToTrain Read(MLContext ml, NoiseToImagesSettings settings, TrainingRequest request)
    {
        var source = Open(ml, settings);
        return Of(ml, source, PictureFacts.Of(source, request.Output, request.Stop), settings);
    }

    public static PictureSource Open(MLContext ml, NoiseToImagesSettings settings) =>
        PictureSource.Open(ml, settings.Data, settings.ClassFolders, settings.Background is { } colour ? PicturePreparation.ColourOf(colour) : (Color?)null);

    public static PicturesToTrain Of(MLContext ml, PictureSource source, PictureFacts facts, NoiseToImagesSettings settings)
    {
        var view = settings.Preparation.Apply(ml, source, facts);
        if (source.HasLabels)
        {
            view = ml.Transforms.Conversion.MapValueToKey(PictureSource.Label, keyOrdinality: ValueToKeyMappingEstimator.KeyOrdinality.ByValue)
                .Fit(view).Transform(view);
        }

        return new(view, source.HasLabels);
    }
}
