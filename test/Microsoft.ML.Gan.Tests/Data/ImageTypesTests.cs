using Microsoft.ML.Gan.Tests.Testing;

namespace Microsoft.ML.Gan.Tests.Data;

[TestClass]
public class ImageTypesTests
{
    [TestMethod]
    [DynamicData(nameof(ImageTypeOrders.Names), typeof(ImageTypeOrders))]
    public void Register_WhoeverComesFirst_ImagesAreRead(string order) => OtherProcess.RegisterTypes(order);

    [TestMethod]
    public void Sized_ImagesThatMlNetDoesNotHave_AreRefused()
    {
        Assert.Throws<ArgumentException>(() => ImageTypes.Sized(0, 5));
        Assert.Throws<ArgumentException>(() => ImageTypes.Sized(1 << 20, 1 << 20));
    }
}
