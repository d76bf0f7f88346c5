using Microsoft.ML.Data;
using Microsoft.ML.Gan.Tests.Testing;

namespace Microsoft.ML.Gan.Tests.Data;

/// <summary>Pictures that are saved for users: the formats that there are, and errors that name the file.</summary>
[TestClass]
public sealed class PictureFileTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MLImage _image = TestRows.Image(new ImageShape(3, 1, 2), 1, 2, 3, 4, 5, 6);

    public void Dispose()
    {
        _image.Dispose();
        _folder.Dispose();
    }

    [TestMethod]
    [DataRow("grid.png")]
    [DataRow("grid.JPG")]
    [DataRow("grid.jpeg")]
    [DataRow("grid.webp")]
    public void Save_known_extension_writes_a_picture(string name)
    {
        ImageGrid.Save(_folder[name], [_image], columns: 1, padding: 0);

        using var read = MLImage.CreateFromFile(_folder[name]);
        Assert.AreEqual((1, 2), (read.Height, read.Width));
    }

    [TestMethod]
    [DataRow("grid.tiff")]
    [DataRow("grid.gif")]
    [DataRow("grid")]
    public void Save_other_extension_names_those_there_are(string name)
    {
        var error = Assert.ThrowsExactly<ArgumentException>(() => ImageGrid.Save(_folder[name], [_image], columns: 1));

        StringAssert.Contains(error.Message, $"'{_folder[name]}' has no extension of a picture that can be written: .png, .jpg, .jpeg, .webp.", StringComparison.Ordinal);
        Assert.IsFalse(File.Exists(_folder[name]));
    }

    [TestMethod]
    public void Save_place_that_cannot_be_is_named()
    {
        Directory.CreateDirectory(_folder["folder.png"]);

        Assert.Contains("Make it first", Assert.ThrowsExactly<DirectoryNotFoundException>(() => ImageGrid.Save(_folder["none/grid.png"], [_image], columns: 1)).Message);
        Assert.Contains("it is a folder", Assert.ThrowsExactly<IOException>(() => ImageGrid.Save(_folder["folder.png"], [_image], columns: 1)).Message);
    }
}
