using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests;

[TestClass]
public class DisposeScopesTests
{
    [TestMethod]
    public void MoveTo_scope_that_owns_the_tensor_still_disposes_it()
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
    public void MoveTo_outer_scope_outlives_the_inner_one()
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
    public void MoveTo_tensor_of_no_scope_belongs_to_the_scope()
    {
        var tensor = ones(3).DetachFromDisposeScope();

        using (var scope = NewDisposeScope())
            tensor.MoveTo(scope);

        Assert.IsTrue(tensor.IsInvalid);
    }

    [TestMethod]
    public void MoveTo_tensor_of_a_disposed_scope_belongs_to_the_new_one()
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
