using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests;

[TestClass]
public class DisposeScopesTests
{
    [TestMethod]
    public void MoveTo_ScopeThatOwnsTheTensor_StillDisposesIt()
    {
        Tensor tensor;
        using (var scope = NewDisposeScope())
        {
            tensor = ones(3);
            Assert.AreSame(tensor, tensor.MoveTo(scope));
            Assert.IsTrue(scope.Contains(tensor));
        }

        Assert.IsTrue(tensor.IsInvalid);
    }

    [TestMethod]
    public void MoveTo_OuterScope_OutlivesTheInnerOne()
    {
        Tensor tensor;
        using (var outer = NewDisposeScope())
        {
            using (NewDisposeScope())
                tensor = ones(3).MoveTo(outer).MoveTo(outer);
            Assert.IsFalse(tensor.IsInvalid);
        }

        Assert.IsTrue(tensor.IsInvalid);
    }

    [TestMethod]
    public void MoveTo_TensorOfNoScope_BelongsToTheScope()
    {
        var tensor = ones(3).DetachFromDisposeScope();

        using (var scope = NewDisposeScope())
            tensor.MoveTo(scope);

        Assert.IsTrue(tensor.IsInvalid);
    }

    [TestMethod]
    public void MoveTo_TensorOfADisposedScope_BelongsToTheNewOne()
    {
        using var scope = NewDisposeScope();
        var before = DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount;
        using (NewDisposeScope())
            ones(3).MoveTo(scope);

        Assert.AreEqual(1, scope.DisposablesCount);
        scope.DisposeEverything();

        Assert.AreEqual(before, DisposeScopeManager.Statistics.TensorStatistics.ThreadTotalLiveCount);
    }
}
