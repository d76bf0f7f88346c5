using MlGan.Cli;

return await CommandLine.Create(Output.OfConsole()).RunAsync(args);
