using System.Buffers.Binary;
using System.Diagnostics;
using System.IO.Compression;
using System.Text;
using System.Text.Json;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Persistence;

[TestClass]
public class SafetensorsTests
{
    public required TestContext TestContext { get; set; }

    private static string Here(string file) => Path.Combine(AppContext.BaseDirectory, "Persistence", file);

    [TestMethod]
    public void Read_file_written_with_num_py_gives_its_numbers()
    {
        using var scope = NewDisposeScope();
        using var file = File.OpenRead(Here("numpy.safetensors"));

        var tensors = Safetensors.Read(file);

        CollectionAssert.AreEqual(new long[] { -1, 0, 1L << 62 }, tensors["counts"].data<long>().ToArray());
        CollectionAssert.AreEqual(new[] { 0.1, -2.5 }, tensors["precise"].data<double>().ToArray());
        CollectionAssert.AreEqual(new long[] { 2, 3, 2, 2 }, tensors["conv.weight"].shape);
        CollectionAssert.AreEqual(Enumerable.Range(0, 24).Select(i => i / 8f - 1).ToArray(), tensors["conv.weight"].data<float>().ToArray());
        Assert.AreEqual(3.25f, tensors["scalar"].item<float>());
        CollectionAssert.AreEqual(new long[] { 0, 5 }, tensors["nothing"].shape);
        CollectionAssert.AreEqual(new[] { 7, -8 }, tensors["ints"].data<int>().ToArray());
        CollectionAssert.AreEqual(new[] { 0.5f, -65504f }, tensors["half"].to_type(ScalarType.Float32).data<float>().ToArray());
        Assert.AreEqual(ScalarType.BFloat16, tensors["brain"].dtype);
        CollectionAssert.AreEqual(new[] { 1.5f, -3f }, tensors["brain"].to_type(ScalarType.Float32).data<float>().ToArray());
        CollectionAssert.AreEqual(new short[] { -300 }, tensors["shorts"].data<short>().ToArray());
        CollectionAssert.AreEqual(new byte[] { 0, 127, 255 }, tensors["pixels"].data<byte>().ToArray());
        CollectionAssert.AreEqual(new sbyte[] { -128, 127 }, tensors["tiny"].data<sbyte>().ToArray());
        CollectionAssert.AreEqual(new[] { true, false, true }, tensors["mask"].data<bool>().ToArray());
    }

    [TestMethod]
    public void Write_what_was_read_from_num_pys_file_gives_its_bytes()
    {
        using var scope = NewDisposeScope();
        byte[] original = File.ReadAllBytes(Here("numpy.safetensors"));
        var tensors = Safetensors.Read(new MemoryStream(original));
        // The narrow types come first, to test the sorting.
        string[] names = ["mask", "pixels", "tiny", "half", "brain", "shorts", "conv.weight", "scalar", "nothing", "ints", "counts", "precise"];
        string[] writtenOrder = ["counts", "precise", "conv.weight", "scalar", "nothing", "ints", "half", "brain", "shorts", "pixels", "tiny", "mask"];

        byte[] sorted = Written(writtenOrder.Select(name => (name, tensors[name])));
        byte[] unsorted = Written(names.Select(name => (name, tensors[name])));

        CollectionAssert.AreEqual(original, sorted);
        Assert.AreEqual(original.Length, unsorted.Length);
        Assert.HasCount(names.Length, Safetensors.Read(new MemoryStream(unsorted)));
    }

    [TestMethod]
    public void Write_non_contiguous_tensor_that_needs_gradients_writes_its_values_in_order()
    {
        using var scope = NewDisposeScope();
        var tensor = arange(6, dtype: float32).reshape(2, 3).t().requires_grad_(true);

        var read = Safetensors.Read(new MemoryStream(Written([("t", tensor)])))["t"];

        CollectionAssert.AreEqual(new long[] { 3, 2 }, read.shape);
        CollectionAssert.AreEqual(new float[] { 0, 3, 1, 4, 2, 5 }, read.data<float>().ToArray());
    }

    [TestMethod]
    public void Write_then_read_by_python_with_num_py_gives_the_same_tensors()
    {
        const string python = "/usr/bin/python3";
        if (!File.Exists(python) || Run(python, "-c", "import numpy").ExitCode != 0)
        {
            TestContext.WriteLine("Python with NumPy is not installed: not checked.");
            return;
        }
        using var scope = NewDisposeScope();
        string path = Path.Combine(Path.GetTempPath(), Guid.NewGuid() + ".safetensors");
        File.WriteAllBytes(path, Written([("weight", arange(12, dtype: float32).reshape(3, 4)), ("steps", tensor(41L)), ("bytes", full([2, 2], 7, dtype: uint8))]));

        try
        {
            var (exitCode, output) = Run(python, Here("read_safetensors.py"), path);

            Assert.AreEqual(0, exitCode, output);
            using var json = JsonDocument.Parse(output);
            Assert.AreEqual("""{"shape": [3, 4], "sum": 66.0}""", json.RootElement.GetProperty("weight").GetRawText());
            Assert.AreEqual("""{"shape": [], "sum": 41.0}""", json.RootElement.GetProperty("steps").GetRawText());
            Assert.AreEqual("""{"shape": [2, 2], "sum": 28.0}""", json.RootElement.GetProperty("bytes").GetRawText());
        }
        finally
        {
            File.Delete(path);
        }
    }

    [TestMethod]
    public void Write_two_tensors_of_one_name_is_refused()
    {
        using var scope = NewDisposeScope();
        var tensor = ones(1);

        Assert.ThrowsExactly<ArgumentException>(() => Written([("a", tensor), ("a", tensor)]));
    }

    [TestMethod]
    [DataRow("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 7, DisplayName = "less data than the offsets say")]
    [DataRow("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}""", 9, DisplayName = "more data than the offsets say")]
    [DataRow("""{"a":{"dtype":"F32","shape":[3],"data_offsets":[0,8]}}""", 8, DisplayName = "shape and offsets disagree")]
    [DataRow("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[8,0]}}""", 8, DisplayName = "offsets the wrong way round")]
    [DataRow("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[-8,0]}}""", 8, DisplayName = "negative offset")]
    [DataRow("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0]}}""", 8, DisplayName = "one offset")]
    [DataRow("""{"a":{"dtype":"F32","shape":[-2],"data_offsets":[0,8]}}""", 8, DisplayName = "negative size")]
    [DataRow("""{"a":{"dtype":"F32","shape":[1.5],"data_offsets":[0,8]}}""", 8, DisplayName = "fractional size")]
    [DataRow("""{"a":{"dtype":"F32","shape":[9223372036854775807],"data_offsets":[0,8]}}""", 8, DisplayName = "2^63 - 1 elements")]
    [DataRow("""{"a":{"dtype":"F32","shape":[4294967296,4294967296],"data_offsets":[0,0]}}""", 0, DisplayName = "sizes whose product overflows to nothing")]
    [DataRow("""{"a":{"dtype":"F32","shape":[4611686018427387904,4611686018427387904,0],"data_offsets":[0,0]}}""", 0, DisplayName = "overflowing sizes beside a zero")]
    [DataRow("""{"a":{"dtype":"F32","shape":[1073741824],"data_offsets":[0,4294967296]}}""", 8, DisplayName = "4 GB that are not there")]
    [DataRow("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"b":{"dtype":"F32","shape":[1],"data_offsets":[0,4]}}""", 4, DisplayName = "overlapping tensors")]
    [DataRow("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, DisplayName = "a gap before the first tensor")]
    [DataRow("""{"a":{"dtype":"F32","shape":[1],"data_offsets":[0,4]},"a":{"dtype":"F32","shape":[1],"data_offsets":[4,8]}}""", 8, DisplayName = "a name twice")]
    [DataRow("""{"a":{"dtype":"C64","shape":[1],"data_offsets":[0,8]}}""", 8, DisplayName = "unknown type")]
    [DataRow("""{"a":{"dtype":"BOOL","shape":[1],"data_offsets":[0,1]}}""", 1, DisplayName = "a truth value of 7")]
    [DataRow("""{"a":{"dtype":"F32","shape":[1]}}""", 4, DisplayName = "no offsets")]
    [DataRow("""{"a":{"dtype":1,"shape":[1],"data_offsets":[0,4]}}""", 4, DisplayName = "a number for a type")]
    [DataRow("""{"a":{"dtype":"F32","shape":[[[[[[[[1]]]]]]]],"data_offsets":[0,4]}}""", 4, DisplayName = "deep JSON")]
    [DataRow("""{"a":7}""", 0, DisplayName = "a number for a tensor")]
    [DataRow("""[1,2,3]""", 0, DisplayName = "no object")]
    [DataRow("""{"a":""", 0, DisplayName = "unfinished JSON")]
    public void Read_header_that_lies_is_refused_from_any_stream(string header, int bytesOfData)
    {
        byte[] file = FileOf(Encoding.UTF8.GetBytes(header), bytesOfData);

        Assert.ThrowsExactly<InvalidDataException>(() => Safetensors.Read(new MemoryStream(file)));
        Assert.ThrowsExactly<InvalidDataException>(() => Safetensors.Read(Unseekable(file)));
    }

    [TestMethod]
    [DataRow(-1L)]
    [DataRow(0L)]
    [DataRow(long.MaxValue)]
    [DataRow(1L << 40)]
    [DataRow(1000L)]
    public void Read_length_of_header_that_lies_is_refused_from_any_stream(long length)
    {
        byte[] file = FileOf("""{"a":{"dtype":"F32","shape":[2],"data_offsets":[0,8]}}"""u8.ToArray(), 8);
        BinaryPrimitives.WriteInt64LittleEndian(file, length);

        Assert.ThrowsExactly<InvalidDataException>(() => Safetensors.Read(new MemoryStream(file)));
        Assert.ThrowsExactly<InvalidDataException>(() => Safetensors.Read(Unseekable(file)));
    }

    [TestMethod]
    public void Read_file_cut_anywhere_is_refused()
    {
        byte[] file = File.ReadAllBytes(Here("numpy.safetensors"));

        for (int length = 0; length < file.Length; length++)
        {
            byte[] cut = file[..length];
            Assert.ThrowsExactly<InvalidDataException>(() => Safetensors.Read(new MemoryStream(cut)), $"cut at {length}");
        }
    }

    [TestMethod]
    public void Read_sizes_that_lie_allocates_nothing_like_them()
    {
        byte[] file = FileOf("""{"a":{"dtype":"U8","shape":[1500000000],"data_offsets":[0,1500000000]}}"""u8.ToArray(), 100);
        long before = GC.GetAllocatedBytesForCurrentThread();

        Assert.ThrowsExactly<InvalidDataException>(() => Safetensors.Read(Unseekable(file)));

        Assert.IsLessThan(16L << 20, GC.GetAllocatedBytesForCurrentThread() - before);
    }

    [TestMethod]
    public void Read_from_stream_that_cannot_seek_reads_large_tensors()
    {
        using var scope = NewDisposeScope();
        var large = rand(3, 1000, 1000);

        var read = Safetensors.Read(Unseekable(Written([("large", large)])))["large"];

        Assert.IsTrue(large.Equals(read));
    }

    private static byte[] Written(IEnumerable<(string, Tensor)> tensors)
    {
        using var stream = new MemoryStream();
        Safetensors.Write(stream, [.. tensors]);
        return stream.ToArray();
    }

    private static byte[] FileOf(byte[] header, int bytesOfData)
    {
        byte[] file = new byte[8 + header.Length + bytesOfData];
        BinaryPrimitives.WriteInt64LittleEndian(file, header.Length);
        header.CopyTo(file, 8);
        file.AsSpan(8 + header.Length).Fill(7);
        return file;
    }

    private static Stream Unseekable(byte[] bytes)
    {
        using var packed = new MemoryStream();
        using (var pack = new DeflateStream(packed, CompressionLevel.Fastest))
            pack.Write(bytes);
        return new DeflateStream(new MemoryStream(packed.ToArray()), CompressionMode.Decompress);
    }

    private static (int ExitCode, string Output) Run(string program, params string[] arguments)
    {
        using var process = Process.Start(new ProcessStartInfo(program, arguments) { RedirectStandardOutput = true, RedirectStandardError = true })!;
        string output = process.StandardOutput.ReadToEnd(), errors = process.StandardError.ReadToEnd();
        process.WaitForExit();
        return (process.ExitCode, output + errors);
    }
}
