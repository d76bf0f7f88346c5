using Microsoft.ML.Data;
using Microsoft.ML.Gan.Tests.Testing;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Gan.Tests.Data;

/// <summary>LoadFromImageFolder with skipUnreadable.</summary>
[TestClass]
public class SkipUnreadableTests
{
    private readonly MLContext _ml = new(1);
    private readonly List<string> _warnings = [];
    private string _folder = "";

    [TestInitialize]
    public void Start()
    {
        _folder = Directory.CreateTempSubdirectory("mlgan").FullName;
        _ml.Log += (_, e) =>
        {
            if (e.Message.Contains("skipped", StringComparison.Ordinal))
                _warnings.Add(e.Message);
        };
        foreach (var (name, file) in new[] { ("a/1.png", "png gray"), ("a/3.jpg", "jpeg rgb"), ("b/5.bmp", "bmp 24 bit") })
            Write(name, PictureFixture.Encoded(file));
    }

    [TestCleanup]
    public void End() => Directory.Delete(_folder, recursive: true);

    [TestMethod]
    public void Pictures_that_cannot_be_read_have_no_row()
    {
        Write("a/2.png", PictureFixture.Encoded("png rgb")[..50]);
        Write("b/4.png", []);
        var data = Load();
        var images = data.GetColumn<MLImage>("Image").ToArray();
        CollectionAssert.AreEqual(new[] { "1.png", "3.jpg", "5.bmp" }, images.Select(image => Path.GetFileName(image.Tag)).ToArray());
        CollectionAssert.AreEqual(new[] { "a", "a", "b" }, data.GetColumn<string>("Label").ToArray());
    }

    [TestMethod]
    public void Whatever_columns_are_asked_for_the_rows_are_the_same()
    {
        Write("a/2.png", PictureFixture.Encoded("png rgb")[..50]);
        var data = Load();
        CollectionAssert.AreEqual(new[] { "a", "a", "b" }, data.GetColumn<string>("Label").ToArray());
        CollectionAssert.AreEqual(new[] { "1.png", "3.jpg", "5.bmp" }, data.GetColumn<string>("ImagePath").Select(Path.GetFileName).ToArray());
        Assert.HasCount(3, data.GetColumn<MLImage>("Image").ToArray());
    }

    [TestMethod]
    public void The_number_of_rows_is_known_after_a_pass()
    {
        Write("a/2.png", []);
        var data = Load();
        Assert.IsNull(data.GetRowCount());
        Assert.AreEqual(3, data.GetColumn<string>("Label").Count());
        Assert.AreEqual(3, data.GetRowCount());
    }

    [TestMethod]
    public void The_first_pass_warns_with_the_count_and_names()
    {
        for (var i = 0; i < 7; i++)
            Write($"a/bad{i}.png", []);
        var data = Load();
        Assert.AreEqual(3, data.GetColumn<MLImage>("Image").Count());
        Assert.AreEqual(3, data.GetColumn<MLImage>("Image").Count());
        Assert.HasCount(1, _warnings);
        StringAssert.Contains(_warnings[0], "7 of 10 pictures were skipped");
        StringAssert.Contains(_warnings[0], "bad0.png' cannot be read: it is empty.");
        StringAssert.Contains(_warnings[0], "And 2 others.");
    }

    [TestMethod]
    public void Half_a_jpeg_is_a_bad_row()
    {
        Write("a/2.jpg", File.ReadAllBytes(PictureFixture.Case("half-with-end.jpg")));
        Assert.AreEqual(3, Load().GetColumn<MLImage>("Image").Count());
        StringAssert.Contains(_warnings.Single(), "1 of 4 pictures were skipped, because they cannot be read.");
    }

    [TestMethod]
    public void A_class_of_which_nothing_can_be_read_is_named()
    {
        Write("c/1.heic", [0, 0, 0, 24, .. "ftypheic"u8, 0, 0, 0, 0]);
        Write("d/1.png", []);
        var log = new LogRecorder(_ml);
        Assert.AreEqual(3, Load().GetColumn<string>("Label").Count());
        Assert.Contains("Without a picture, and so no class: 'c', 'd'.", log.Of(ChannelMessageKind.Warning)[^1]);
    }

    [TestMethod]
    public void A_pass_that_stops_early_says_what_it_met()
    {
        Write("a/0.png", []);
        Write("b/9.png", []);
        Assert.HasCount(1, _ml.Data.TakeRows(Load(), 1).GetColumn<string>("Label").ToArray());
        Assert.HasCount(1, _warnings);
        StringAssert.Contains(_warnings[0], "1 of 5 pictures were skipped");
    }

    [TestMethod]
    public void Of_a_folder_of_nothing_else_there_are_no_rows()
    {
        Directory.Delete(_folder, recursive: true);
        Write("a/1.png", [1, 2, 3]);
        Assert.AreEqual(0, Load().GetColumn<MLImage>("Image").Count());
        Assert.HasCount(1, _warnings);
    }

    [TestMethod]
    public void A_getter_asked_twice_gives_the_same_picture()
    {
        var data = Load();
        using var cursor = data.GetRowCursor([data.Schema["Image"]]);
        var getter = cursor.GetGetter<MLImage>(data.Schema["Image"]);
        Assert.IsTrue(cursor.MoveNext());
        MLImage first = null!, second = null!;
        getter(ref first);
        getter(ref second);
        using (first)
        using (second)
            CollectionAssert.AreEqual(first.Pixels.ToArray(), second.Pixels.ToArray());
    }

    private IDataView Load() => _ml.Data.LoadFromImageFolder(_folder, labelFromFolder: true, skipUnreadable: true);

    private void Write(string name, byte[] content)
    {
        var path = Path.Combine(_folder, name);
        Directory.CreateDirectory(Path.GetDirectoryName(path)!);
        File.WriteAllBytes(path, content);
    }
}
