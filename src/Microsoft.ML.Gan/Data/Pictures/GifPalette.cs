namespace Microsoft.ML.Gan;

/// <summary>
/// The 256 colours of a GIF: those of the pictures themselves if they are so few (as of all gray ones), else by median cut
/// (Heckbert, 1982) over colours of 6 bits a channel.
/// </summary>
internal sealed class GifPalette
{
    public const int Size = 256;
    private const int Bits = 6;
    private const int Cells = 1 << (3 * Bits);

    private readonly Dictionary<int, byte>? _exact;
    private readonly byte[] _indexOfCell = [];

    /// <param name="pixels">N×H×W×C: all pictures.</param>
    /// <param name="channels">1 or 3.</param>
    public GifPalette(ReadOnlySpan<byte> pixels, int channels)
    {
        _exact = Distinct(pixels, channels);
        if (_exact is not null)
        {
            foreach (var (color, index) in _exact)
                Set(index, color >> 16, (color >> 8) & 255, color & 255);
            return;
        }

        _indexOfCell = new byte[Cells];
        var boxes = Cut(Histogram(pixels));
        for (var index = 0; index < boxes.Count; index++)
        {
            var sum = new Cell();
            foreach (var cell in boxes[index])
            {
                sum.Add(cell);
                _indexOfCell[cell.Key] = (byte)index;
            }

            Set(index, sum.Mean(0), sum.Mean(1), sum.Mean(2));
        }
    }

    /// <summary>Red, green and blue of each colour.</summary>
    public byte[] Colors { get; } = new byte[3 * Size];

    /// <summary>The colour that stands for a pixel.</summary>
    /// <param name="pixel">Its 1 or 3 bytes.</param>
    public byte IndexOf(ReadOnlySpan<byte> pixel) => _exact is null ? _indexOfCell[KeyOf(pixel)] : _exact[ColorOf(pixel)];

    private static Dictionary<int, byte>? Distinct(ReadOnlySpan<byte> pixels, int channels)
    {
        var found = new Dictionary<int, byte>();
        for (var i = 0; i < pixels.Length; i += channels)
        {
            var color = ColorOf(pixels.Slice(i, channels));
            if (found.ContainsKey(color))
                continue;
            if (found.Count == Size)
                return null;
            found.Add(color, (byte)found.Count);
        }

        return found;
    }

    private static Cell[] Histogram(ReadOnlySpan<byte> pixels)
    {
        var cells = new Cell?[Cells];
        for (var i = 0; i < pixels.Length; i += 3)
        {
            var pixel = pixels.Slice(i, 3);
            var key = KeyOf(pixel);
            (cells[key] ??= new Cell { Key = key }).Add(pixel);
        }

        return [.. cells.OfType<Cell>()];
    }

    /// <summary>Halves, again and again, the box whose pixels are the farthest apart, until there are as many as colours.</summary>
    private static List<ArraySegment<Cell>> Cut(Cell[] cells)
    {
        var open = new PriorityQueue<ArraySegment<Cell>, double>();
        var boxes = new List<ArraySegment<Cell>>();
        Add(cells);
        while (open.Count > 0 && open.Count + boxes.Count < Size)
        {
            var box = open.Dequeue();
            var axis = Widest(box).Axis;
            box.AsSpan().Sort((a, b) => a.Mean(axis) != b.Mean(axis) ? a.Mean(axis).CompareTo(b.Mean(axis)) : a.Key.CompareTo(b.Key));
            var half = box.Sum(cell => cell.Count) / 2;
            var (left, count) = (1, box[0].Count);
            while (left < box.Count - 1 && count + box[left].Count <= half)
                count += box[left++].Count;
            Add(box[..left]);
            Add(box[left..]);
        }

        boxes.AddRange(open.UnorderedItems.Select(item => item.Element));
        return boxes;

        void Add(ArraySegment<Cell> box)
        {
            if (box.Count == 1)
                boxes.Add(box);
            else
                open.Enqueue(box, -Widest(box).Extent * Math.Sqrt(box.Sum(cell => cell.Count))); // the queue gives the smallest first
        }
    }

    private static (int Axis, double Extent) Widest(ArraySegment<Cell> box)
    {
        var widest = (Axis: 0, Extent: 0);
        for (var axis = 0; axis < 3; axis++)
        {
            var (low, high) = (byte.MaxValue, byte.MinValue);
            foreach (var cell in box)
                (low, high) = (Math.Min(low, cell.Mean(axis)), Math.Max(high, cell.Mean(axis)));
            if (high - low > widest.Extent)
                widest = (axis, high - low);
        }

        return widest;
    }

    private static int ColorOf(ReadOnlySpan<byte> pixel) =>
        pixel.Length == 1 ? pixel[0] * 0x010101 : (pixel[0] << 16) | (pixel[1] << 8) | pixel[2];

    private static int KeyOf(ReadOnlySpan<byte> pixel) =>
        (pixel[0] >> (8 - Bits) << (2 * Bits)) | (pixel[1] >> (8 - Bits) << Bits) | (pixel[2] >> (8 - Bits));

    private void Set(int index, int red, int green, int blue) =>
        (Colors[3 * index], Colors[(3 * index) + 1], Colors[(3 * index) + 2]) = ((byte)red, (byte)green, (byte)blue);

    /// <summary>Pixels of nearly one colour.</summary>
    private sealed class Cell
    {
        private readonly long[] _sums = new long[3];

        public int Key { get; init; }

        public long Count { get; private set; }

        public void Add(ReadOnlySpan<byte> pixel)
        {
            Count++;
            for (var axis = 0; axis < 3; axis++)
                _sums[axis] += pixel[axis];
        }

        public void Add(Cell other)
        {
            Count += other.Count;
            for (var axis = 0; axis < 3; axis++)
                _sums[axis] += other._sums[axis];
        }

        public byte Mean(int axis) => (byte)((_sums[axis] + (Count / 2)) / Count);
    }
}
