namespace MlGan.Cli;

/// <summary>The arguments are wrong: exit code 2.</summary>
internal sealed class UsageException(string message) : Exception(message);
