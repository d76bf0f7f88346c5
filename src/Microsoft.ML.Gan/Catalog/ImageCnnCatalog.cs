using Microsoft.ML.Gan;

namespace Microsoft.ML;

/// <summary>The image classifier in <c>mlContext.MulticlassClassification.Trainers</c>.</summary>
public static class ImageCnnCatalog
{
    /// <summary>Creates a trainer of a small convolutional image classifier.</summary>
    /// <param name="trainers"><c>mlContext.MulticlassClassification.Trainers</c>.</param>
    /// <param name="labelColumnName">The column of the classes, a key.</param>
    /// <param name="imageColumnName">The column of the images: <c>MLImage</c>, or a vector of pixels.</param>
    /// <param name="epochs">The number of epochs; null for the default, or more if there are few images.</param>
    /// <param name="batchSize">Images in one update.</param>
    /// <param name="learningRate">The highest learning rate of the cycle.</param>
    /// <param name="seed">The random seed; null to derive it from the MLContext.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument is invalid; the message names it.</exception>
    public static ImageCnnTrainer ImageCnn(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers trainers,
        string labelColumnName = "Label",
        string imageColumnName = "Image",
        double? epochs = null,
        int batchSize = 128,
        double learningRate = 0.006,
        int? seed = null)
    {
        var options = new ImageCnnTrainer.Options
        {
            LabelColumnName = labelColumnName,
            ImageColumnName = imageColumnName,
            Training = { BatchSize = batchSize, LearningRate = learningRate },
            Seed = seed,
        };
        options.Training.Epochs = epochs ?? options.Training.Epochs;
        return trainers.ImageCnn(options);
    }

    /// <summary>Creates a trainer from options.</summary>
    /// <param name="trainers"><c>mlContext.MulticlassClassification.Trainers</c>.</param>
    /// <param name="options">The options; copied.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option is invalid; the message names it.</exception>
    public static ImageCnnTrainer ImageCnn(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers trainers, ImageCnnTrainer.Options options) =>
        new(MlNet.EnvironmentOf(trainers), options);
}
