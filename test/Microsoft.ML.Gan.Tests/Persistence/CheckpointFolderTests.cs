using System.Text.Json.Nodes;
using Microsoft.ML.Gan.Tests.Testing;
using TorchSharp;

namespace Microsoft.ML.Gan.Tests.Persistence;

[TestClass]
public class CheckpointFolderTests
{
    private static readonly JsonObject _options = new() { ["batchSize"] = 16, ["seed"] = 1 };
    private readonly TemporaryFolder _folder = new();
    private readonly List<string> _warnings = [];

    [TestCleanup]
    public void Cleanup() => _folder.Dispose();

    [TestMethod]
    public void An_empty_folder_has_no_checkpoint()
    {
        Assert.IsNull(Open().LoadLatest());
        Assert.IsEmpty(_warnings);
    }

    [TestMethod]
    public void The_latest_comes_back_whole()
    {
        Save(Open(), 5);
        Save(Open(), 10);
        using var latest = Open().LoadLatest();
        Assert.AreEqual(10, latest!.State.Integer("steps"));
        Assert.AreEqual(0.1 + 0.2, latest.State.Number("number"));
        CollectionAssert.AreEqual(new[] { 10f, 11f, 12f }, latest.State.Tensor("weights").data<float>().ToArray());
    }

    [TestMethod]
    [DataRow("safetensors", DisplayName = "tensors cut short")]
    [DataRow("json", DisplayName = "manifest cut short")]
    public void A_half_written_checkpoint_is_skipped_for_the_one_before(string extension)
    {
        Save(Open(), 5);
        Save(Open(), 10);
        var file = FileOf(10, extension);
        var bytes = File.ReadAllBytes(file);
        File.WriteAllBytes(file, bytes[..(bytes.Length / 2)]);

        using var latest = Open().LoadLatest();
        Assert.AreEqual(5, latest!.State.Integer("steps"));
        StringAssert.Contains(_warnings.Single(), Path.GetFileName(FileOf(10, "json")));
    }

    [TestMethod]
    public void A_flipped_bit_is_noticed()
    {
        Save(Open(), 5);
        Save(Open(), 10);
        var bytes = File.ReadAllBytes(FileOf(10, "safetensors"));
        bytes[^1] ^= 1;
        File.WriteAllBytes(FileOf(10, "safetensors"), bytes);

        using var latest = Open().LoadLatest();
        Assert.AreEqual(5, latest!.State.Integer("steps"));
    }

    /// <summary>A checkpoint of format 1 has the optimizers' averages in another order, which their length does not tell.</summary>
    [TestMethod]
    [DataRow(4, "a newer version", "Update the package, or choose another checkpoint directory")]
    [DataRow(2, "an older version", "Finish the training with the version that started it, or choose another checkpoint directory")]
    public void Another_versions_checkpoint_is_neither_skipped_nor_removed(int version, string age, string remedy)
    {
        Save(Open(), 5);
        Save(Open(), 10);
        File.WriteAllText(FileOf(10, "json"), File.ReadAllText(FileOf(10, "json")).Replace("\"version\":3", $"\"version\":{version}", StringComparison.Ordinal));

        var error = Assert.ThrowsExactly<InvalidOperationException>(() => Open().LoadLatest());

        StringAssert.Contains(error.Message, FileOf(10, "json"), StringComparison.Ordinal);
        StringAssert.Contains(error.Message, $"written by {age} of this library (format {version}, this one reads 3). {remedy}", StringComparison.Ordinal);
        Assert.IsTrue(File.Exists(FileOf(10, "safetensors")));
    }

    [TestMethod]
    public void Tensors_without_manifest_are_no_checkpoint()
    {
        Save(Open(), 5);
        Save(Open(), 10);
        File.Delete(FileOf(10, "json"));
        using var latest = Open().LoadLatest();
        Assert.AreEqual(5, latest!.State.Integer("steps"));
    }

    [TestMethod]
    public void The_last_few_and_the_best_are_kept()
    {
        var folder = Open(kept: 2);
        Save(folder, 1, score: 3);
        Save(folder, 2, score: 1);
        Save(folder, 3, score: 2);
        Save(folder, 4, score: 4);
        Save(folder, 5, score: 5);
        var steps = Directory.EnumerateFiles(_folder["runs"], "*.json").Order().Select(Path.GetFileName).ToArray();
        CollectionAssert.AreEqual(new[] { 2, 4, 5 }.Select(step => Path.GetFileName(FileOf(step, "json"))).ToArray(), steps);
        Assert.HasCount(3, Directory.EnumerateFiles(_folder["runs"], "*.safetensors").ToArray());
    }

    [TestMethod]
    public void A_full_disk_costs_that_checkpoint_only()
    {
        Save(Open(), 5);
        Save(Open(create: path => new FullDisk(path)), 10);

        using var latest = Open().LoadLatest();
        Assert.AreEqual(5, latest!.State.Integer("steps"));
        StringAssert.Contains(_warnings.Single(), "step 10");
        Assert.IsEmpty(Directory.EnumerateFiles(_folder["runs"], "*.tmp").ToArray());
    }

    [TestMethod]
    public void A_folder_that_cannot_be_written_to_is_said_at_once()
    {
        var file = _folder["file"];
        File.WriteAllText(file, "not a folder");
        var error = Assert.ThrowsExactly<InvalidOperationException>(() => new CheckpointFolder(Path.Combine(file, "runs"), 3, _warnings.Add));
        StringAssert.Contains(error.Message, Path.Combine(file, "runs"));
    }

    [TestMethod]
    public void Another_trainings_checkpoints_are_refused()
    {
        Save(Open(), 5);
        using var latest = Open().LoadLatest();
        latest!.RequireSame(new JsonObject { ["batchSize"] = 16, ["seed"] = 1 }, "runs", _warnings.Add);
        var error = Assert.ThrowsExactly<InvalidOperationException>(
            () => latest.RequireSame(new JsonObject { ["batchSize"] = 32, ["seed"] = 1 }, "runs", _warnings.Add));
        StringAssert.Contains(error.Message, "batchSize was 16, now it is 32");
    }

    private CheckpointFolder Open(int kept = 3, Func<string, FileStream>? create = null) => new(_folder["runs"], kept, _warnings.Add, create);

    private string FileOf(int step, string extension) => Path.Combine(_folder["runs"], $"step-{step:D12}.{extension}");

    private static void Save(CheckpointFolder folder, int step, double? score = null)
    {
        using var state = new TrainingState();
        state.Add("steps", step);
        state.Add("number", 0.1 + 0.2);
        using var weights = torch.tensor(new[] { step, step + 1f, step + 2f });
        state.Add("weights", weights);
        folder.Save(state, _options, score);
    }

    /// <summary>A file on a disk with room for a few bytes.</summary>
    private sealed class FullDisk(string path) : FileStream(path, FileMode.Create)
    {
        public override void Write(byte[] buffer, int offset, int count) => throw Full();

        public override void Write(ReadOnlySpan<byte> buffer) => throw Full();

        public override void WriteByte(byte value) => throw Full();

        private static IOException Full() => new("No space left on device");
    }
}
