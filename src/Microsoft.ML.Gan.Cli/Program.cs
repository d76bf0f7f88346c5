namespace MlGan.Cli;

internal static class Program
{
    private static Task<int> Main(string[] arguments) => CommandLine.Create(Output.OfConsole()).RunAsync(arguments);
}
