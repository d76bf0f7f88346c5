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
        Converts weights that PyTorch saved (.pth, .pt, .bin, .ckpt) to the safetensors format.
        Nothing in the file is run; what it holds beside weights is left out and listed.

        usage: ConvertWeights IN.pth OUT.safetensors [--key NAME]

          --key NAME   the entry of the saved dictionary that holds the weights, A.B for
                       entry B of entry A (default: state_dict if there is one, else all
                       weights without the optimizers' states)
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
            var count = Convert(input, target, key, note => error.WriteLine($"{input}: {note}"));
            output.WriteLine($"{target}: {count} tensors.");
            return Done;
        }
        catch (Exception e) when (e is IOException or InvalidDataException or UnauthorizedAccessException)
        {
            error.WriteLine($"{input}: {(e is EndOfStreamException ? "The file is cut short." : e.Message)}");
            return Failed;
        }
    }

    private static int Convert(string input, string target, string? key, Action<string> note)
    {
        if (Directory.Exists(input))
            throw new IOException("This is a folder. Give the file that torch.save wrote; a file that was unpacked must be packed again, as a zip.");
        if (Path.GetFullPath(input) == Path.GetFullPath(target))
            throw new IOException("The output would replace the input. Give it another name.");
        using var stream = File.OpenRead(input);
        using var file = TorchFile.Open(stream);
        var found = StateDict.Find(file.Root, key);
        var total = found.Tensors.Sum(tensor => (double)tensor.Value.ByteCount);
        if (total > (MostGrowth * (double)file.UnpackedLength) + AlwaysAllowed)
            throw new InvalidDataException($"The tensors would take {total:N0} bytes, which a file of {stream.Length:N0} bytes cannot mean.");
        SafetensorsFile.Write(target, found.Tensors, file.ReadStorage);

        foreach (var oddity in file.Notes)
            note(oddity);
        if (found.Omitted.Count > 0)
        {
            var more = found.OmittedMore > 0 ? $" and {found.OmittedMore} more" : "";
            note($"left out, as no weights or not those that were asked for: {string.Join(", ", found.Omitted)}{more}.");
        }

        if (key is null && found.Groups.Count > 0)
            note($"the names of the tensors begin with that of the entry that holds them: {string.Join(", ", found.Groups)}. --key NAME takes one entry, without its name.");
        return found.Tensors.Count;
    }
}
