namespace Microsoft.ML.Gan.Tests.Persistence;

[TestClass]
public class Crc32Tests
{
    [TestMethod]
    public void Value_OfTheStandardsTestText_IsTheStandards()
    {
        var crc = new Crc32();

        crc.Append("123456789"u8);

        Assert.AreEqual(0xCBF43926, crc.Value);
    }

    [TestMethod]
    public void Append_InPieces_GivesTheSameAsAtOnce()
    {
        var bytes = Enumerable.Range(0, 1000).Select(i => (byte)(i * 7)).ToArray();
        var (whole, pieces) = (new Crc32(), new Crc32());

        whole.Append(bytes);
        for (int at = 0, length = 1; at < bytes.Length; at += length, length = (length % 13) + 1)
            pieces.Append(bytes.AsSpan(at, Math.Min(length, bytes.Length - at)));

        Assert.AreEqual(whole.Value, pieces.Value);
    }

    [TestMethod]
    public void Value_OfNothing_IsZero() => Assert.AreEqual(0u, new Crc32().Value);
}
