using Microsoft.ML.Gan.Tests.Testing;

namespace Microsoft.ML.Gan.Tests.Cli;

[TestClass]
public sealed class ReadingVerbsTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void Doctor_says_that_libtorch_computes()
    {
        var health = Tool.Succeed("doctor", "--json").Json;

        Assert.IsTrue(health.GetProperty("works").GetBoolean());
        Assert.IsGreaterThan(0, health.GetProperty("threads").GetInt32());
        Assert.IsGreaterThan(0.0, health.GetProperty("memoryGiB").GetDouble());
    }

    [TestMethod]
    public void Systems_lists_every_preset_of_the_library()
    {
        var systems = Tool.Succeed("systems", "--json").Json;

        Assert.AreEqual("gan", systems[0].GetProperty("name").GetString());
        Assert.AreEqual(GanPreset.All.Count, systems[0].GetProperty("presets").GetArrayLength());
    }

    [TestMethod]
    public void Evaluate_gives_finite_numbers_and_lower_ones_for_the_same_pictures()
    {
        Tool.WritePictures(_folder["real"]);
        Tool.WritePictures(_folder["same"]);
        Directory.CreateDirectory(_folder["other"]);
        for (var i = 0; i < 16; i++)
            Tool.WritePicture(_folder[$"other/{i}.png"], 16, 16, (byte)(255 - (i * 16)));

        var (same, other) = (Fid("same"), Fid("other"));

        Assert.IsTrue(double.IsFinite(other), $"{other}");
        Assert.IsLessThan(other, same);
    }

    [TestMethod]
    public void What_is_no_model_is_said_in_one_line()
    {
        File.WriteAllText(_folder["notes.txt"], "hello");
        Directory.CreateDirectory(_folder["empty"]);

        var file = Tool.Run("inspect", _folder["notes.txt"]);
        var folder = Tool.Run("generate", _folder["empty"], "--out", _folder["x.png"]);

        Assert.AreEqual(1, file.ExitCode);
        Assert.Contains("is no model of MlGan", file.Error);
        Assert.AreEqual(1, folder.ExitCode);
        Assert.Contains("is no run folder", folder.Error);
    }

    private double Fid(string generated) =>
        Tool.Succeed("evaluate", _folder["real"], _folder[generated], "--metrics", "fid", "--device", "cpu", "--json").Json.GetProperty("values")[0].GetProperty("value").GetDouble();
}
