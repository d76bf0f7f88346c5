using Microsoft.ML.Gan;

namespace Microsoft.ML;

/// <summary>The image classifier among <c>mlContext.MulticlassClassification.Trainers</c>.</summary>
public static class ImageCnnCatalog
{
    /// <summary>Trains a small convolutional network to tell classes of images apart.</summary>
    /// <param name="trainers"><c>mlContext.MulticlassClassification.Trainers</c>.</param>
    /// <param name="labelColumnName">The column of the classes, a key.</param>
    /// <param name="imageColumnName">The column of the images: <c>MLImage</c>, or a vector of pixels.</param>
    /// <param name="epochs">How often every image is seen; null for the default, or more where there are few images.</param>
    /// <param name="batchSize">Images in one update.</param>
    /// <param name="learningRate">The highest learning rate of the cycle.</param>
    /// <param name="seed">Seed of everything random; null to let the MLContext decide.</param>
    /// <exception cref="ArgumentOutOfRangeException">An argument has no meaning; the message names it.</exception>
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

    /// <summary>Makes a trainer from all its options.</summary>
    /// <param name="trainers"><c>mlContext.MulticlassClassification.Trainers</c>.</param>
    /// <param name="options">The options; copied.</param>
    /// <exception cref="ArgumentOutOfRangeException">An option has no meaning; the message names it.</exception>
    public static ImageCnnTrainer ImageCnn(
        this MulticlassClassificationCatalog.MulticlassClassificationTrainers trainers, ImageCnnTrainer.Options options) =>
        new(MlNet.EnvironmentOf(trainers), options);
}
