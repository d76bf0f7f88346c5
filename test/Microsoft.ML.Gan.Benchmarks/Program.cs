using System.Globalization;
using Microsoft.ML.Gan.Benchmarks;
using TorchSharp;

// ./build.sh bench [--what training|layers|metrics|augmentation|webapi] [--side 32|64] [--rounds N] [--requests N] [--steps N] [--only MEASURE] [--python PATH]
CultureInfo.CurrentCulture = CultureInfo.InvariantCulture;
var (what, python) = (Option("--what", "training"), Option("--python", "/usr/bin/python3"));
var rounds = Number("--rounds", what == "metrics" ? 3 : 8);
var threads = what == "augmentation" ? 1 : Environment.ProcessorCount;
Microsoft.ML.Gan.NativeTorch.Require();
torch.set_num_threads(threads);
switch (what)
{
    case "training":
        TrainingSubject.Run(Number("--side", 32), rounds, Number("--steps", 8), python, threads);
        return 0;
    case "layers":
        LayersSubject.Run(rounds, Number("--steps", 8));
        return 0;
    case "metrics":
        return MetricsSubject.Run(rounds, python, threads, Option("--only", "")) ? 0 : 1;
    case "augmentation":
        AugmentationSubject.Run(rounds, python);
        return 0;
    case "webapi":
        await WebApiSubject.Run(Number("--requests", 10_000));
        return 0;
    default:
        Console.Error.WriteLine($"--what is training, layers, metrics, augmentation or webapi, but not '{what}'.");
        return 2;
}

string Option(string name, string otherwise) => Array.IndexOf(args, name) is >= 0 and var at ? args[at + 1] : otherwise;

int Number(string name, int otherwise) => int.Parse(Option(name, otherwise.ToString(CultureInfo.InvariantCulture)), CultureInfo.InvariantCulture);
