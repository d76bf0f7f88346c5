using Microsoft.ML.Data;

namespace Microsoft.ML.Gan.Tests.Data;

[TestClass]
public class ImageFolderTests
{
    private string _folder = "";

    [TestInitialize]
    public void Start() => _folder = Directory.CreateTempSubdirectory("mlgan").FullName;

    [TestCleanup]
    public void End() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public void Pictures_come_in_natural_order_with_the_first_folder_as_label()
    {
        foreach (var name in new[] { "dog/10.png", "dog/9.png", "cat/b/1.png", "cat/a2.png", "cat/a10.PNG" })
            Picture(name, (byte)name.Length);
        File.WriteAllText(Path.Combine(_folder, "dog", "notes.txt"), "no picture");
        Picture("dog/.hidden.png", 1);

        var data = new MLContext(1).Data.LoadFromImageFolder(_folder, labelFromFolder: true);
        Assert.AreEqual(5, data.GetRowCount());
        CollectionAssert.AreEqual(
            new[] { "cat/a2.png", "cat/a10.PNG", "cat/b/1.png", "dog/9.png", "dog/10.png" },
            data.GetColumn<string>("ImagePath").Select(path => Path.GetRelativePath(_folder, path).Replace('\\', '/')).ToArray());
        CollectionAssert.AreEqual(new[] { "cat", "cat", "cat", "dog", "dog" }, data.GetColumn<string>("Label").ToArray());
        var images = data.GetColumn<MLImage>("Image").ToArray();
        Assert.HasCount(5, images);
        Assert.AreEqual("cat/a2.png".Length, images[0].Pixels[0]);
        Assert.EndsWith("a2.png", images[0].Tag);
    }

    [TestMethod]
    public void Without_labels_there_is_no_label_column()
    {
        Picture("1.png", 1);
        var data = new MLContext(1).Data.LoadFromImageFolder(_folder);
        CollectionAssert.AreEqual(new[] { "Image", "ImagePath" }, data.Schema.Select(column => column.Name).ToArray());
        Assert.HasCount(1, data.GetColumn<MLImage>("Image").ToArray());
    }

    [TestMethod]
    public void A_broken_picture_is_named_and_costs_nothing_until_it_is_asked_for()
    {
        File.WriteAllText(Path.Combine(_folder, "broken.png"), "not a picture");
        var data = new MLContext(1).Data.LoadFromImageFolder(_folder);
        Assert.HasCount(1, data.GetColumn<string>("ImagePath").ToArray());
        var e = Assert.ThrowsExactly<InvalidOperationException>(() => data.GetColumn<MLImage>("Image").ToArray());
        StringAssert.Contains(e.Message, "broken.png' cannot be read");
    }

    [TestMethod]
    public void A_picture_without_a_label_folder_is_named()
    {
        Picture("stray.png", 1);
        var e = Assert.ThrowsExactly<InvalidOperationException>(() => new MLContext(1).Data.LoadFromImageFolder(_folder, labelFromFolder: true));
        StringAssert.Contains(e.Message, "'stray.png'");
    }

    [TestMethod]
    public void An_empty_and_a_missing_folder_are_named()
    {
        var empty = Assert.ThrowsExactly<InvalidOperationException>(() => new MLContext(1).Data.LoadFromImageFolder(_folder));
        StringAssert.Contains(empty.Message, _folder);
        var missing = Path.Combine(_folder, "nowhere");
        var none = Assert.ThrowsExactly<DirectoryNotFoundException>(() => new MLContext(1).Data.LoadFromImageFolder(missing));
        StringAssert.Contains(none.Message, missing);
    }

    [TestMethod]
    [DataRow("image2", "image10", -1)]
    [DataRow("image10", "image2", 1)]
    [DataRow("a01", "a1", -1)]
    [DataRow("B", "a", -1)]
    [DataRow("x", "x", 0)]
    [DataRow("x", "x1", -1)]
    [DataRow("9a", "09b", -1)]
    public void Natural_order(string x, string y, int expected) =>
        Assert.AreEqual(expected, Math.Sign(NaturalOrder.Instance.Compare(x, y)));

    private void Picture(string name, byte gray)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        using var image = TestRows.Image(new ImageShape(1, 1, 2), gray, gray);
        image.Save(path);
    }
}
