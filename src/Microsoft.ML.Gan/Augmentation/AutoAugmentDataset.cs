using System.Text.Json.Serialization;

namespace Microsoft.ML.Gan;

/// <summary>The images on which a policy of AutoAugment was learned.</summary>
[JsonConverter(typeof(JsonStringEnumConverter<AutoAugmentDataset>))]
public enum AutoAugmentDataset
{
    /// <summary>Photographs of a thousand kinds of things.</summary>
    ImageNet = 0,

    /// <summary>Small photographs of ten kinds of things.</summary>
    Cifar10 = 1,

    /// <summary>Photographs of house numbers.</summary>
    Svhn = 2,
}
