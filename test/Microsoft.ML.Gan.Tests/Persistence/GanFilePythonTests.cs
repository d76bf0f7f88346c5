using System.Diagnostics;
using System.IO.Compression;
using System.Runtime.InteropServices;
using System.Security.Cryptography;
using System.Text.Json.Nodes;
using Microsoft.ML.Gan.Tests.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Persistence;

/// <summary>A model file read without this library has the weights that this library has in memory.</summary>
[TestClass]
public class GanFilePythonTests
{
    private const string Python = "/usr/bin/python3";

    public required TestContext TestContext { get; set; }

    [TestMethod]
    public void Read_with_plain_num_py_gives_the_weights()
    {
        using var folder = new TemporaryFolder();
        using var transformer = TinyGan.Fit(new MLContext(seed: 1), options => options.Architecture = GanArchitecture.Dcgan(4, 4));
        transformer.SaveAs(folder["model.gan"]);

        var read = ReadWithPython(folder["model.gan"]) ?? ReadByHand(folder["model.gan"]);

        Assert.AreEqual("1.0", (string?)read["index"]!["formatVersion"]);
        Assert.AreEqual("dcgan", (string?)read["networks"]!["generator"]!["config"]!["architecture"]!["name"]);
        var weights = read["networks"]!["generator"]!["weights"]!.AsObject();
        var expected = NetworkState.Of(transformer.Generator.Module);
        Assert.HasCount(expected.Count, weights);
        foreach (var (name, value) in expected)
        {
            var tensor = weights[name]!;
            CollectionAssert.AreEqual(value.shape, tensor["shape"]!.AsArray().Select(size => (long)size!).ToArray(), name);
            Assert.AreEqual(value.to_type(ScalarType.Float64).sum().item<double>(), (double)tensor["sum"]!, 1e-9, name);
            Assert.AreEqual(Convert.ToHexStringLower(SHA256.HashData(value.detach().contiguous().bytes)), (string?)tensor["sha256"], name);
        }
    }

    private JsonNode? ReadWithPython(string path)
    {
        if (!File.Exists(Python) || Run("-c", "import numpy").ExitCode != 0)
        {
            TestContext.WriteLine("Python with NumPy is not installed: the file is read by a few lines of C# instead.");
            return null;
        }

        var (exitCode, output) = Run(Path.Combine(AppContext.BaseDirectory, "Persistence", "read_gan.py"), path);
        Assert.AreEqual(0, exitCode, output);
        return JsonNode.Parse(output);
    }

    /// <summary>What read_gan.py does, with nothing of the library.</summary>
    private static JsonObject ReadByHand(string path)
    {
        using var zip = ZipFile.OpenRead(path);
        var networks = new JsonObject();
        foreach (var component in new[] { "generator", "discriminator" })
        {
            var data = Bytes(zip, component + "/model.safetensors");
            var start = 8 + (int)BitConverter.ToInt64(data);
            var weights = new JsonObject();
            foreach (var (name, tensor) in JsonNode.Parse(data.AsSpan(8, start - 8))!.AsObject().Where(entry => entry.Key != "__metadata__"))
            {
                var (begin, end) = ((int)tensor!["data_offsets"]![0]!, (int)tensor["data_offsets"]![1]!);
                var bytes = data.AsSpan(start + begin, end - begin);
                double sum = 0;
                if ((string?)tensor["dtype"] == "F32")
                {
                    foreach (var value in MemoryMarshal.Cast<byte, float>(bytes))
                        sum += value;
                }
                else
                {
                    foreach (var value in MemoryMarshal.Cast<byte, long>(bytes))
                        sum += value;
                }

                weights[name] = new JsonObject
                {
                    ["shape"] = tensor["shape"]!.DeepClone(),
                    ["sum"] = sum,
                    ["sha256"] = Convert.ToHexStringLower(SHA256.HashData(bytes)),
                };
            }

            networks[component] = new JsonObject { ["config"] = JsonNode.Parse(Bytes(zip, component + "/config.json")), ["weights"] = weights };
        }

        return new JsonObject { ["index"] = JsonNode.Parse(Bytes(zip, "model_index.json")), ["networks"] = networks };
    }

    private static byte[] Bytes(ZipArchive zip, string name)
    {
        using var stream = zip.GetEntry(name)!.Open();
        using var bytes = new MemoryStream();
        stream.CopyTo(bytes);
        return bytes.ToArray();
    }

    private static (int ExitCode, string Output) Run(params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(Python, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        var errors = process.StandardError.ReadToEndAsync();
        var output = process.StandardOutput.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors.Result);
    }
}
