using Microsoft.ML.Gan.Tests.Testing;

namespace Microsoft.ML.Gan.Tests.Data;

[TestClass]
public class ImageTypesTests
{
    [TestMethod]
    [DynamicData(nameof(ImageTypeOrders.Names), typeof(ImageTypeOrders))]
    public void Register_whoever_comes_first_images_are_read(string order) => OtherProcess.RegisterTypes(order);

    [TestMethod]
    public void Sized_images_that_ml_net_does_not_have_are_refused()
    {
        Assert.Throws<ArgumentException>(() => ImageTypes.Sized(0, 5));
        Assert.Throws<ArgumentException>(() => ImageTypes.Sized(1 << 20, 1 << 20));
    }
}
