using Microsoft.ML.Gan.Tests.Testing;

namespace Microsoft.ML.Gan.Tests.Persistence;

[TestClass]
public class AtomicFileTests
{
    [TestMethod]
    public void Write_file_that_is_there_is_replaced()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["file"], "a longer text than the new one");

        AtomicFile.Write(folder["file"], stream => stream.Write("new"u8));

        Assert.AreEqual("new", File.ReadAllText(folder["file"]));
        Assert.HasCount(1, Directory.GetFiles(folder[""]));
    }

    [TestMethod]
    public void Write_that_fails_half_way_leaves_the_old_file_and_nothing_else()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["file"], "old");

        Assert.ThrowsExactly<IOException>(() => AtomicFile.Write(folder["file"], stream =>
        {
            stream.Write("half of it"u8);
            throw new IOException("disk full");
        }));

        Assert.AreEqual("old", File.ReadAllText(folder["file"]));
        Assert.HasCount(1, Directory.GetFiles(folder[""]));
    }

    [TestMethod]
    public void Write_while_it_is_written_the_old_file_is_there()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["file"], "old");
        var seen = "";

        AtomicFile.Write(folder["file"], stream =>
        {
            stream.Write("new"u8);
            stream.Flush();
            seen = File.ReadAllText(folder["file"]);
        });

        Assert.AreEqual("old", seen);
    }

    [TestMethod]
    public void Write_folder_that_is_not_there_names_the_file_and_the_folder()
    {
        using var folder = new TemporaryFolder();

        var error = Assert.ThrowsExactly<DirectoryNotFoundException>(() => AtomicFile.Write(folder["none/file"], stream => stream.WriteByte(1)));

        Assert.AreEqual($"'{folder["none/file"]}' cannot be written: there is no folder '{folder["none"]}'. Make it first.", error.Message);
    }

    [TestMethod]
    public void Write_onto_a_folder_is_refused()
    {
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["file"]);

        Assert.Contains("it is a folder", Assert.ThrowsExactly<IOException>(() => AtomicFile.Write(folder["file"], stream => stream.WriteByte(1))).Message);
    }

    [TestMethod]
    public void Write_error_of_the_file_system_names_the_file_not_the_temporary_one()
    {
        using var folder = new TemporaryFolder();

        var full = Assert.ThrowsExactly<IOException>(() => AtomicFile.Write(folder["file"], _ => { }, path => throw new IOException($"No space left on device : '{path}'")));
        var denied = Assert.ThrowsExactly<UnauthorizedAccessException>(
            () => AtomicFile.Write(folder["file"], _ => { }, path => throw new UnauthorizedAccessException($"Access to the path '{path}' is denied.")));

        Assert.AreEqual($"'{folder["file"]}' cannot be written: No space left on device : '{folder["file"]}'", full.Message);
        Assert.Contains($"'{folder["file"]}' cannot be written: this process has no permission", denied.Message);
    }

    [TestMethod]
    public void Write_through_a_link_replaces_what_it_points_at()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["file"], "old");
        File.CreateSymbolicLink(folder["link"], folder["file"]);

        AtomicFile.Write(folder["link"], stream => stream.Write("new"u8));

        Assert.AreEqual("new", File.ReadAllText(folder["file"]));
        Assert.IsNotNull(new FileInfo(folder["link"]).LinkTarget);
    }
}
