using System.Runtime.CompilerServices;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>One place in an index expression: a number, a slice, an ellipsis, a new axis, a truth value or a tensor.</summary>
    public struct TensorIndex
    {
        internal enum Kind { None, Single, Ellipsis, Bool, Tensor, Slice }

        internal Kind kind;
        internal long? start;
        internal long? stop;
        internal long? step;
        internal torch.Tensor? tensor;

        public static TensorIndex Ellipsis = new() { kind = Kind.Ellipsis };
        public static TensorIndex None = new() { kind = Kind.None };
        public static TensorIndex Null = new() { kind = Kind.None };
        public static TensorIndex Colon = Slice();

        public static TensorIndex Slice(long? start = null, long? stop = null, long? step = null) =>
            new() { kind = Kind.Slice, start = start, stop = stop, step = step };

        public static TensorIndex Slice((int? start, int? end) range) => Slice((long?)range.start, range.end);

        public static TensorIndex Slice(Range range) =>
            Slice(range.Start.IsFromEnd ? -range.Start.Value : range.Start.Value,
                range.End.IsFromEnd ? (range.End.Value == 0 ? null : -range.End.Value) : range.End.Value);

        public static TensorIndex Bool(bool value) => new() { kind = Kind.Bool, start = value ? 1 : 0 };
        public static TensorIndex Single(long? index) => new() { kind = Kind.Single, start = index };
        public static TensorIndex Tensor(torch.Tensor tensor) => new() { kind = Kind.Tensor, tensor = tensor };

        public static implicit operator TensorIndex(long value) => Single(value);
        public static implicit operator TensorIndex(Index index) => Single(index.IsFromEnd ? -index.Value : index.Value);
        public static implicit operator TensorIndex(Range range) => Slice(range);
        public static implicit operator TensorIndex((int? start, int? end) range) => Slice(range);

        // Exists so that overload resolution treats indices as upstream does; never meant to run.
        public static implicit operator torch.Tensor(TensorIndex value) => throw new InvalidOperationException("Should not be called.");
    }

    public partial class Tensor
    {
        [IndexerName("TensorItems")]
        public Tensor this[params TensorIndex[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[params Tensor[] indices]
        {
            get => index(indices);
            set => index_put_(value, indices);
        }

        [IndexerName("TensorItems")]
        public Tensor this[params long[] indices]
        {
            get => index(Singles(indices));
            set => index_put_(value, Singles(indices));
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1]
        {
            get => select(0, i1);
            set => index_put_(value, Singles(i1));
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2]
        {
            get => index(Singles(i1, i2));
            set => index_put_(value, Singles(i1, i2));
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3]
        {
            get => index(Singles(i1, i2, i3));
            set => index_put_(value, Singles(i1, i2, i3));
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3, long i4]
        {
            get => index(Singles(i1, i2, i3, i4));
            set => index_put_(value, Singles(i1, i2, i3, i4));
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3, long i4, long i5]
        {
            get => index(Singles(i1, i2, i3, i4, i5));
            set => index_put_(value, Singles(i1, i2, i3, i4, i5));
        }

        [IndexerName("TensorItems")]
        public Tensor this[long i1, long i2, long i3, long i4, long i5, long i6]
        {
            get => index(Singles(i1, i2, i3, i4, i5, i6));
            set => index_put_(value, Singles(i1, i2, i3, i4, i5, i6));
        }

        public Tensor index(params TensorIndex[] indices)
        {
            Tensor view = View(indices, out Tensor?[]? tensors);
            if (tensors is null) return view;
            Tensor result = Dispatcher.Call("aten::index.Tensor", view, tensors);
            view.Dispose();
            return result;
        }

        public Tensor index(params Tensor[] indices) => index(Tensors(indices));

        public Tensor index_put_(Tensor value, params TensorIndex[] indices) => Put(value, indices, accumulate: false);

        public Tensor index_put_(Tensor value, TensorIndex[] indices, bool accumulate = false) => Put(value, indices, accumulate);

        public Tensor index_put_(Tensor value, params Tensor[] indices) => Put(value, Tensors(indices), accumulate: false);

        public Tensor index_put_(Tensor value, Tensor[] indices, bool accumulate = false) => Put(value, Tensors(indices), accumulate);

        public Tensor index_put_(Scalar value, params TensorIndex[] indices)
        {
            using Tensor number = Dispatcher.Call("aten::scalar_tensor", value, dtype, Arg.Default, device);
            return Put(number, indices, accumulate: false);
        }

        public Tensor index_put_(Scalar value, params Tensor[] indices) => index_put_(value, Tensors(indices));

        private static TensorIndex[] Singles(params long[] indices) => System.Array.ConvertAll(indices, i => TensorIndex.Single(i));

        private static TensorIndex[] Tensors(Tensor[] indices) => System.Array.ConvertAll(indices, TensorIndex.Tensor);

        private Tensor Put(Tensor value, TensorIndex[] indices, bool accumulate)
        {
            using Tensor view = View(indices, out Tensor?[]? tensors);
            if (tensors is null)
            {
                if (accumulate) throw new ArgumentException("Accumulating needs tensors among the indices.", nameof(indices));
                using Tensor fitting = WithoutLeadingOnes(value, view.Dimensions);
                Dispatcher.Run("aten::copy_", view, fitting);
                return this;
            }
            using Tensor moved = value.to(device);
            Dispatcher.Run("aten::index_put_", view, tensors, moved, accumulate);
            return this;
        }

        // What is assigned may have more leading axes of length one than the place it goes to.
        private static Tensor WithoutLeadingOnes(Tensor value, long dimensions)
        {
            long[] sizes = value.shape;
            int skip = 0;
            while (sizes.Length - skip > dimensions && sizes[skip] == 1) skip++;
            return skip == 0 ? value.alias() : value.reshape(sizes[skip..]);
        }

        /// <summary>Applies all indices but the tensors, which come back aligned with the view's axes (null: none).</summary>
        private Tensor View(TensorIndex[] indices, out Tensor?[]? tensors)
        {
            var gathered = new List<Tensor?>();
            Tensor view = alias();
            int axis = 0;
            foreach (TensorIndex index in indices)
            {
                switch (index.kind)
                {
                    case TensorIndex.Kind.Ellipsis:
                        axis += (int)Dimensions - indices.Sum(Consumed);
                        break;
                    case TensorIndex.Kind.None:
                        Replace(ref view, view.unsqueeze(axis++));
                        break;
                    case TensorIndex.Kind.Single:
                        Replace(ref view, view.select(axis, index.start ?? throw new ArgumentException("An index is missing.", nameof(indices))));
                        break;
                    case TensorIndex.Kind.Slice:
                        if (index.step is <= 0) throw new ArgumentException("The step of a slice must be positive.", nameof(indices));
                        if (index is not { start: null, stop: null, step: null })
                            Replace(ref view, Dispatcher.Call("aten::slice.Tensor", view, axis, index.start, index.stop, index.step ?? 1));
                        axis++;
                        break;
                    case TensorIndex.Kind.Bool:
                        Replace(ref view, view.unsqueeze(axis));
                        Gather(gathered, axis++, torch.zeros(new[] { index.start!.Value }, int64, device));
                        break;
                    case TensorIndex.Kind.Tensor when index.tensor is { Dimensions: 0 } number && !IsMask(number):
                        Replace(ref view, view.select(axis, number.ToInt64()));
                        break;
                    case TensorIndex.Kind.Tensor when index.tensor is { Dimensions: 0 } truth:
                        Replace(ref view, view.unsqueeze(axis));
                        Gather(gathered, axis++, torch.zeros(new[] { truth.ToBoolean() ? 1L : 0L }, int64, device));
                        break;
                    case TensorIndex.Kind.Tensor:
                        Gather(gathered, axis, index.tensor!);
                        axis += Consumed(index);
                        break;
                }
            }
            tensors = gathered.Count == 0 ? null : gathered.ToArray();
            return view;
        }

        private static void Gather(List<Tensor?> gathered, int axis, Tensor tensor)
        {
            while (gathered.Count < axis) gathered.Add(null);
            gathered.Add(tensor);
        }

        private static void Replace(ref Tensor view, Tensor next)
        {
            view.Dispose();
            view = next;
        }

        private static bool IsMask(Tensor tensor) => tensor.dtype is ScalarType.Bool or ScalarType.Byte;

        // How many axes of the indexed tensor an index uses up.
        private static int Consumed(TensorIndex index) => index.kind switch
        {
            TensorIndex.Kind.Single or TensorIndex.Kind.Slice => 1,
            TensorIndex.Kind.Tensor when IsMask(index.tensor!) => (int)index.tensor!.Dimensions,
            TensorIndex.Kind.Tensor => 1,
            _ => 0,
        };
    }
}
