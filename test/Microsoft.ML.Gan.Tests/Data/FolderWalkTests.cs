using System.Diagnostics;
using Microsoft.ML.Data;
using Microsoft.ML.Gan.Tests.Testing;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Gan.Tests.Data;

/// <summary>Real-world folders: which files are read, which are skipped, and how this is reported.</summary>
[TestClass]
public sealed class FolderWalkTests : IDisposable
{
    private readonly MLContext _ml = new(1);
    private readonly TemporaryFolder _folder = new();
    private readonly LogRecorder _log;

    public FolderWalkTests()
    {
        _log = new LogRecorder(_ml);
        Write("cat/1.png", PictureFixture.Encoded("png rgb"));
        Write("cat/2.jpg", PictureFixture.Encoded("jpeg rgb"));
        Write("dog/1.png", PictureFixture.Encoded("png gray"));
        Write("dog/2.png", PictureFixture.Encoded("png palette"));
    }

    private string Warnings => string.Join('\n', _log.Of(ChannelMessageKind.Warning));

    public void Dispose() => _folder.Dispose();

    [TestMethod]
    public void Pictures_of_any_extension_are_read_if_their_content_is_one()
    {
        var data = _ml.Data.LoadFromImageFolder(PictureFixture.Case("other-extensions"), labelFromFolder: true);

        CollectionAssert.AreEqual(new[] { "bat", "cat", "dog", "fox" }, data.GetColumn<string>("Label").ToArray());
        var images = data.GetColumn<MLImage>("Image").ToArray();
        Assert.IsTrue(images.All(image => (image.Width, image.Height) == (24, 16)));
        Assert.AreEqual("", Warnings);
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)] // links need a right there
    [DataRow("cat/loop", "..")]
    [DataRow("cat/loop", "../cat")]
    [DataRow("cat/deep/loop", "../..")]
    [DataRow("loop", "dog")]
    [DataRow("cat/loop", "loop")]
    public void Links_in_circles_give_each_picture_once(string link, string target)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[link])!);
        Directory.CreateSymbolicLink(_folder[link], target);

        CollectionAssert.AreEqual(new[] { "cat/1.png", "cat/2.jpg", "dog/1.png", "dog/2.png" }, Names());
        Assert.Contains($"1 file or folder was left out. ", Warnings);
        Assert.Contains($": 1 ({link})", Warnings);
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public void Links_to_other_places_are_followed_but_no_place_is_read_twice()
    {
        using var elsewhere = new TemporaryFolder();
        Directory.CreateDirectory(elsewhere["below"]);
        File.WriteAllBytes(elsewhere["below/3.png"], PictureFixture.Encoded("png rgb"));
        Directory.CreateSymbolicLink(elsewhere["below/back"], _folder[""]);
        Directory.CreateSymbolicLink(_folder["ant"], elsewhere["below"]);
        Directory.CreateSymbolicLink(_folder["bee"], elsewhere[""]);
        File.CreateSymbolicLink(_folder["cat/3.png"], elsewhere["below/3.png"]);
        File.CreateSymbolicLink(_folder["cat/4.png"], elsewhere["nowhere.png"]);

        CollectionAssert.AreEqual(new[] { "ant/3.png", "cat/1.png", "cat/2.jpg", "cat/3.png", "dog/1.png", "dog/2.png" }, Names());
        Assert.Contains("link to a folder that is read without it: 2 (ant/back, bee/below)", Warnings);
        Assert.Contains("link that leads nowhere: 1 (cat/4.png)", Warnings);
        Assert.Contains("Without a picture, and so no class: 'bee'.", Warnings);
    }

    [TestMethod]
    public void What_is_no_picture_is_left_out_and_counted_by_its_kind()
    {
        Write("labels.csv", "id,label\n1,cat"u8);
        Write("cat/readme.txt", "BM is how it begins, but it is no bitmap"u8);
        Write("cat/empty", []);
        Write("dog/data.zip", [.. "PK"u8, 3, 4, 0, 0]);
        Write("dog/clip.mov", [0, 0, 0, 20, .. "ftypqt  "u8, 0, 0, 0, 0]);
        Write("dog/shortcut.lnk", [0x4C, 0, 0, 0, 1, 0x14, 2, 0, 0, 0, 0, 0]);
        Write("dog/IMG.CR2", [.. "II*\0"u8, 16, 0, 0, 0, .. "CR"u8, 2, 0]);

        Assert.HasCount(4, Names());
        Assert.Contains("7 files and folders were left out. ", Warnings);
        foreach (var reason in new[]
        {
            "text: 2 (cat/readme.txt, labels.csv)", "empty: 1 (cat/empty)", "a ZIP archive (unpack it first): 1 (dog/data.zip)",
            "a film (MP4, MOV): 1 (dog/clip.mov)", "a Windows shortcut: 1 (dog/shortcut.lnk)", "a camera's raw file: 1 (dog/IMG.CR2)",
        })
        {
            Assert.Contains(reason, Warnings);
        }
    }

    [TestMethod]
    public void What_systems_add_is_left_out_without_a_warning()
    {
        Write("cat/Thumbs.db", [0xD0, 0xCF, 0x11, 0xE0]);
        Write("cat/desktop.ini", "[.ShellClassInfo]"u8);
        Write("cat/.DS_Store", [0, 0, 0, 1]);
        Write("cat/._1.png", [0, 5, 0x16, 7, 0]);
        Write("__MACOSX/cat/._1.png", [0, 5, 0x16, 7, 0]);
        Write("cat/@eaDir/1.png/SYNOPHOTO_THUMB_M.jpg", PictureFixture.Encoded("jpeg rgb"));
        Write(".git/1.png", PictureFixture.Encoded("png rgb"));

        CollectionAssert.AreEqual(new[] { "cat", "dog" }, Load().GetColumn<string>("Label").Distinct().ToArray());
        Assert.HasCount(4, Names());
        Assert.AreEqual("", Warnings);
        Assert.Contains("7 files and folders were left out. hidden, or a system's own: 7 (", string.Join('\n', _log.Of(ChannelMessageKind.Info)));
    }

    [TestMethod]
    public void A_picture_that_cannot_be_decoded_is_a_row_and_says_what_it_is()
    {
        Write("cat/3.heic", [0, 0, 0, 24, .. "ftypheic"u8, 0, 0, 0, 0]);
        Write("dog/scan.tif", [.. "II*\0"u8, 8, 0, 0, 0]);
        var e = Assert.ThrowsExactly<InvalidOperationException>(() => Load().GetColumn<MLImage>("Image").Count());
        Assert.Contains("3.heic' cannot be read: it is a HEIC, which cannot be decoded (convert it to PNG or JPEG).", e.Message);
        Assert.HasCount(6, Names());
    }

    [TestMethod]
    public void A_folder_that_became_no_class_is_named()
    {
        Directory.CreateDirectory(_folder["emu"]);
        Write("fox/labels.csv", "1,2"u8);
        Load();
        Assert.Contains("Without a picture, and so no class: 'emu', 'fox'.", Warnings);
    }

    [TestMethod]
    public void A_dataset_in_a_folder_of_its_own_is_recognized()
    {
        foreach (var name in new[] { "cat", "dog" })
            Directory.Move(_folder[name], Directory.CreateDirectory(_folder["train"]).FullName + "/" + name);
        Load();
        Assert.Contains($"All 4 pictures have the label 'train', the only folder; in 'train' are 'cat', 'dog'. If these are the classes, load '{_folder["train"]}'.", Warnings);
    }

    [TestMethod]
    public void A_dataset_that_an_archive_nests_deeper_is_recognized()
    {
        foreach (var name in new[] { "cat", "dog" })
            Directory.Move(_folder[name], Directory.CreateDirectory(_folder["pets/pets"]).FullName + "/" + name);
        Load();
        Assert.Contains($"All 4 pictures have the label 'pets', the only folder; in 'pets/pets' are 'cat', 'dog'.", Warnings);
    }

    [TestMethod]
    public void A_dataset_that_an_archive_has_twice_is_recognized()
    {
        Write("pets/cat/1.png", PictureFixture.Encoded("png rgb"));
        Write("pets/dog/1.png", PictureFixture.Encoded("png gray"));
        Load();
        Assert.Contains("The folder 'pets' has folders with the names of other classes, 'cat', 'dog': pictures may be there twice.", Warnings);
    }

    [TestMethod]
    [OSCondition(ConditionMode.Include, OperatingSystems.Linux)]
    public void Names_that_are_not_UTF8_are_told()
    {
        using (var make = Process.Start("sh", ["-c", "cp \"$1/cat/1.png\" \"$1/cat/$(printf 'caf\\351').png\"; mkdir \"$1/$(printf 'd\\351g')\"", "sh", _folder[""]]))
            make.WaitForExit();

        Assert.HasCount(4, Names());
        Assert.Contains("impossible to open, for the name is not UTF-8 (rename it): 2 (cat/caf\uFFFD.png, d\uFFFDg)", Warnings);
        using var remove = Process.Start("rm", ["-r", _folder[""]]); // what .NET cannot
        remove.WaitForExit();
        Directory.CreateDirectory(_folder[""]);
    }

    [TestMethod]
    public void A_picture_that_only_iCloud_has_is_told()
    {
        Write("cat/.IMG_1.jpg.icloud", "bplist00"u8);
        Load();
        Assert.Contains("in iCloud only (download it first): 1 (cat/.IMG_1.jpg.icloud)", Warnings);
    }

    [TestMethod]
    public void Parts_of_a_dataset_are_not_taken_for_classes_without_a_word()
    {
        Directory.Move(_folder["cat"], _folder["train"]);
        Directory.Move(_folder["dog"], _folder["Test"]);
        Load();
        Assert.Contains("The labels are 'Test', 'train', which are parts of a dataset rather than classes", Warnings);
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows | OperatingSystems.OSX)] // their file systems keep no such names apart
    [DataRow("Cat")]
    [DataRow("cat ")]
    [DataRow("c\u00E4t", "ca\u0308t")]
    public void Classes_that_look_alike_are_named(string name, string other = "cat")
    {
        Write($"{other}/5.png", PictureFixture.Encoded("png rgb"));
        Write($"{name}/5.png", PictureFixture.Encoded("png rgb"));
        Load();
        Assert.Contains("differ in case, blanks or the form of their letters only; they are different classes.", Warnings);
        Assert.Contains($"'{name}'", Warnings);
        Assert.Contains($"'{other}'", Warnings);
    }

    [TestMethod]
    [OSCondition(ConditionMode.Exclude, OperatingSystems.Windows)]
    public void A_backslash_in_a_name_stays()
    {
        Write("a\\b/x\\1.png", PictureFixture.Encoded("png rgb"));
        var data = Load();
        Assert.AreEqual("a\\b", data.GetColumn<string>("Label").First());
        Assert.AreEqual("a\\b/x\\1.png", Names()[0]);
        Assert.HasCount(5, data.GetColumn<MLImage>("Image").ToArray());
    }

    [TestMethod]
    public void Names_of_any_letters_and_length_are_read()
    {
        var name = $"日本語 – {new string('x', 200)}/🐱 {new string('y', 200)}.png";
        Write(name, PictureFixture.Encoded("png rgb"));
        Assert.Contains(name, Names());
        Assert.HasCount(5, Load().GetColumn<MLImage>("Image").ToArray());
    }

    [TestMethod]
    [OSCondition(ConditionMode.Include, OperatingSystems.Linux)]
    public void A_pipe_is_not_waited_for()
    {
        using (var make = Process.Start("mkfifo", [_folder["cat/pipe"], _folder["cat/pipe.png"]]))
            make.WaitForExit();

        var e = Assert.ThrowsExactly<InvalidOperationException>(() => Load().GetColumn<MLImage>("Image").Count());
        Assert.Contains("pipe.png' cannot be read: it is empty.", e.Message);
        Assert.Contains("empty: 1 (cat/pipe)", Warnings);
    }

    [TestMethod]
    public void A_folder_without_pictures_says_what_it_has_instead()
    {
        Directory.Delete(_folder["cat"], recursive: true);
        Directory.Delete(_folder["dog"], recursive: true);
        Write("train.zip", [.. "PK"u8, 3, 4, 0, 0]);
        var e = Assert.ThrowsExactly<InvalidOperationException>(() => Load());
        Assert.Contains("1 file or folder was left out. a ZIP archive (unpack it first): 1 (train.zip).", e.Message);
        var file = Assert.ThrowsExactly<DirectoryNotFoundException>(() => _ml.Data.LoadFromImageFolder(_folder["train.zip"]));
        Assert.Contains("train.zip' is a file; a folder of pictures is expected.", file.Message);
    }

    [TestMethod]
    public void Pictures_beside_the_class_folders_are_counted()
    {
        Write("stray.png", PictureFixture.Encoded("png rgb"));
        Write("stray2.png", PictureFixture.Encoded("png rgb"));
        var e = Assert.ThrowsExactly<InvalidOperationException>(() => Load());
        Assert.Contains("The picture 'stray.png' and 1 others lie directly in", e.Message);
    }

    private IDataView Load() => _ml.Data.LoadFromImageFolder(_folder[""], labelFromFolder: true);

    private string[] Names() =>
        [.. Load().GetColumn<string>("ImagePath").Select(path => Path.GetRelativePath(_folder[""], path)).Select(path => OperatingSystem.IsWindows() ? path.Replace('\\', '/') : path)];

    private void Write(string name, ReadOnlySpan<byte> content)
    {
        Directory.CreateDirectory(Path.GetDirectoryName(_folder[name])!);
        File.WriteAllBytes(_folder[name], content);
    }
}
