using System.Runtime.CompilerServices;
using System.Runtime.InteropServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Compat.Tests.TorchSharp;

/// <summary>Every tensor is freed exactly once: by its scope, by Dispose, or by its finalizer.</summary>
[TestClass]
[DoNotParallelize]
public sealed class TensorLifetimeTests
{
    [TestMethod]
    public void A_scope_frees_all_that_was_made_in_it()
    {
        long before = Living();
        using (NewDisposeScope())
        {
            Tensor x = randn(4, 3).requires_grad_();
            Tensor y = (x * 2 + 1).matmul(x.t()).relu();
            autograd.grad([y.sum()], [x]);
            using (no_grad()) x[0, TensorIndex.Colon] = x[1];
            _ = x.str();
            _ = x.unique(return_inverse: true);
            Assert.IsGreaterThan(before, Tensor.TotalCount);
        }
        Assert.AreEqual(before, Living());
    }

    [TestMethod]
    public void What_moves_out_of_a_scope_outlives_it()
    {
        Tensor kept, detached;
        using (DisposeScope outer = NewDisposeScope())
        {
            using (NewDisposeScope())
            {
                kept = ones(2).MoveToOuterDisposeScope();
                detached = ones(3).DetachFromDisposeScope();
                _ = ones(4);
            }
            Assert.AreEqual(1, outer.DisposablesCount);
            Assert.IsFalse(kept.IsInvalid);
        }
        Assert.IsTrue(kept.IsInvalid);
        Assert.AreEqual(3.0, detached.sum().ToDouble());
        detached.Dispose();
    }

    [TestMethod]
    public void A_tensor_that_is_attached_ends_with_its_scope()
    {
        Tensor x = ones(2);
        using (DisposeScope scope = NewDisposeScope()) scope.Attach(x);
        Assert.IsTrue(x.IsInvalid);
    }

    [TestMethod]
    public void Disposing_everything_but_one_keeps_that_one()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = ones(2), y = ones(3);
        scope.DisposeEverythingBut(y);
        Assert.IsTrue(x.IsInvalid);
        Assert.IsFalse(y.IsInvalid);
    }

    [TestMethod]
    public void Scopes_that_end_out_of_order_leave_the_right_one_current()
    {
        DisposeScope? before = CurrentDisposeScope;
        DisposeScope first = NewDisposeScope(), second = NewDisposeScope();
        first.Dispose();
        Assert.AreSame(second, CurrentDisposeScope);
        second.Dispose();
        Assert.AreSame(before, CurrentDisposeScope);
    }

    [TestMethod]
    public void Statistics_count_what_the_thread_makes_and_frees()
    {
        DisposeScopeManager.Statistics.Reset();
        Tensor outside = ones(1);
        using (NewDisposeScope())
        {
            _ = ones(1);
            ones(1).Dispose();
            ones(1).DetachFromDisposeScope().Dispose();
        }
        outside.Dispose();
        Assert.AreEqual(1, DisposeScopeManager.Statistics.CreatedOutsideScopeCount);
        Assert.AreEqual(3, DisposeScopeManager.Statistics.CreatedInScopeCount);
        Assert.AreEqual(1, DisposeScopeManager.Statistics.DetachedFromScopeCount);
        Assert.AreEqual(0, DisposeScopeManager.Statistics.ThreadTotalLiveCount);
    }

    [TestMethod]
    public void The_finalizer_frees_what_nobody_disposed()
    {
        long before = Living();
        MakeAndForget();
        Assert.AreEqual(before, Living());
    }

    [TestMethod]
    public void Disposing_twice_frees_once()
    {
        long before = Living();
        Tensor x = ones(2);
        x.Dispose();
        x.Dispose();
        Assert.AreEqual(before, Living());
        Assert.ThrowsExactly<InvalidOperationException>(() => x.shape);
    }

    [TestMethod]
    public void Many_threads_free_what_they_make()
    {
        long before = Living();
        Parallel.For(0, 64, i =>
        {
            using DisposeScope scope = NewDisposeScope();
            Tensor x = full(8, i).requires_grad_();
            (x * x).sum().backward();
            Assert.AreEqual(2.0 * i, x.grad![3].ToDouble());
        });
        Assert.AreEqual(before, Living());
    }

    [TestMethod]
    public void A_graph_lives_as_long_as_something_needs_it()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = ones(3).requires_grad_();
        Tensor y;
        using (NewDisposeScope()) y = (x.exp() * 2).sum().MoveToOuterDisposeScope();
        y.backward();
        Assert.AreEqual(2 * Math.E, x.grad![0].ToDouble(), 1e-6);
    }

    [TestMethod]
    public void Failures_carry_the_text_of_libtorch()
    {
        using DisposeScope scope = NewDisposeScope();
        var error = Assert.ThrowsExactly<ExternalException>(() => ones(2, 3).matmul(ones(2, 3)));
        StringAssert.Contains(error.Message, "mat1 and mat2 shapes cannot be multiplied (2x3 and 2x3)");
    }

    [MethodImpl(MethodImplOptions.NoInlining)]
    private static void MakeAndForget()
    {
        for (int i = 0; i < 100; i++) _ = ones(10) + 1;
    }

    private static long Living()
    {
        GC.Collect();
        GC.WaitForPendingFinalizers();
        GC.Collect();
        return Tensor.TotalCount;
    }
}
