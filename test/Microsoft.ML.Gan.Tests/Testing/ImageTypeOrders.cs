using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.Gan.Tests.Testing;

/// <summary>
/// Tests image types registered first by the program or by the library. ML.NET's registry is global and permanent, so each order needs a separate
/// process (<see cref="OtherProcess"/>).
/// </summary>
internal static class ImageTypeOrders
{
    private const int Height = 6;
    private const int Width = 4;

    private static readonly Dictionary<string, Action> _orders = new()
    {
        ["library"] = () =>
        {
            AssertReads();
            AssertSized();
        },
        ["program, library"] = () =>
        {
            RegisterUnsized();
            RegisterSized();
            AssertReads();
            AssertSized();
        },
        ["library, program"] = () =>
        {
            AssertReads();
            AssertSized();
            RegisterUnsized();
            RegisterSized();
            AssertReads();
        },
        ["program with an attribute, library"] = () =>
        {
            DataViewTypeManager.Register(new ImageDataViewType(), typeof(MLImage), new ImageTypeAttribute());
            AssertLoads();
            AssertLoads();
        },
        ["program with another size, library"] = () =>
        {
            DataViewTypeManager.Register(new ImageDataViewType(Height, Width), typeof(MLImage));
            Assert.AreEqual<DataViewType>(new ImageDataViewType(), ImageTypes.Unsized);
            Assert.AreEqual<DataViewType>(new ImageDataViewType(Height, Width), ImageTypes.Sized(Height, Width));
            AssertSized();
        },
        ["all at once"] = () =>
        {
            using var start = new Barrier(8);
            var threads = Enumerable.Range(0, start.ParticipantCount).Select(i => new Thread(() =>
            {
                start.SignalAndWait();
                if (i % 4 == 0)
                    RegisterUnsized();
                for (var side = 1; side < 200; side++)
                    Assert.AreEqual<DataViewType>(new ImageDataViewType(side, Width), ImageTypes.Sized(side, Width));
                Assert.AreEqual<DataViewType>(new ImageDataViewType(), ImageTypes.Unsized);
            })).ToArray();
            foreach (var thread in threads)
                thread.Start();
            foreach (var thread in threads)
                thread.Join();
            AssertReads();
        },
    };

    public static IEnumerable<object[]> Names => _orders.Keys.Select(name => new object[] { name });

    public static void Run(string order) => _orders[order]();

    private static void RegisterUnsized() => DataViewTypeManager.Register(new ImageDataViewType(), typeof(MLImage));

    private static void RegisterSized() => new ImageTypeAttribute(Height, Width).Register();

    /// <summary>Reads the image of a folder into an object, through the library's column without a size.</summary>
    private static void AssertReads() => AssertLoads((ml, data) =>
        ml.Data.CreateEnumerable<PlainImage>(data, reuseRowObject: false, ignoreMissingColumns: true).Single().Image!);

    /// <summary>Reads it by a cursor, which asks for no registered type.</summary>
    private static void AssertLoads() => AssertLoads((_, data) =>
    {
        using var cursor = data.GetRowCursor(data.Schema);
        MLImage image = null!;
        Assert.IsTrue(cursor.MoveNext());
        cursor.GetGetter<MLImage>(data.Schema["Image"])(ref image);
        return image;
    });

    private static void AssertLoads(Func<MLContext, IDataView, MLImage> read)
    {
        var ml = new MLContext(seed: 1);
        using var folder = new TemporaryFolder();
        Directory.CreateDirectory(folder["pictures"]);
        using (var picture = Squares.PlainImage(Height, Width))
            picture.Save(folder["pictures/one.png"]);
        var data = ml.Data.LoadFromImageFolder(folder["pictures"]);

        Assert.AreEqual(new ImageDataViewType(), data.Schema["Image"].Type);
        using var image = read(ml, data);
        Assert.AreEqual((Height, Width), (image.Height, image.Width));
    }

    /// <summary>The library makes the type of a column of one size.</summary>
    private static void AssertSized() => Assert.AreEqual<DataViewType>(new ImageDataViewType(Height, Width), ImageTypes.Sized(Height, Width));

    private sealed class PlainImage
    {
        public MLImage? Image { get; set; }
    }
}
