using System.Runtime.InteropServices;
using System.Security.Cryptography;
using Microsoft.ML.Data;
using Microsoft.ML.Gan.Tests.Testing;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.Gan.Tests.Data;

/// <summary>
/// The batches of given data, seed, batch size and budget never change: a checkpoint of an earlier version resumes with the same rows.
/// The hashes were recorded before column readers were introduced.
/// </summary>
[TestClass]
public class KnownBatchesTests
{
    private const long NoMemory = 1;

    [TestMethod]
    [DataRow("bytes", RowBatches.DefaultMemoryBudget, false, "D75368DE10483AD8 1f411d1a7c06f3f5124a49c984d326f1")]
    [DataRow("bytes", RowBatches.DefaultMemoryBudget, true, "18338E7B5F1252CD 1f411d1a7c06f3f5124a49c984d326f1")]
    [DataRow("bytes", NoMemory, false, "401C6676E59832E9 none")]
    [DataRow("shuffled", NoMemory, false, "28668D2AF8A5C4AB none")]
    [DataRow("augmented", RowBatches.DefaultMemoryBudget, false, "332CC21C207B97E8 1f411d1a7c06f3f5124a49c984d326f1")]
    [DataRow("augmented", NoMemory, false, "E65A83FAA2DAC9E0 none")]
    [DataRow("copied", RowBatches.DefaultMemoryBudget, false, "11986A86C07514A4 none")]
    [DataRow("variants", RowBatches.DefaultMemoryBudget, false, "ACE5C3BE19284819 none")]
    [DataRow("colour", RowBatches.DefaultMemoryBudget, false, "A30980B6393127EB 9b6b4d17c54f606af7fb14f0f12031c9")]
    [DataRow("colour", NoMemory, false, "A8086146436284EA none")]
    public void Batches_are_those_of_earlier_versions(string data, long memory, bool balances, string expected)
    {
        var column = data == "copied" ? "Picture" : "Image";
        Assert.AreEqual(expected, Hash(Data(data), column, memory, balances));
    }

    private static string Hash(IDataView data, string column, long memory, bool balances)
    {
        using var reader = TestRows.Batches(
            data, ImageColumn.Create(data.Schema, column), ConditionColumns.Create(data.Schema, "Label"), 7, seed: 3, memoryBudget: memory, balancesClasses: balances);
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        for (var i = 0; i < 60; i++)
        {
            var batch = reader.NextOnHost();
            hash.AppendData(batch.Pixels());
            hash.AppendData(MemoryMarshal.AsBytes(batch.Conditions().AsSpan()));
            hash.AppendData(MemoryMarshal.AsBytes(batch.Rows.AsSpan()));
        }

        return Convert.ToHexString(hash.GetHashAndReset())[..16] + " " + (reader.ContentId() ?? "none");
    }

    private static IDataView Data(string kind)
    {
        var ml = new MLContext(1);
        var bytes = TestRows.Bytes(130);
        return kind switch
        {
            "bytes" => bytes,
            "shuffled" => new ShufflableView(bytes),
            "augmented" => Augmented(bytes),
            "copied" => ml.Transforms.CopyColumns("Picture", "Image").Fit(bytes).Transform(Augmented(bytes)),
            "variants" => ml.Transforms.AugmentImages(new AugmentImagesEstimator.Options
            {
                OutputColumnName = "Image",
                Augmentation = ImageAugmentation.None.HorizontalFlip().Brightness(0.5),
                Seed = 12,
                Variants = 3,
            }).Fit(bytes).Transform(bytes),
            _ => ml.Data.LoadFromEnumerable(Enumerable.Range(0, 100).Select(i => new Row
            {
                Image = i % 40 == 39
                    ? TestRows.Image(TestRows.Shape with { Channels = 3 }, [.. Enumerable.Range(i, 12).Select(value => (byte)(3 * value))])
                    : TestRows.Image(TestRows.Shape, (byte)i, (byte)(2 * i), 7, 1),
                Label = (uint)(i % 3),
            }).ToArray()),
        };

        IDataView Augmented(IDataView view) => ml.Transforms
            .AugmentImages("Image", images => images.HorizontalFlip().RandomCrop(padding: 1, fill: 200).Brightness(0.5), seed: 11)
            .Fit(view)
            .Transform(view);
    }

    private sealed class Row
    {
        public MLImage? Image { get; set; }

        [KeyType(3)]
        public uint Label { get; set; }
    }
}
