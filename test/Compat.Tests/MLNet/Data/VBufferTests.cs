using Microsoft.ML.Data;

namespace Compat.Tests.MLNet.Data;

[TestClass]
public sealed class VBufferTests
{
    private static VBuffer<int> Sparse => new(6, 3, [10, 20, 30], [1, 2, 5]);

    [TestMethod]
    public void A_sparse_vector_shows_its_zeros_when_asked_for_all()
    {
        CollectionAssert.AreEqual(new[] { 0, 10, 20, 0, 0, 30 }, Sparse.DenseValues().ToArray());
        CollectionAssert.AreEqual(new[] { 1, 2, 5 }, Sparse.Items().Select(item => item.Key).ToArray());
        Assert.AreEqual(20, Sparse.GetItemOrDefault(2));
        Assert.AreEqual(0, Sparse.GetItemOrDefault(3));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Sparse.GetItemOrDefault(6));
    }

    [TestMethod]
    public void Copies_are_independent()
    {
        var array = new[] { 1, 2, 3 };
        var source = new VBuffer<int>(3, array);
        VBuffer<int> copy = default;
        source.CopyTo(ref copy);
        array[0] = 99;

        Assert.AreEqual(1, copy.GetItemOrDefault(0));
    }

    [TestMethod]
    public void A_slice_of_a_sparse_vector_has_shifted_indices()
    {
        VBuffer<int> slice = default;
        Sparse.CopyTo(ref slice, 2, 4);

        CollectionAssert.AreEqual(new[] { 20, 0, 0, 30 }, slice.DenseValues().ToArray());
        Assert.IsFalse(slice.IsDense);
    }

    [TestMethod]
    public void Copying_to_a_span_fills_what_is_missing()
    {
        var target = new int[8];
        Sparse.CopyTo(target, 1, -1);

        CollectionAssert.AreEqual(new[] { 0, -1, 10, 20, -1, -1, 30, 0 }, target);
    }

    [TestMethod]
    public void Too_short_a_span_is_refused()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => Sparse.CopyTo(new int[5]));
    }

    [TestMethod]
    public void An_editor_reuses_the_arrays_that_are_large_enough()
    {
        VBuffer<float> buffer = default;
        var editor = VBufferEditor.Create(ref buffer, 8);
        Assert.IsTrue(editor.CreatedNewValues);
        buffer = editor.Commit();

        Assert.IsFalse(VBufferEditor.Create(ref buffer, 5).CreatedNewValues);
        Assert.IsTrue(VBufferEditor.Create(ref buffer, 9).CreatedNewValues);
    }

    [TestMethod]
    public void An_editor_makes_sparse_vectors()
    {
        VBuffer<float> buffer = default;
        var editor = VBufferEditor.Create(ref buffer, 100, 3);
        editor.Values[0] = 5;
        editor.Indices[0] = 42;
        buffer = editor.CommitTruncated(1);

        Assert.AreEqual(100, buffer.Length);
        Assert.AreEqual(5f, buffer.GetItemOrDefault(42));
        Assert.AreEqual(1, buffer.GetValues().Length);
    }

    [TestMethod]
    public void An_array_shorter_than_the_vector_is_refused()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => new VBuffer<int>(4, [1, 2, 3]));
    }
}
