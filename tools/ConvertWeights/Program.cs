namespace ConvertWeights;

/// <summary>The command: a .pth file in, a .safetensors file out.</summary>
internal static class Program
{
    public const int Done = 0;
    public const int Failed = 1;
    public const int Misused = 2;

    /// <summary>Room for tensors that share their numbers; a few bytes could otherwise ask for terabytes.</summary>
    private const long MostGrowth = 8;
    private const long AlwaysAllowed = 64 << 20;

    private const string Usage =
        """
        Converts weights that PyTorch saved (.pth, .pt) to the safetensors format. Nothing in the file is run.

        usage: ConvertWeights IN.pth OUT.safetensors [--key NAME]

          --key NAME   the entry of the saved dictionary that holds the weights
                       (default: state_dict if there is one, else everything)
          --help       this text

        exit codes: 0 converted, 1 the file cannot be converted, 2 wrong arguments
        """;

    public static int Main(string[] arguments) => Run(arguments, Console.Out, Console.Error);

    public static int Run(string[] arguments, TextWriter output, TextWriter error)
    {
        if (arguments is ["--help" or "-h"])
        {
            output.WriteLine(Usage);
            return Done;
        }

        var (input, target, key) = arguments switch
        {
            [var from, var to] => (from, to, null),
            [var from, var to, "--key", var name] => (from, to, name),
            _ => (null, null, (string?)null),
        };
        if (input is null || target is null)
        {
            error.WriteLine(Usage);
            return Misused;
        }

        try
        {
            var count = Convert(input, target, key);
            output.WriteLine($"{target}: {count} tensors.");
            return Done;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            error.WriteLine($"{input}: {(e is EndOfStreamException ? "The file is cut short." : e.Message)}");
            return Failed;
        }
    }

    private static int Convert(string input, string target, string? key)
    {
        using var stream = File.OpenRead(input);
        using var file = TorchFile.Open(stream);
        var tensors = StateDict.Find(file.Root, key);
        var total = tensors.Sum(tensor => (double)tensor.Value.ByteCount);
        if (total > (MostGrowth * stream.Length) + AlwaysAllowed)
            throw new InvalidDataException($"The tensors would take {total:N0} bytes, which a file of {stream.Length:N0} bytes cannot mean.");
        SafetensorsFile.Write(target, tensors, file.ReadStorage);
        return tensors.Count;
    }
}
