namespace Microsoft.ML.Gan;

/// <summary>How InceptionV3 pools within its blocks.</summary>
public enum InceptionPooling
{
    /// <summary>As in the network of 2015 that defines FID: averages exclude the padding, and the last block uses max pooling.</summary>
    Fid = 0,

    /// <summary>As in torchvision: averages include the padding as zeros, also in the last block.</summary>
    Torchvision = 1,
}
