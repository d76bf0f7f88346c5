using Microsoft.ML.Gan.Tests.Persistence;

namespace Microsoft.ML.Gan.Tests.Native;

/// <summary>TorchSharp's library for Linux, which every program has beside it on every system.</summary>
[TestClass]
public class ElfVersionNeedsTests
{
    private static readonly byte[] _library =
        File.ReadAllBytes(Path.Combine(AppContext.BaseDirectory, "runtimes", "linux-x64", "native", NativeFolders.TorchSharpLibrary));

    [TestMethod]
    public void Weaken_torch_sharps_library_sets_one_flag()
    {
        var file = _library.ToArray();

        Assert.IsTrue(Weaken(file));

        var changed = Enumerable.Range(0, file.Length).Where(at => file[at] != _library[at]).ToList();
        Assert.HasCount(1, changed);
        Assert.AreEqual(_library[changed[0]] | 2, file[changed[0]]);
    }

    [TestMethod]
    public void Weaken_a_version_that_is_not_needed_changes_nothing()
    {
        var file = _library.ToArray();

        Assert.IsFalse(ElfVersionNeeds.Weaken(file, "GLIBCXX_9.9.99", OlderLibstdcxx.Marker));

        CollectionAssert.AreEqual(_library, file);
    }

    [TestMethod]
    public void Weaken_a_version_of_which_more_is_used_names_a_symbol()
    {
        // The library calls condition_variable::wait of that version: without it a program would end at the first call.
        var error = Assert.ThrowsExactly<InvalidDataException>(() => ElfVersionNeeds.Weaken(_library.ToArray(), "GLIBCXX_3.4.30", OlderLibstdcxx.Marker));

        Assert.Contains("GLIBCXX_3.4.30", error.Message);
        Assert.Contains("'_ZNSt18condition_variable4wait", error.Message);
    }

    [TestMethod]
    public void Weaken_anything_else_says_that_it_is_no_library()
    {
        foreach (var content in new byte[][] { [], [0x7f, (byte)'E', (byte)'L', (byte)'F', 2], [.. "no library"u8], [0x7f, (byte)'E', (byte)'L', (byte)'F', 1, 1, 1, 0, 0, 0] })
            Assert.Contains("not a 64-bit ELF library", Assert.ThrowsExactly<InvalidDataException>(() => Weaken(content)).Message);
    }

    [TestMethod]
    public void Weaken_truncated_anywhere_says_that_it_is_damaged()
    {
        // The table of sections is at the end, so every truncation removes a part of it.
        for (var length = 6; length < _library.Length; length += 1 + (length / 7))
            Assert.Contains("damaged", Assert.ThrowsExactly<InvalidDataException>(() => Weaken(_library[..length])).Message);
    }

    [TestMethod]
    public void Weaken_damaged_tables_finds_the_version_or_says_what_is_wrong()
    {
        // The file's header, the version needs, and the table of sections: everything that is read.
        var sections = (int)BitConverter.ToInt64(_library, 0x28);
        var needs = Enumerable.Range(0, (_library.Length - sections) / 64).Select(index => sections + (index * 64))
            .Where(header => BitConverter.ToUInt32(_library, header + 4) == 0x6ffffffe)
            .Select(header => (Start: (int)BitConverter.ToInt64(_library, header + 24), Length: (int)BitConverter.ToInt64(_library, header + 32))).Single();
        foreach (var (start, length) in new[] { (0, 64), needs, (sections, _library.Length - sections) })
        {
            for (var seed = 0; seed < 200; seed++)
            {
                var part = new Mutator(seed).Bytes(_library[start..(start + length)]);
                var file = _library.ToArray();
                part.AsSpan(0, Math.Min(part.Length, length)).CopyTo(file.AsSpan(start));
                try
                {
                    _ = Weaken(file);
                }
                catch (InvalidDataException e)
                {
                    Assert.IsGreaterThan(0, e.Message.Length);
                }
            }
        }
    }

    private static bool Weaken(byte[] file) => ElfVersionNeeds.Weaken(file, OlderLibstdcxx.Version, OlderLibstdcxx.Marker);
}
