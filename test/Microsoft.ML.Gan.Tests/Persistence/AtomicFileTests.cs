using Microsoft.ML.Gan.Tests.Testing;

namespace Microsoft.ML.Gan.Tests.Persistence;

[TestClass]
public class AtomicFileTests
{
    [TestMethod]
    public void Write_FileThatIsThere_IsReplaced()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["file"], "a longer text than the new one");

        AtomicFile.Write(folder["file"], stream => stream.Write("new"u8));

        Assert.AreEqual("new", File.ReadAllText(folder["file"]));
        Assert.HasCount(1, Directory.GetFiles(folder[""]));
    }

    [TestMethod]
    public void Write_ThatFailsHalfWay_LeavesTheOldFileAndNothingElse()
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
    public void Write_WhileItIsWritten_TheOldFileIsThere()
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
    public void Write_FolderThatIsNotThere_IsTheFileSystemsError()
    {
        using var folder = new TemporaryFolder();

        Assert.ThrowsExactly<DirectoryNotFoundException>(() => AtomicFile.Write(folder["none/file"], stream => stream.WriteByte(1)));
    }

    [TestMethod]
    public void Write_ThroughALink_ReplacesWhatItPointsAt()
    {
        using var folder = new TemporaryFolder();
        File.WriteAllText(folder["file"], "old");
        File.CreateSymbolicLink(folder["link"], folder["file"]);

        AtomicFile.Write(folder["link"], stream => stream.Write("new"u8));

        Assert.AreEqual("new", File.ReadAllText(folder["file"]));
        Assert.IsNotNull(new FileInfo(folder["link"]).LinkTarget);
    }
}
