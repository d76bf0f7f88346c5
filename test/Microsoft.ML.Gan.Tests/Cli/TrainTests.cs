using System.Globalization;
using Microsoft.ML.Gan.Tests.Testing;

namespace Microsoft.ML.Gan.Tests.Cli;

[TestClass]
public sealed class TrainTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void A_run_folder_has_settings_log_checkpoints_and_a_model_that_generates_by_class()
    {
        var tool = Train("run", "--json");

        Assert.IsTrue(tool.Json.GetProperty("isComplete").GetBoolean());
        Assert.AreEqual(8, tool.Json.GetProperty("steps").GetInt32());
        Assert.Contains("16 pictures in 2 classes, 16×16 in colour, preset quick28, batches of 8", tool.Error);
        foreach (var file in (string[])["run.json", "log.txt", "options.json", "metrics.jsonl", "model.gan", "report.html"])
            Assert.IsTrue(File.Exists(_folder[$"run/{file}"]), file);
        Assert.IsNotEmpty(Directory.GetFiles(_folder["run/checkpoints"]));

        Tool.Succeed("generate", _folder["run"], "--count", "3", "--class", "dark", "--out", _folder["dark"]);
        Tool.Succeed("generate", _folder["run"], "--count", "3", "--class", "light", "--out", _folder["light"]);
        Assert.HasCount(3, Directory.GetFiles(_folder["dark"], "*.png"));
        Assert.IsFalse(File.ReadAllBytes(_folder["dark/00000.png"]).AsSpan().SequenceEqual(File.ReadAllBytes(_folder["light/00000.png"])), "The class decides.");
        Tool.Succeed("generate", _folder["run"], "--count", "5", "--grid", "--out", _folder["grid.png"]);
        Assert.IsTrue(File.Exists(_folder["grid.png"]));
        var unknown = Tool.Run("generate", _folder["run"], "--class", "gray", "--out", _folder["gray"]);
        Assert.AreEqual(2, unknown.ExitCode);
        Assert.Contains("dark, light", unknown.Error);

        var inspected = Tool.Succeed("inspect", _folder["run"], "--json").Json;
        Assert.AreEqual("gan", inspected.GetProperty("system").GetString());
        Assert.AreEqual(2, inspected.GetProperty("model").GetProperty("classes").GetArrayLength());
        Assert.IsGreaterThan(1000, inspected.GetProperty("model").GetProperty("parameters").GetProperty("generator").GetInt64());
        var model = Tool.Succeed("inspect", _folder["run/model.gan"], "--json").Json.GetProperty("models")[0];
        Assert.AreEqual("dcgan", model.GetProperty("architecture").GetString());
        Assert.AreEqual(16, model.GetProperty("width").GetInt32());
    }

    [TestMethod]
    public void A_size_that_the_preset_cannot_generate_is_refused_before_anything_is_written()
    {
        Tool.WritePictures(_folder["pictures"]);

        var tool = Tool.Run("train", "gan", _folder["pictures"], "--preset", "dcgan64", "--size", "17", "--out", _folder["run"]);

        Assert.AreEqual(2, tool.ExitCode);
        Assert.Contains("dcgan64 cannot generate pictures of 17×17", tool.Error);
        Assert.IsFalse(Directory.Exists(_folder["run"]) && Directory.EnumerateFileSystemEntries(_folder["run"]).Any());
    }

    [TestMethod]
    public void The_folder_of_another_run_is_refused_and_a_finished_one_resumed_stays_as_it_is()
    {
        Train("run");
        var model = File.ReadAllBytes(_folder["run/model.gan"]);

        var refused = Tool.Run(["train", "gan", _folder["pictures"], "--out", _folder["run"], .. Tool.Short]);
        Assert.AreEqual(1, refused.ExitCode);
        Assert.Contains("holds a run already (mlgan train gan", refused.Error);

        var other = Tool.Run("train", "gan", "--out", _folder["run"], "--resume", "--size", "32");
        Assert.AreEqual(1, other.ExitCode);
        Assert.Contains("--size was '16', not '32'", other.Error);

        Tool.Succeed("train", "gan", "--out", _folder["run"], "--resume", "--device", "cpu");
        Assert.IsTrue(model.AsSpan().SequenceEqual(File.ReadAllBytes(_folder["run/model.gan"])));
    }

    [TestMethod]
    public void A_folder_with_other_files_is_refused()
    {
        Tool.WritePictures(_folder["pictures"]);

        var tool = Tool.Run(["train", "gan", _folder["pictures"], "--out", _folder["pictures"], .. Tool.Short]);

        Assert.AreEqual(1, tool.ExitCode);
        Assert.Contains("is not empty", tool.Error);
    }

    [TestMethod]
    public void A_misspelt_option_lists_the_known_ones()
    {
        var tool = Tool.Run("train", "gan", "nowhere", "--out", _folder["run"], "--option", "Training.BatchSiez=3");

        Assert.AreEqual(2, tool.ExitCode);
        Assert.Contains("'Training.BatchSiez'", tool.Error);
        Assert.Contains("Training.BatchSize (whole number)", tool.Error);
        Assert.Contains("Checkpoints.Interval (hh:mm:ss)", tool.Error);
    }

    [TestMethod]
    [DataRow("Training.BatchSize=many", "whole number")]
    [DataRow("Training.Kimg=3", "--kimg")]
    [DataRow("Augmentation=blur", "diffaugment")]
    [DataRow("Training.BatchSize", "NAME=VALUE")]
    public void An_option_that_cannot_be_set_says_why(string option, string expected)
    {
        var tool = Tool.Run("train", "gan", "nowhere", "--out", _folder["run"], "--option", option);

        Assert.AreEqual(2, tool.ExitCode);
        Assert.Contains(expected, tool.Error);
    }

    [TestMethod]
    [DataRow("train", "gan")]
    [DataRow("train", "gan", "x", "--out", "y", "--kimg", "1", "--minutes", "1")]
    [DataRow("train", "gan", "x", "--out", "y", "--kimg", "-1")]
    [DataRow("train", "gan", "x", "--out", "y", "--preset", "dcgan65")]
    [DataRow("generate", "x")]
    [DataRow("augment", "x", "--model", "y", "--out", "z")]
    [DataRow("paint")]
    [DataRow("apply", "x", "--in", "y")]
    public void Wrong_arguments_end_with_2(params string[] arguments)
    {
        var tool = Tool.Run(arguments);

        Assert.AreEqual(2, tool.ExitCode, tool.Error);
        Assert.StartsWith("mlgan: ", tool.Error);
    }

    [TestMethod]
    public void Data_that_are_not_there_are_one_line_without_a_trace()
    {
        var tool = Tool.Run(["train", "gan", _folder["nowhere"], "--out", _folder["run"], .. Tool.Short]);

        Assert.AreEqual(1, tool.ExitCode);
        Assert.HasCount(1, tool.Error.TrimEnd().Split('\n'));
        Assert.Contains(_folder["nowhere"], tool.Error);
    }

    [TestMethod]
    public void Unreadable_pictures_are_counted_and_pictures_of_other_shapes_are_shown_whole()
    {
        Tool.WritePictures(_folder["pictures"]);
        Tool.WritePicture(_folder["pictures/dark/wide.png"], 40, 20, 90);
        File.WriteAllBytes(_folder["pictures/dark/broken.png"], File.ReadAllBytes(_folder["pictures/dark/wide.png"])[..60]);
        File.WriteAllText(_folder["pictures/light/page.png"], "<html>");

        var tool = Train("run");

        Assert.Contains("2 of 19 pictures were skipped, because they cannot be read", tool.Error);
        Assert.Contains("17 pictures in 2 classes, mixed sizes → 16×16, 1 not square: whole, on white in colour", tool.Output);
    }

    [TestMethod]
    public void A_csv_file_names_pictures_and_labels()
    {
        Tool.WritePictures(_folder["pictures"]);
        var rows = Directory.GetFiles(_folder["pictures"], "*.png", SearchOption.AllDirectories)
            .Select(path => string.Create(CultureInfo.InvariantCulture, $"{Path.GetRelativePath(_folder[""], path)},a {Path.GetFileName(Path.GetDirectoryName(path))} one"));
        File.WriteAllLines(_folder["data.csv"], ["path,label", .. rows, ",nothing", "pictures/dark/0.png,"]);

        var tool = Tool.Succeed(["train", "gan", _folder["data.csv"], "--out", _folder["run"], .. Tool.Short]);

        Assert.Contains("name no picture and are left out: 1.", tool.Output);
        Assert.Contains("have no label and are left out: 1.", tool.Output);
        Assert.Contains("16 pictures in 2 classes", tool.Output);
        var classes = Tool.Succeed("inspect", _folder["run"], "--json").Json.GetProperty("model").GetProperty("classes");
        Assert.AreEqual("a dark one", classes[0].GetString());
    }

    [TestMethod]
    public void Pictures_beside_folders_make_no_classes()
    {
        Tool.WritePictures(_folder["pictures"]);
        Tool.WritePicture(_folder["pictures/beside.png"], 16, 16, 9);

        var tool = Train("run");

        Assert.Contains("are not taken for classes, because there are pictures beside them (1)", tool.Output);
        Assert.Contains("17 pictures, 16×16", tool.Output);
    }

    [TestMethod]
    public void Augment_fills_classes_up_and_leaves_the_data_alone()
    {
        Train("run");
        foreach (var file in Directory.GetFiles(_folder["pictures/dark"])[..5])
            File.Delete(file);

        var tool = Tool.Succeed("augment", _folder["pictures"], "--model", _folder["run"], "--balance", "--with-real", "--out", _folder["more"]);

        Assert.Contains("dark: 3 real, 5 generated", tool.Output);
        Assert.HasCount(3, Directory.GetFiles(_folder["pictures/dark"]));
        Assert.HasCount(8, Directory.GetFiles(_folder["more/dark"]));
        Assert.HasCount(5, Directory.GetFiles(_folder["more/dark"], "generated-*.png"));
        Assert.HasCount(8, Directory.GetFiles(_folder["more/light"]));
    }

    private Tool Train(string run, params string[] more)
    {
        if (!Directory.Exists(_folder["pictures"]))
            Tool.WritePictures(_folder["pictures"]);
        return Tool.Succeed(["train", "gan", _folder["pictures"], "--out", _folder[run], .. Tool.Short, .. more]);
    }
}
