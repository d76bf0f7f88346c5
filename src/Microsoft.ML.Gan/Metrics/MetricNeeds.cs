namespace Microsoft.ML.Gan;

/// <summary>The data that a metric needs of the images. Each is a property or a method of <see cref="MeasuredImages"/>.</summary>
[Flags]
public enum MetricNeeds
{
    /// <summary>Nothing but the number of images.</summary>
    None = 0,

    /// <summary>Mean and covariance of the features (<see cref="MeasuredImages.FeatureMean"/>). They take less memory than all features.</summary>
    FeatureStatistics = 1,

    /// <summary>The features of every image (<see cref="MeasuredImages.Features"/>).</summary>
    Features = 2,

    /// <summary>The class logits that the feature extractor gives (<see cref="MeasuredImages.ClassLogits"/>).</summary>
    ClassLogits = 4,

    /// <summary>Random pairs of images (<see cref="MeasuredImages.ReadPairs"/>).</summary>
    ImagePairs = 8,

    /// <summary>Every image, downsampled to at most 32 pixels a side (<see cref="MeasuredImages.Thumbnails"/>).</summary>
    Thumbnails = 16,

    /// <summary>The logits of the model's discriminator (<see cref="MeasuredImages.DiscriminatorLogits"/>). Not available while training.</summary>
    DiscriminatorLogits = 32,

    /// <summary>The class of every image (<see cref="MeasuredImages.Classes"/>). The label column must be a key.</summary>
    Classes = 64,

    /// <summary>The images that the model was trained on (<see cref="MetricInput.Training"/>). Not available while training.</summary>
    TrainingImages = 128,

    /// <summary>Real images that the model was not trained on. Not available while training.</summary>
    HeldOutImages = 256,

    /// <summary>The images themselves, batch by batch (<see cref="MeasuredImages.ReadImages"/>).</summary>
    Images = 512,
}
