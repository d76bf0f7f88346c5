using System.Collections;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>The shape of a tensor.</summary>
    public struct Size : IEnumerable<long>
    {
        public static Size Empty = new(System.Array.Empty<long>());

        private readonly long[] shape;

        public Size(long[] shape) => this.shape = shape.ToArray();
        public Size(IEnumerable<long> shape) => this.shape = shape.ToArray();
        public Size(int[] shape) => this.shape = System.Array.ConvertAll(shape, x => (long)x);
        public Size(long size) => shape = [size];
        public Size(int size) => shape = [size];
        public Size((int, int) size) => shape = [size.Item1, size.Item2];
        public Size((int, int, int) size) => shape = [size.Item1, size.Item2, size.Item3];
        public Size((int, int, int, int) size) => shape = [size.Item1, size.Item2, size.Item3, size.Item4];
        public Size((long, long) size) => shape = [size.Item1, size.Item2];
        public Size((long, long, long) size) => shape = [size.Item1, size.Item2, size.Item3];
        public Size((long, long, long, long) size) => shape = [size.Item1, size.Item2, size.Item3, size.Item4];

        public readonly long[] Shape => shape;
        public readonly int Length => shape.Length;
        public readonly bool IsEmpty => shape.Length == 0;
        public readonly bool IsScalar => shape.Length == 0;
        public readonly long this[int idx] => shape[idx];
        public readonly long this[long idx] => shape[idx];

        public static implicit operator Size(long size) => new(size);
        public static implicit operator Size(long[] size) => new(size);
        public static implicit operator Size((long, long) size) => new(size);
        public static implicit operator Size((long, long, long) size) => new(size);
        public static implicit operator Size((long, long, long, long) size) => new(size);

        public static bool operator ==(Size left, Size right) => left.shape.AsSpan().SequenceEqual(right.shape);
        public static bool operator !=(Size left, Size right) => !(left == right);
        public static Size operator +(Size left, Size right) => new(left.shape.Concat(right.shape));
        public static Size operator +(Size left, IEnumerable<long> right) => new(left.shape.Concat(right));

        public readonly long numel() => shape.Aggregate(1L, (product, size) => product * size);
        public readonly Size Slice(int first, int next) => new(shape[first..next]);
        public readonly IEnumerable<long> Take(int i) => shape.Take(i);

        public override readonly bool Equals(object? obj) => obj is Size other && this == other;
        public override readonly int GetHashCode() => ((IStructuralEquatable)shape).GetHashCode(EqualityComparer<long>.Default);
        public readonly IEnumerator<long> GetEnumerator() => ((IEnumerable<long>)shape).GetEnumerator();
        readonly IEnumerator IEnumerable.GetEnumerator() => GetEnumerator();
    }
}
