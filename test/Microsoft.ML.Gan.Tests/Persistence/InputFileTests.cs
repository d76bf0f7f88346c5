using Microsoft.ML.Gan.Tests.Testing;

namespace Microsoft.ML.Gan.Tests.Persistence;

[TestClass]
public sealed class InputFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void OpenRead_without_permission_names_the_file_and_the_remedy()
    {
        var error = Assert.ThrowsExactly<UnauthorizedAccessException>(
            () => InputFile.OpenRead(_folder["secret"], _ => throw new UnauthorizedAccessException("Access is denied.")));

        Assert.AreEqual($"The file '{_folder["secret"]}' cannot be read: this process has no permission to. Change the permissions or the owner of the file.", error.Message);
    }

    [TestMethod]
    public void OpenRead_folder_is_named() =>
        Assert.Contains("is a folder, and a file is expected", Assert.ThrowsExactly<InvalidDataException>(() => InputFile.OpenRead(_folder["."])).Message);

    [TestMethod]
    public void OpenRead_nothing_there_names_the_file()
    {
        var error = Assert.ThrowsExactly<FileNotFoundException>(() => InputFile.OpenRead(_folder["none"]));

        Assert.AreEqual($"There is no file '{_folder["none"]}'.", error.Message);
        Assert.AreEqual(_folder["none"], error.FileName);
    }

    [TestMethod]
    public void OpenRead_relative_name_says_the_folder() =>
        Assert.Contains(Directory.GetCurrentDirectory(), Assert.ThrowsExactly<FileNotFoundException>(() => InputFile.OpenRead("none-of-that-name")).Message);
}
