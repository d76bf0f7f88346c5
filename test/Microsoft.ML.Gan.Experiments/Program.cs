using System.CommandLine;
using Microsoft.ML.Gan.Experiments;

// The programs behind docs/results.md and docs/metrics.md. They use the public interface only.
return new RootCommand("Makes the tables of docs/results.md and docs/metrics.md.") { ResultsCommand.Create(), MetricsCommand.Create() }.Parse(args).Invoke();
