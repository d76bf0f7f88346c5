namespace Microsoft.ML.Gan;

/// <summary>How images are resized to 299×299 for InceptionV3. The two give different numbers, which are never compared.</summary>
public enum InceptionResize
{
    /// <summary>TensorFlow 1's bilinear interpolation without a shift by half a pixel, as the first FID and torch-fidelity use it.</summary>
    TensorFlow1 = 0,

    /// <summary>PyTorch's bilinear interpolation without antialiasing, as pytorch-fid uses it.</summary>
    PyTorch = 1,
}
