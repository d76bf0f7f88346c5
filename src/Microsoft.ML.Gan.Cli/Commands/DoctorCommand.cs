using System.CommandLine;
using System.Diagnostics;
using System.Runtime.InteropServices;
using System.Runtime.Intrinsics.X86;
using TorchSharp;

namespace MlGan.Cli.Commands;

/// <summary><c>mlgan doctor</c>: what this machine trains with, what is slow or missing, and how to mend it.</summary>
internal static class DoctorCommand
{
    private const long Gibibyte = 1L << 30;

    public static Command Create(Output output)
    {
        var json = new Option<bool>("--json") { Description = "Writes one JSON document." };
        var command = new Command("doctor", "Says what this machine trains with, and what is missing.") { json };
        command.SetAction(arguments =>
        {
            output.IsJson = arguments.GetValue(json);
            var health = Health.OfThisMachine();
            if (output.IsJson)
                output.Json(health);
            else
                Show(health, output);
            return health.Works ? CommandLine.Done : CommandLine.Failed;
        });
        return command;
    }

    private static void Show(Health health, Output output)
    {
        output.Pairs(
        [
            ("mlgan", $"{health.Version}, .NET {health.Dotnet}, {health.System}"),
            ("libtorch", health.Works ? $"{health.Libtorch} (TorchSharp {health.TorchSharp}), loads and computes" : "does not load"),
            ("device", health.Device),
            ("threads", $"{health.Threads} of {health.Processors} processors"),
            ("vectors", health.Vectors),
            ("speed", health.GigaflopsPerSecond is { } speed ? $"{speed:F0} GFLOPS in a matrix product" : "not measured"),
            ("memory", $"{health.MemoryGiB:F1} GiB"),
            ("disk", $"{health.DiskGiB:F1} GiB free here"),
            ("features", health.HasResNet18 ? "ResNet-18 is there, for FID and the other metrics" : "ResNet-18 is missing"),
        ]);
        foreach (var problem in health.Problems)
            output.Line($"! {problem}");
        if (health.Problems.Count == 0)
            output.Line("Nothing is missing.");
    }

    private sealed record Health
    {
        public required string Version { get; init; }

        public required string Dotnet { get; init; }

        public required string System { get; init; }

        public bool Works { get; init; }

        public string? Libtorch { get; init; }

        public string? TorchSharp { get; init; }

        public string Device { get; init; } = "none";

        public int Threads { get; init; }

        public int Processors { get; init; }

        public required string Vectors { get; init; }

        public double? GigaflopsPerSecond { get; init; }

        public double MemoryGiB { get; init; }

        public double DiskGiB { get; init; }

        public bool HasResNet18 { get; init; }

        public IReadOnlyList<string> Problems { get; init; } = [];

        public static Health OfThisMachine()
        {
            List<string> problems = [];
            var health = new Health
            {
                Version = CommandLine.Version,
                Dotnet = Environment.Version.ToString(),
                System = $"{RuntimeInformation.OSDescription}, {RuntimeInformation.ProcessArchitecture}",
                Processors = Environment.ProcessorCount,
                Vectors = VectorsOf(problems),
                MemoryGiB = (double)GC.GetGCMemoryInfo().TotalAvailableMemoryBytes / Gibibyte,
                DiskGiB = (double)new DriveInfo(Environment.CurrentDirectory).AvailableFreeSpace / Gibibyte,
                HasResNet18 = HasResNet18Beside(),
                Problems = problems,
            };
            health = WithTorch(health, problems);
            if (health.MemoryGiB < 4)
                problems.Add("Less than 4 GiB of memory: train small pictures (--size 32), or in smaller batches (--option Training.BatchSize=16).");
            if (health.DiskGiB < 2)
                problems.Add("Less than 2 GiB of free disk here: a run with checkpoints needs some 100 MB to 1 GB; give --out a folder on another disk.");
            if (!health.HasResNet18)
                problems.Add("The weights of ResNet-18 are missing beside mlgan: evaluate needs --features inception:FILE; installing the tool anew brings them.");
            return health;
        }

        private static Health WithTorch(Health health, List<string> problems)
        {
            try
            {
                new MLContext().Gan(); // the library loads TorchSharp's native library
                var hasGpu = torch.cuda_is_available();
                if (!hasGpu && HasNvidiaDriver())
                    problems.Add("There is an NVIDIA GPU, but this build of mlgan computes on the CPU: build it from source with MLGAN_TORCH_PACKAGE=TorchSharp-cuda-linux (or -windows).");
                var threads = torch.get_num_threads();
                if (threads < Environment.ProcessorCount / 2)
                    problems.Add($"libtorch uses {threads} threads of {Environment.ProcessorCount} processors: unset OMP_NUM_THREADS, or set it higher.");
                if (!hasGpu)
                    problems.Add("Without a GPU, pictures up to 64×64 take minutes to hours; presets for 128×128 and more take days.");
                return health with
                {
                    GigaflopsPerSecond = Measure(),
                    Works = true,
                    Libtorch = torch.__version__,
                    TorchSharp = typeof(torch).Assembly.GetName().Version?.ToString(3),
                    Device = hasGpu ? $"cuda ({torch.cuda.device_count()})" : "cpu",
                    Threads = threads,
                };
            }
            catch (Exception e) when (e is InvalidOperationException or TypeInitializationException or DllNotFoundException or NotSupportedException or BadImageFormatException or EntryPointNotFoundException)
            {
                problems.Add($"The native library does not load: {e.GetBaseException().Message.Split('\n')[0]}");
                return health;
            }
        }

        /// <summary>Of the second of two products; the first starts the threads.</summary>
        private static double Measure()
        {
            const int Side = 1024;
            using var scope = torch.NewDisposeScope();
            var matrix = torch.ones(Side, Side);
            _ = matrix.mm(matrix);
            var watch = Stopwatch.StartNew();
            _ = matrix.mm(matrix).sum().ToSingle();
            return 2.0 * Side * Side * Side / watch.Elapsed.TotalSeconds / 1e9;
        }

        private static string VectorsOf(List<string> problems)
        {
            if (RuntimeInformation.ProcessArchitecture == Architecture.Arm64)
                return "NEON";
            if (Avx512F.IsSupported)
                return "AVX-512";
            if (Avx2.IsSupported)
                return "AVX2";
            problems.Add("The processor (or the virtual machine) has no AVX2: training takes several times as long.");
            return "no AVX2";
        }

        private static bool HasNvidiaDriver() => File.Exists("/proc/driver/nvidia/version")
            || File.Exists(Path.Combine(Environment.SystemDirectory, "nvcuda.dll"));

        private static bool HasResNet18Beside() =>
            Directory.EnumerateFiles(AppContext.BaseDirectory, "ResNet18.onnx", new EnumerationOptions { RecurseSubdirectories = true, MaxRecursionDepth = 3 }).Any();
    }
}
