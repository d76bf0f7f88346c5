namespace Microsoft.ML.Gan;

/// <summary>How InceptionV3 pools within its blocks.</summary>
public enum InceptionPooling
{
    /// <summary>As the network of 2015 that FID is defined by: averages leave out the padding, and the last block takes the maximum.</summary>
    Fid = 0,

    /// <summary>As torchvision: averages count the padding as zeros, in the last block too.</summary>
    Torchvision = 1,
}
