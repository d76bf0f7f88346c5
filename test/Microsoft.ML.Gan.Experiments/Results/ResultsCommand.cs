using System.CommandLine;
using System.Diagnostics;

namespace Microsoft.ML.Gan.Experiments;

/// <summary>
/// The runs of docs/results.md: one row, one command. Each run leaves its numbers as JSON and an image; --table writes all of them into
/// the documents.
/// </summary>
internal static class ResultsCommand
{
    public static System.CommandLine.Command Create()
    {
        var names = new Argument<string[]>("rows") { Description = "Names of rows, or of experiments for all of their rows; --list prints them.", Arity = ArgumentArity.ZeroOrMore };
        var seed = new Option<int>("--seed") { Description = "Seed of everything random.", DefaultValueFactory = _ => 1 };
        var kimg = new Option<double?>("--kimg") { Description = "Thousands of images to train on, instead of the row's." };
        var data = new Option<DirectoryInfo>("--data")
        {
            Description = "The folder with Fashion-MNIST's four IDX files.",
            DefaultValueFactory = _ => new DirectoryInfo("/usr/share/datasets/fashion-mnist"),
        };
        var python = new Option<string>("--python") { Description = "A Python with torch, for the comparison.", DefaultValueFactory = _ => "/usr/bin/python3" };
        var output = new Option<DirectoryInfo>("--out") { Description = "Where the results go.", DefaultValueFactory = _ => new DirectoryInfo(Path.Combine(Facts.Artifacts, "results")) };
        var list = new Option<bool>("--list") { Description = "Prints the names of all rows." };
        var table = new Option<bool>("--table") { Description = "Writes the tables of docs/results.md, and the pictures of docs/catalogue.md, from the results that are there." };
        var command = new System.CommandLine.Command("results", "Trains and measures what docs/results.md shows.") { names, seed, kimg, data, python, output, list, table };
        command.SetAction(arguments =>
        {
            var folder = arguments.GetValue(output)!.FullName;
            if (arguments.GetValue(list))
            {
                foreach (var row in Experiment.All.SelectMany(experiment => experiment.Rows))
                    Console.WriteLine($"{row.Name,-28} {row.Title}");
                return 0;
            }

            if (arguments.GetValue(table))
            {
                var document = Path.Combine(Facts.Root, "docs", "results.md");
                var results = ResultFile.ReadAll(folder);
                File.WriteAllText(document, ResultTable.Fill(File.ReadAllText(document), Experiment.All, results));
                // docs/catalogue.md shows pictures of the first seed.
                var catalogue = File.ReadAllText(Path.Combine(Facts.Root, "docs", "catalogue.md"));
                foreach (var result in results.Where(result => result.Seed == 1))
                {
                    var picture = $"images/catalogue/{result.Name}.png";
                    if (catalogue.Contains($"({picture})", StringComparison.Ordinal))
                        File.Copy(Path.ChangeExtension(ResultFile.PathOf(folder, result.Name, result.Seed), ".png"), Path.Combine(Facts.Root, "docs", picture), overwrite: true);
                }

                return 0;
            }

            Directory.CreateDirectory(folder);
            foreach (var name in arguments.GetValue(names)!)
            {
                Row[] rows = [.. Experiment.All.SelectMany(experiment => experiment.Rows.Where(row => row.Name == name || experiment.Name == name))];
                if (rows.Length == 0)
                {
                    Console.Error.WriteLine($"There is no row '{name}'; --list prints those that there are.");
                    return 1;
                }

                foreach (var row in rows)
                    Run(row);
            }

            return 0;

            void Run(Row row)
            {
                var clock = Stopwatch.StartNew();
                var path = ResultFile.PathOf(folder, row.Name, arguments.GetValue(seed));
                var options = new RunOptions
                {
                    Seed = arguments.GetValue(seed),
                    Kimg = arguments.GetValue(kimg),
                    Data = arguments.GetValue(data)!.FullName,
                    Python = arguments.GetValue(python)!,
                    Picture = Path.ChangeExtension(path, ".png"),
                };
                var outcome = row.Run(options);
                var result = ResultFile.Of(row, options, outcome, clock.Elapsed);
                result.Write(path);
                var numbers = string.Join(", ", outcome.Numbers.Select(number => FormattableString.Invariant($"{number.Key} {number.Value:G4}")));
                Console.WriteLine(FormattableString.Invariant($"{row.Name}, seed {options.Seed}: {numbers}; {outcome.TrainingSeconds:F0} s of training, {result.Seconds:F0} s in all"));
            }
        });
        return command;
    }
}
