using System.Buffers.Binary;
using System.IO.Compression;
using System.Text;
using System.Text.Json.Nodes;
using Microsoft.ML.Gan.Tests.Testing;

namespace Microsoft.ML.Gan.Tests.Persistence;

/// <summary>Malicious files: each is refused with a clear message before memory is allocated.</summary>
[TestClass]
public class GanFileHostileTests
{
    private const long MemoryOfARefusal = 64L << 20;

    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void LoadGan_cut_anywhere_is_refused()
    {
        var file = Parts.TinyFile;
        for (var length = 0; length < file.Length; length += length < 2000 || length > file.Length - 2000 ? 7 : 997)
            AssertRefused(file[..length]);
    }

    [TestMethod]
    public void LoadGan_no_zip_names_the_file()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["notes.gan"], "These are notes.");

        var error = Assert.ThrowsExactly<InvalidDataException>(() => _ml.Model.LoadGan(folder["notes.gan"]));

        Assert.Contains("notes.gan", error.Message);
    }

    [TestMethod]
    [DataRow(Parts.Index)]
    [DataRow(Parts.Config)]
    [DataRow(Parts.DiscriminatorConfig)]
    [DataRow(Parts.Weights)]
    [DataRow(Parts.DiscriminatorWeights)]
    public void LoadGan_part_that_is_missing_or_empty_or_cut_names_it(string part)
    {
        foreach (var length in new[] { -1, 0, 10 })
        {
            var parts = Parts.OfTiny();
            if (length < 0)
                parts.Content.Remove(part);
            else
                parts.Content[part] = parts.Content[part][..length];

            AssertRefused(parts, part);
            using var folder = new TemporaryFolder();
            parts.Unpack(folder["tiny"]);
            Assert.Contains(part, Assert.ThrowsExactly<InvalidDataException>(() => _ml.Model.LoadGan(folder["tiny"])).Message);
        }
    }

    [TestMethod]
    public void LoadGan_damaged_byte_is_noticed_by_the_checksum()
    {
        var file = Parts.TinyFile;
        var weights = Parts.OfTiny().Content[Parts.Weights];
        var at = file.AsSpan().IndexOf(weights) + weights.Length - 3;
        file[at] ^= 1;

        AssertRefused(file, "checksum");
    }

    [TestMethod]
    [DataRow("../generator/config.json")]
    [DataRow("/etc/passwd")]
    [DataRow("generator/../../x")]
    [DataRow("..\\x")]
    [DataRow("C:\\x")]
    [DataRow("C:/x")]
    public void LoadGan_path_that_leads_out_is_refused(string name)
    {
        var parts = Parts.OfTiny();
        parts.Content[name] = [1];

        AssertRefused(parts, "leads out");
    }

    [TestMethod]
    public void LoadGan_part_given_twice_is_refused()
    {
        using var stream = new MemoryStream();
        stream.Write(Parts.TinyFile);
        using (var zip = new ZipArchive(stream, ZipArchiveMode.Update, leaveOpen: true))
        {
            using var entry = zip.CreateEntry(Parts.Index).Open();
            entry.Write("{}"u8);
        }

        AssertRefused(stream.ToArray(), "twice");
    }

    [TestMethod]
    [DataRow("../generator")]
    [DataRow("/generator")]
    [DataRow("a/b")]
    [DataRow(".")]
    [DataRow("..")]
    [DataRow("")]
    [DataRow("gen\u0000")]
    public void LoadGan_index_that_leads_out_is_refused_from_file_and_folder(string folderName)
    {
        using var folder = new TemporaryFolder();
        var parts = Parts.OfTiny().Edit(Parts.Index, index => index["components"]!["generator"] = folderName);
        parts.Unpack(folder["tiny"]);

        AssertRefused(parts, "plain name");
        Assert.Contains("plain name", Assert.ThrowsExactly<InvalidDataException>(() => _ml.Model.LoadGan(folder["tiny"])).Message);
    }

    [TestMethod]
    public void LoadGan_folder_with_an_endless_device_is_refused()
    {
        if (OperatingSystem.IsWindows())
            return;
        using var folder = new TemporaryFolder();
        Parts.OfTiny().Unpack(folder["tiny"]);
        File.Delete(folder["tiny/" + Parts.Weights]);
        File.CreateSymbolicLink(folder["tiny/" + Parts.Weights], "/dev/zero");

        Assert.ThrowsExactly<InvalidDataException>(() => _ml.Model.LoadGan(folder["tiny"]));
    }

    [TestMethod]
    public void LoadGan_part_that_unpacks_to_many_times_its_size_is_refused()
    {
        var parts = Parts.OfTiny();
        var bomb = new byte[100 << 20];
        var size = bomb.Length - 1008;
        var header = Encoding.UTF8.GetBytes($$$"""{"a":{"dtype":"U8","shape":[{{{size}}}],"data_offsets":[0,{{{size}}}]}}""".PadRight(1000));
        BinaryPrimitives.WriteInt64LittleEndian(bomb, header.Length);
        header.CopyTo(bomb, 8);
        parts.Content[Parts.Weights] = bomb;

        AssertRefused(parts.ToFile(CompressionLevel.SmallestSize), "unpack");
    }

    [TestMethod]
    public void LoadGan_part_that_is_longer_than_declared_is_refused()
    {
        // Ten megabytes of blanks in a part that both of the zip's headers declare to be as short as before.
        var parts = Parts.OfTiny();
        var length = parts.Content[Parts.Index].Length;
        parts.Content[Parts.Index] = [.. parts.Content[Parts.Index], .. Enumerable.Repeat((byte)' ', 10 << 20)];
        var file = parts.ToFile(CompressionLevel.SmallestSize);
        Patch(file, BitConverter.GetBytes(parts.Content[Parts.Index].Length), BitConverter.GetBytes(length));

        AssertRefused(file);
    }

    [TestMethod]
    public void LoadGan_parts_that_share_bytes_are_refused()
    {
        // Every entry of the central directory declares a length of half the file.
        var file = Parts.OfTiny().ToFile();
        foreach (var weights in new[] { Parts.Weights, Parts.DiscriminatorWeights })
            Patch(file, BitConverter.GetBytes(Parts.OfTiny().Content[weights].Length), BitConverter.GetBytes(file.Length - 1000));

        AssertRefused(file);
    }

    [TestMethod]
    public void LoadGan_deep_json_is_refused()
    {
        var deep = string.Concat(Enumerable.Repeat("{\"a\":", 100_000)) + "1" + new string('}', 100_000);

        foreach (var part in new[] { Parts.Index, Parts.Config })
            AssertRefused(Parts.OfTiny().Replace(part, deep), part);
        AssertRefused(Parts.OfTiny().Edit(Parts.Index, index => index["model"]!["classNames"] = Nested(20)), Parts.Index);
    }

    [TestMethod]
    public void LoadGan_huge_json_is_refused()
    {
        var parts = Parts.OfTiny();
        parts.Content[Parts.Index] = [.. parts.Content[Parts.Index], .. Enumerable.Repeat((byte)' ', 17 << 20)];

        AssertRefused(parts, "larger than 16 MiB");
    }

    [TestMethod]
    public void LoadGan_name_given_twice_is_refused()
    {
        var parts = Parts.OfTiny();

        AssertRefused(parts.Replace(Parts.Index, "{\"library\":\"x\"," + parts.Text(Parts.Index)[1..]), "'library' is given twice");
    }

    [TestMethod]
    [DataRow("""{"library":null}""")]
    [DataRow("""{"library":7}""")]
    [DataRow("""{"_class_name":"StableDiffusionPipeline","_diffusers_version":"0.30.0"}""")]
    [DataRow("[]")]
    [DataRow("null")]
    [DataRow("\"\"")]
    [DataRow("{}{}")]
    [DataRow("\uD83D")]
    public void LoadGan_other_json_is_refused(string index) => AssertRefused(Parts.OfTiny().Replace(Parts.Index, index), Parts.Index);

    [TestMethod]
    [DataRow("components", "null")]
    [DataRow("components", "{}")]
    [DataRow("components", """{"generator":null,"discriminator":null}""")]
    [DataRow("class", "\"VideoGan\"")]
    [DataRow("class", "null")]
    [DataRow("model", "null")]
    [DataRow("model", "{}")]
    [DataRow("model", "[]")]
    public void LoadGan_index_without_meaning_names_it(string field, string value) =>
        AssertRefused(Parts.OfTiny().Edit(Parts.Index, index => index[field] = JsonNode.Parse(value)), Parts.Index);

    [TestMethod]
    [DataRow("columns", "null")]
    [DataRow("columns", """{"output":""}""")]
    [DataRow("loss", "null")]
    [DataRow("loss", "{}")]
    [DataRow("training", "null")]
    [DataRow("seed", "1e400")]
    [DataRow("seed", "99999999999")]
    [DataRow("output", "\"Video\"")]
    [DataRow("output", "17")]
    [DataRow("outputLayout", "null")]
    [DataRow("outputLayout", """{"scaleImage":0}""")]
    [DataRow("outputLayout", """{"offsetImage":"NaN"}""")]
    [DataRow("generationBatchSize", "0")]
    [DataRow("generationBatchSize", "-5")]
    [DataRow("generationBatchSize", "2147483647")]
    [DataRow("classNames", "null")]
    [DataRow("classNames", """["a"]""")]
    [DataRow("classNames", """["a","b","c",null]""")]
    public void LoadGan_description_without_meaning_names_the_index(string field, string value) =>
        AssertRefused(Parts.OfTiny().Edit(Parts.Index, index => index["model"]![field] = JsonNode.Parse(value)), Parts.Index);

    [TestMethod]
    [DataRow("architecture", "null")]
    [DataRow("architecture", """{"name":"mlp"}""")]
    [DataRow("architecture", """{"name":"mlp","options":null}""")]
    [DataRow("architecture", """{"name":"mlp","options":7}""")]
    [DataRow("architecture", """{"name":"mlp","options":{"HiddenSizes":null}}""")]
    [DataRow("architecture", """{"name":"mlp","options":{"HiddenSizes":[]}}""")]
    [DataRow("architecture", """{"name":"mlp","options":{"HiddenSizes":[-1]}}""")]
    [DataRow("architecture", """{"name":"dcgan","options":{}}""")]
    [DataRow("architecture", """{"name":"System.Diagnostics.Process","options":{}}""")]
    [DataRow("specification", "null")]
    [DataRow("specification", """{"image":{"channels":2,"height":16,"width":16}}""")]
    [DataRow("specification", """{"image":{"channels":3,"height":0,"width":16}}""")]
    [DataRow("specification", """{"image":{"channels":3,"height":2147483647,"width":2147483647}}""")]
    [DataRow("specification", """{"image":{"channels":3,"height":16384,"width":16384},"conditionSize":4}""")]
    [DataRow("specification", """{"image":{"channels":3,"height":16,"width":16},"conditionSize":-4}""")]
    [DataRow("specification", """{"image":{"channels":3,"height":16,"width":16},"conditionSize":1000000000}""")]
    [DataRow("latentSize", "0")]
    [DataRow("latentSize", "9")]
    [DataRow("latentSize", "2147483647")]
    public void LoadGan_configuration_without_meaning_is_refused(string field, string value) =>
        AssertRefused(Parts.OfTiny().EditConfigs(config => config[field] = JsonNode.Parse(value)));

    [TestMethod]
    [DataRow("""{"name":"mlp","options":{"LatentSize":8,"HiddenSizes":[1000000000]}}""")]
    [DataRow("""{"name":"mlp","options":{"LatentSize":8,"HiddenSizes":[2147483647,2147483647,2147483647]}}""")]
    [DataRow("""{"name":"dcgan","options":{"LatentSize":8,"GeneratorWidth":1000000000}}""")]
    [DataRow("""{"name":"dcgan","options":{"LatentSize":8,"GeneratorWidth":1,"DiscriminatorWidth":1000000}}""")]
    [DataRow("""{"name":"dcgan","options":{"LatentSize":8,"GeneratorWidth":2000,"DiscriminatorWidth":2000}}""")]
    public void LoadGan_options_of_terabytes_are_refused_before_anything_is_allocated(string architecture)
    {
        var before = Environment.WorkingSet;

        AssertRefused(Parts.OfTiny().EditConfigs(config => config["architecture"] = JsonNode.Parse(architecture)), "model.safetensors");

        Assert.IsLessThan(before + (256L << 20), Environment.WorkingSet);
    }

    [TestMethod]
    public void LoadGan_options_and_header_that_lie_together_are_refused_before_anything_is_allocated()
    {
        // A header that declares what the options need, without data after it.
        const long Width = 1_000_000_000, Pixels = 3 * Squares.Side * Squares.Side, Inputs = TinyGan.LatentSize + Squares.Classes;
        var (header, offset) = (new JsonObject(), 0L);
        foreach (var (name, shape) in new (string, long[])[]
        {
            ("main.0.weight", [Width, Inputs]), ("main.0.bias", [Width]), ("main.2.weight", [Pixels, Width]), ("main.2.bias", [Pixels]),
        })
        {
            var end = offset + (4 * shape.Aggregate((a, b) => a * b));
            header[name] = new JsonObject
            {
                ["dtype"] = "F32",
                ["shape"] = new JsonArray([.. shape.Select(size => (JsonNode)size)]),
                ["data_offsets"] = new JsonArray(offset, end),
            };
            offset = end;
        }

        var parts = Parts.OfTiny().EditConfigs(config => config["architecture"]!["options"]!["HiddenSizes"] = new JsonArray(Width));
        var text = Encoding.UTF8.GetBytes(header.ToJsonString());
        parts.Content[Parts.Weights] = [.. BitConverter.GetBytes((long)text.Length), .. text];

        AssertRefused(parts, Parts.Weights);
    }

    [TestMethod]
    public void LoadGan_options_of_many_layers_are_refused()
    {
        var layers = $"[{string.Join(',', Enumerable.Repeat(1, 100_000))}]";

        AssertRefused(
            Parts.OfTiny().EditConfigs(config => config["architecture"]!["options"]!["HiddenSizes"] = JsonNode.Parse(layers)), "longer than 64 KiB");
    }

    [TestMethod]
    public void LoadGan_networks_of_two_models_are_refused()
    {
        var parts = Parts.OfTiny().Edit(Parts.DiscriminatorConfig, config => config["architecture"]!["options"]!["Dropout"] = 0.7);

        AssertRefused(parts, "do not belong together");
    }

    [TestMethod]
    [DataRow("I32")]
    [DataRow("U8")]
    public void LoadGan_weights_of_another_type_are_refused(string type)
    {
        var parts = Parts.OfTiny();
        parts.Content[Parts.Weights] = EditHeader(parts.Content[Parts.Weights], header =>
        {
            var bias = header["main.0.bias"]!;
            bias["dtype"] = type;
            if (type == "U8")
                bias["shape"] = new JsonArray(4 * (long)bias["shape"]![0]!);
        });

        AssertRefused(parts, "main.0.bias");
    }

    [TestMethod]
    public void LoadGan_tensor_missing_or_unknown_is_named()
    {
        var parts = Parts.OfTiny();
        parts.Content[Parts.Weights] = EditHeader(parts.Content[Parts.Weights], header =>
        {
            var bias = header["main.0.bias"]!.DeepClone();
            header.Remove("main.0.bias");
            header["evil"] = bias;
        });

        AssertRefused(parts, "main.0.bias");
    }

    [TestMethod]
    public void LoadGan_generator_with_na_n_is_refused()
    {
        var parts = Parts.OfTiny();
        BitConverter.GetBytes(float.NaN).CopyTo(parts.Content[Parts.Weights], parts.Content[Parts.Weights].Length - 4);

        AssertRefused(parts, "not finite");
    }

    [TestMethod]
    public void LoadGan_discriminator_with_na_n_loads()
    {
        var parts = Parts.OfTiny();
        BitConverter.GetBytes(float.NaN).CopyTo(parts.Content[Parts.DiscriminatorWeights], parts.Content[Parts.DiscriminatorWeights].Length - 4);

        using var loaded = _ml.Model.LoadGan(new MemoryStream(parts.ToFile()));

        Assert.HasCount(1, Values.Images(loaded.Transform(LabelRow.LoadMany(_ml, 1))));
    }

    [TestMethod]
    public void LoadGan_weights_of_half_precision_load()
    {
        var parts = Parts.OfTiny();
        using (TorchSharp.torch.NewDisposeScope())
        {
            var weights = Safetensors.Read(new MemoryStream(parts.Content[Parts.Weights]));
            using var stream = new MemoryStream();
            Safetensors.Write(stream, [.. weights.Select(entry => (entry.Key, entry.Value.to_type(TorchSharp.torch.ScalarType.Float16)))]);
            parts.Content[Parts.Weights] = stream.ToArray();
        }

        using var loaded = _ml.Model.LoadGan(new MemoryStream(parts.ToFile()));

        Assert.HasCount(1, Values.Images(loaded.Transform(LabelRow.LoadMany(_ml, 1))));
    }

    [TestMethod]
    public void LoadGan_extra_files_are_ignored()
    {
        var parts = Parts.OfTiny();
        parts.Content["README.md"] = "Made with care."u8.ToArray();
        parts.Content["generator/notes/today.txt"] = new byte[1000];

        using var loaded = _ml.Model.LoadGan(new MemoryStream(parts.ToFile()));

        Assert.AreEqual(TinyGan.LatentSize, loaded.LatentSize);
    }

    private static JsonNode Nested(int depth) => depth == 0 ? JsonValue.Create(1) : new JsonArray(Nested(depth - 1));

    private static void Patch(byte[] file, byte[] before, byte[] after)
    {
        var found = false;
        for (int at; (at = file.AsSpan().IndexOf(before)) >= 0; found = true)
            after.CopyTo(file, at);
        Assert.IsTrue(found, "there is nothing to patch");
    }

    private static byte[] EditHeader(byte[] file, Action<JsonObject> change)
    {
        var length = (int)BitConverter.ToInt64(file);
        var header = JsonNode.Parse(file.AsSpan(8, length))!.AsObject();
        change(header);
        var text = Encoding.UTF8.GetBytes(header.ToJsonString());
        return [.. BitConverter.GetBytes((long)text.Length), .. text, .. file[(8 + length)..]];
    }

    private void AssertRefused(Parts parts, string message = "") => AssertRefused(parts.ToFile(), message);

    private void AssertRefused(byte[] file, string message = "")
    {
        var before = GC.GetAllocatedBytesForCurrentThread();

        var error = Assert.ThrowsExactly<InvalidDataException>(() => _ml.Model.LoadGan(new MemoryStream(file)));

        Assert.Contains(message, error.Message);
        Assert.IsLessThan(MemoryOfARefusal, GC.GetAllocatedBytesForCurrentThread() - before);
    }
}
