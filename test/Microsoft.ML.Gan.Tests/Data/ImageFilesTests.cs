using Microsoft.ML.Data;
using Microsoft.ML.Gan.Tests.Cli;
using Microsoft.ML.Gan.Tests.Testing;

namespace Microsoft.ML.Gan.Tests.Data;

[TestClass]
public sealed class ImageFilesTests : IDisposable
{
    private readonly TemporaryFolder _folder = new();
    private readonly MLContext _ml = new(seed: 1);

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void Files_come_in_the_order_of_the_list_with_their_labels()
    {
        foreach (var name in (string[])["a", "b"])
            Tool.WritePicture(_folder[$"{name}.png"], 4, 4, 9);

        var view = _ml.Data.LoadFromImageFiles([_folder["b.png"], _folder["a.png"]], ["second", "first"]);

        CollectionAssert.AreEqual(new[] { _folder["b.png"], _folder["a.png"] }, view.GetColumn<string>("ImagePath").ToArray());
        CollectionAssert.AreEqual(new[] { "second", "first" }, view.GetColumn<string>("Label").ToArray());
    }

    [TestMethod]
    public void A_file_that_is_missing_is_skipped_and_counted_where_that_is_asked_for()
    {
        Tool.WritePicture(_folder["a.png"], 4, 4, 9);
        List<string> log = [];
        _ml.Log += (_, e) => log.Add(e.Message);

        var view = _ml.Data.LoadFromImageFiles([_folder["nowhere.png"], _folder["a.png"]], skipUnreadable: true);

        Assert.HasCount(1, view.GetColumn<string>("ImagePath").ToArray());
        Assert.Contains(message => message.Contains("1 of 2 pictures were skipped", StringComparison.Ordinal), log);
    }

    [TestMethod]
    public void Lists_that_do_not_belong_together_are_refused()
    {
        Assert.ThrowsExactly<ArgumentException>(() => _ml.Data.LoadFromImageFiles(["a.png", "b.png"], ["one"]));
        Assert.ThrowsExactly<InvalidOperationException>(() => _ml.Data.LoadFromImageFiles([]));
    }
}
