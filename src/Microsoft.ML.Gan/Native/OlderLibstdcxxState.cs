namespace Microsoft.ML.Gan;

/// <summary>The result of <see cref="OlderLibstdcxx"/>.</summary>
internal enum OlderLibstdcxxState
{
    /// <summary>The system's libstdc++ has what TorchSharp needs, or this is not Linux on x64: nothing was done.</summary>
    NotOlder,

    /// <summary>libstdc++ is older, and TorchSharp's native files were not found.</summary>
    FilesMissing,

    /// <summary>libstdc++ is older, and TorchSharp's library could not be loaded.</summary>
    Failed,

    /// <summary>libstdc++ is older, and a copy of TorchSharp's library that works with it is loaded.</summary>
    Loaded,
}
