using Microsoft.ML.Gan.Tests.Testing;

namespace Microsoft.ML.Gan.Tests.Persistence;

[TestClass]
public sealed class InputFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void OpenRead_WithoutPermission_NamesTheFileAndTheRemedy()
    {
        var error = Assert.ThrowsExactly<UnauthorizedAccessException>(
            () => InputFile.OpenRead(_folder["secret"], _ => throw new UnauthorizedAccessException("Access is denied.")));

        Assert.AreEqual($"The file '{_folder["secret"]}' cannot be read: this process has no permission to. Change the permissions or the owner of the file.", error.Message);
    }

    [TestMethod]
    public void OpenRead_Folder_IsNamed() =>
        Assert.Contains("is a folder, and a file is expected", Assert.ThrowsExactly<InvalidDataException>(() => InputFile.OpenRead(_folder["."])).Message);

    [TestMethod]
    public void OpenRead_NothingThere_NamesTheFile()
    {
        var error = Assert.ThrowsExactly<FileNotFoundException>(() => InputFile.OpenRead(_folder["none"]));

        Assert.AreEqual($"There is no file '{_folder["none"]}'.", error.Message);
        Assert.AreEqual(_folder["none"], error.FileName);
    }

    [TestMethod]
    public void OpenRead_RelativeName_SaysTheFolder() =>
        Assert.Contains(Directory.GetCurrentDirectory(), Assert.ThrowsExactly<FileNotFoundException>(() => InputFile.OpenRead("none-of-that-name")).Message);
}
