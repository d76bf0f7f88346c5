namespace Microsoft.ML.Gan;

/// <summary>What <see cref="OlderLibstdcxx"/> found and did.</summary>
internal enum OlderLibstdcxxState
{
    /// <summary>The system's libstdc++ has what TorchSharp needs, or this is not Linux on x64: nothing was done.</summary>
    NotOlder,

    /// <summary>libstdc++ is older, and the program has no native files of TorchSharp where they are looked for.</summary>
    FilesMissing,

    /// <summary>libstdc++ is older, and TorchSharp's library could not be loaded.</summary>
    Failed,

    /// <summary>libstdc++ is older, and a copy of TorchSharp's library that works with it is loaded.</summary>
    Loaded,
}
