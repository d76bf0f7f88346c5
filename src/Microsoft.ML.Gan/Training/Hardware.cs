using System.Runtime.InteropServices;
using System.Text.Json.Nodes;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Training;

/// <summary>What a training ran on, to be told with its results.</summary>
internal static class Hardware
{
    public static JsonObject ToJson() => new()
    {
        ["cpu"] = CpuName(),
        ["logicalCores"] = Environment.ProcessorCount,
        ["threads"] = get_num_threads(),
        ["memoryBytes"] = GC.GetGCMemoryInfo().TotalAvailableMemoryBytes,
        ["operatingSystem"] = RuntimeInformation.OSDescription,
        ["architecture"] = RuntimeInformation.ProcessArchitecture.ToString(),
        ["runtime"] = RuntimeInformation.FrameworkDescription,
    };

    /// <summary>The name of the CPU where the system tells it; else empty.</summary>
    private static string CpuName()
    {
        if (!OperatingSystem.IsLinux())
            return Environment.GetEnvironmentVariable("PROCESSOR_IDENTIFIER") ?? "";
        try
        {
            var line = File.ReadLines("/proc/cpuinfo").FirstOrDefault(line => line.StartsWith("model name", StringComparison.Ordinal)) ?? "";
            return line[(line.IndexOf(':', StringComparison.Ordinal) + 1)..].Trim();
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            return "";
        }
    }
}
