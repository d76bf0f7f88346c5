namespace Microsoft.ML.Gan;

/// <summary>How images become 299×299 for InceptionV3. Measures differ visibly between the two, so they are never mixed.</summary>
public enum InceptionResize
{
    /// <summary>TensorFlow 1's bilinear, whose pixels have their centres at their corners: as in the first FID, and in torch-fidelity.</summary>
    TensorFlow1 = 0,

    /// <summary>PyTorch's bilinear, without antialiasing: as in pytorch-fid.</summary>
    PyTorch = 1,
}
