using TorchSharp;
using static TorchSharp.torch;

namespace Compat.Tests.TorchSharp;

/// <summary>Between arrays and tensors, and into parts of tensors.</summary>
[TestClass]
public sealed class TensorDataTests
{
    [TestMethod]
    public void Arrays_are_copied_in_and_out()
    {
        using DisposeScope scope = NewDisposeScope();
        float[] source = [1, 2, 3, 4, 5, 6];
        Tensor x = tensor(source, [2, 3]);
        source[0] = 99;
        CollectionAssert.AreEqual(new float[] { 1, 2, 3, 4, 5, 6 }, x.data<float>().ToArray());
    }

    [TestMethod]
    public void A_view_with_strides_is_read_in_its_own_order()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = arange(6).reshape(2, 3).t();
        CollectionAssert.AreEqual(new long[] { 0, 3, 1, 4, 2, 5 }, x.data<long>().ToArray());
        Assert.AreEqual(4, x.data<long>()[1, 1]);
    }

    [TestMethod]
    public void Rectangular_arrays_keep_their_shape()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = tensor(new double[,] { { 1, 2 }, { 3, 4 } });
        Assert.AreEqual(ScalarType.Float64, x.dtype);
        CollectionAssert.AreEqual(new double[,] { { 1, 2 }, { 3, 4 } }, x.data<double>().ToNDArray());
    }

    [TestMethod]
    public void Bytes_read_and_write_the_memory()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = zeros(2, ScalarType.Byte);
        x.bytes = new byte[] { 7, 8 };
        Assert.AreEqual(8, x[1].ToByte());
        Assert.AreEqual(7, x.bytes[0]);
        Assert.ThrowsExactly<ArgumentException>(() => x.bytes = new byte[3]);
    }

    [TestMethod]
    public void Copies_into_a_tensor_stay_within_it()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = zeros(3);
        x.data<float>().CopyFrom(new float[] { 1, 2, 3, 4 }, 1, 1);
        CollectionAssert.AreEqual(new float[] { 0, 2, 3 }, x.data<float>().ToArray());
    }

    [TestMethod]
    public void An_array_can_be_shared()
    {
        using DisposeScope scope = NewDisposeScope();
        float[] source = [1, 2, 3];
        Tensor x = from_array(source);
        x.mul_(2);
        Assert.AreEqual(6, source[2]);
    }

    [TestMethod]
    public void The_wrong_element_type_is_refused()
    {
        using DisposeScope scope = NewDisposeScope();
        Assert.ThrowsExactly<ArgumentException>(() => ones(1).item<double>());
        Assert.AreEqual(1f, ones(1).item<float>());
    }

    [TestMethod]
    public void More_numbers_than_the_array_has_are_refused() =>
        Assert.ThrowsExactly<ArgumentException>(() => tensor(new float[] { 1, 2 }, [3]));

    [TestMethod]
    public void Kinds_of_numbers_follow_the_array()
    {
        using DisposeScope scope = NewDisposeScope();
        Assert.AreEqual(ScalarType.Int32, tensor(3).dtype);
        Assert.AreEqual(ScalarType.Int64, tensor(new long[] { 3 }).dtype);
        Assert.AreEqual(ScalarType.Bool, tensor(true).dtype);
        Assert.AreEqual(ScalarType.Float16, tensor(new float[] { 3 }, ScalarType.Float16).dtype);
        Assert.AreEqual(ScalarType.Int64, arange(3).dtype);
        Assert.AreEqual(ScalarType.Float32, arange(0, 1, 0.5).dtype);
    }

    [TestMethod]
    public void Parts_can_be_assigned()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = zeros(2, 3);
        x[0] = ones(3);
        x[1, 2] = 5f;
        x[TensorIndex.Ellipsis, TensorIndex.Slice(0, 1)] = tensor(new[] { 7f, 8f }).reshape(1, 2, 1);
        CollectionAssert.AreEqual(new float[] { 7, 1, 1, 8, 0, 5 }, x.data<float>().ToArray());
    }

    [TestMethod]
    public void Masks_and_lists_of_places_can_be_assigned()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = arange(5, ScalarType.Float32);
        x[x > 2] = tensor(-1f);
        x.index_put_(tensor(10f), [tensor(new long[] { 0, 0 })], accumulate: true);
        CollectionAssert.AreEqual(new float[] { 20, 1, 2, -1, -1 }, x.data<float>().ToArray());
    }

    [TestMethod]
    public void Ranges_and_negative_places_count_from_the_end()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = arange(5);
        CollectionAssert.AreEqual(new long[] { 1, 2, 3 }, x[1..^1].data<long>().ToArray());
        Assert.AreEqual(4, x[-1].ToInt64());
    }

    [TestMethod]
    public void Tensors_survive_a_file()
    {
        using DisposeScope scope = NewDisposeScope();
        using var file = new MemoryStream();
        Tensor x = randn(3, 200).t();
        using (var writer = new BinaryWriter(file, System.Text.Encoding.UTF8, leaveOpen: true)) x.Save(writer);
        file.Position = 0;
        Assert.IsTrue(x.Equals(Tensor.Load(file)));
    }

    [TestMethod]
    public void Text_shows_shape_and_elements()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = tensor(new float[,] { { 1, 2 }, { 3, 4.5f } });
        Assert.AreEqual("[2x2], type = Float32, device = cpu", x.ToString());
        StringAssert.Contains(x.str(newLine: "\n"), "[[1, 2]\n [3, 4.5]]");
    }

    [TestMethod]
    public void Moving_disposes_the_source_where_asked()
    {
        using DisposeScope scope = NewDisposeScope();
        Tensor x = ones(2);
        Tensor y = x.to(ScalarType.Float64, disposeAfter: true);
        Assert.IsTrue(x.IsInvalid);
        Assert.AreEqual(ScalarType.Float64, y.dtype);
    }
}
