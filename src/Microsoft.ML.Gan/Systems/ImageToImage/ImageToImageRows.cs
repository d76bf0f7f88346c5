using Microsoft.ML.Data;

namespace Microsoft.ML.Gan.Systems.ImageToImage;

/// <summary>The parts of a transformer that <see cref="ImageToImageRows"/> uses.</summary>
/// <param name="Name">The transformer's name in messages, after "the".</param>
/// <param name="Columns">The columns.</param>
/// <param name="InputChannels">The network's input channels.</param>
/// <param name="OutputChannels">The network's output channels.</param>
/// <param name="Sides">The image sizes that it accepts.</param>
/// <param name="Scale">The factor by which the result's sides are larger.</param>
/// <param name="Network">Returns the network. Throws after the transformer is disposed.</param>
internal sealed record ImageMapping(
    string Name, ImageToImageColumns Columns, int InputChannels, int OutputChannels, ImageSides Sides, int Scale, Func<ImageToImageNetwork> Network)
{
    public ImageShape OutputShape(ImageShape input) => new(OutputChannels, input.Height * Scale, input.Width * Scale);
}

/// <summary>
/// The column of images that a network computes from an image column. A column may hold images of several sizes; images of the same size in a batch
/// are computed together.
/// </summary>
internal sealed class ImageToImageRows : IBatchedColumns
{
    private readonly ImageMapping _mapping;
    private readonly ImageColumn _images;

    /// <exception cref="ArgumentOutOfRangeException">The image column is missing or of the wrong type; the message names it.</exception>
    public ImageToImageRows(ImageMapping mapping, DataViewSchema input)
    {
        _mapping = mapping;
        _images = mapping.Columns.Find(input, mapping.Sides, mapping.InputChannels);
        Inputs = [_images.Column];
        Outputs = [new DataViewSchema.DetachedColumn(mapping.Columns.Output, mapping.Columns.OutputType(_images, mapping.OutputChannels, mapping.Scale))];
    }

    public string TransformerName => _mapping.Name;

    public IReadOnlyList<DataViewSchema.DetachedColumn> Outputs { get; }

    public IReadOnlyList<DataViewSchema.Column> Inputs { get; }

    public int BatchSize => _mapping.Columns.BatchSize;

    public IRowBatch Open(DataViewRow row, int capacity) => new Batch(_mapping, _images.Name, row, _images.OpenReader(row), capacity);

    private sealed class Batch(ImageMapping mapping, string column, DataViewRow row, ImageReader reader, int capacity) : IRowBatch
    {
        private readonly byte[][] _pixels = [.. Enumerable.Repeat(Array.Empty<byte>(), capacity)];
        private readonly ImageShape[] _shapes = new ImageShape[capacity];
        private readonly ReadOnlyMemory<byte>[] _results = new ReadOnlyMemory<byte>[capacity];

        /// <exception cref="InvalidOperationException">There is no image, or the network does not accept it.</exception>
        public void Read(int slot)
        {
            reader.Load();
            if (!mapping.Sides.Allow(reader.Height, reader.Width))
                throw new InvalidOperationException($"Image column '{column}', row {row.Position}: the image is {reader.Height}×{reader.Width} pixels, but the {mapping.Name} takes {mapping.Sides}.");
            var shape = _shapes[slot] = new ImageShape(mapping.InputChannels, reader.Height, reader.Width);
            if (_pixels[slot].Length != shape.Length)
                _pixels[slot] = new byte[shape.Length];
            reader.CopyTo(_pixels[slot], shape.Channels);
            reader.RequireScale();
        }

        public void Compute(int count)
        {
            var network = mapping.Network();
            foreach (var slots in Enumerable.Range(0, count).GroupBy(slot => _shapes[slot]))
            {
                int[] same = [.. slots];
                var length = slots.Key.Length;
                var pixels = new byte[checked(same.Length * length)];
                for (var i = 0; i < same.Length; i++)
                    _pixels[same[i]].CopyTo(pixels, i * length);
                var results = network.Apply(pixels, same.Length, slots.Key);
                var resultLength = mapping.OutputShape(slots.Key).Length;
                for (var i = 0; i < same.Length; i++)
                    _results[same[i]] = results.AsMemory(i * resultLength, resultLength);
            }
        }

        public Delegate Getter(int output, Func<int> slot) => GeneratedColumn.Getter(mapping.Columns.OutputForm, mapping.Columns.OutputLayout, () =>
        {
            var current = slot(); // computes the results
            return (_results[current], mapping.OutputShape(_shapes[current]));
        });

        public void Dispose() => reader.Dispose();
    }
}
