using Microsoft.ML.Data;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.Gan.Data;

/// <summary>A pair of IDX files, images and labels, or images alone; each cursor reads the files by itself.</summary>
internal sealed class IdxView : SourceView
{
    private readonly string _imagesPath;
    private readonly string? _labelsPath;
    private readonly ImageShape _shape;
    private readonly int _count;

    private IdxView(DataViewSchema schema, string imagesPath, string? labelsPath, ImageShape shape, int count)
        : base(schema) =>
        (_imagesPath, _labelsPath, _shape, _count) = (imagesPath, labelsPath, shape, count);

    /// <exception cref="InvalidDataException">A file is not what it should be, or they do not belong together.</exception>
    public static IdxView Open(string imagesPath, string? labelsPath, string imageColumnName, string labelColumnName)
    {
        ArgumentException.ThrowIfNullOrEmpty(imagesPath);
        ArgumentException.ThrowIfNullOrEmpty(imageColumnName);
        ArgumentException.ThrowIfNullOrEmpty(labelColumnName);
        if (labelsPath is not null && imageColumnName == labelColumnName)
            throw new ArgumentException($"The images and the labels cannot both be the column '{imageColumnName}'.", nameof(labelColumnName));
        var shape = IdxFile.ReadSizes(imagesPath) switch
        {
            [var n, var h, var w] => (Count: n, Image: new ImageShape(1, h, w)),
            [var n, var h, var w, 3] => (Count: n, Image: new ImageShape(3, h, w)),
            [_] => throw new InvalidDataException($"'{imagesPath}' holds labels: its values are not images, N×H×W or N×H×W×3. Give the file of the images; the two may be exchanged."),
            var other => throw new InvalidDataException($"'{imagesPath}': {string.Join('×', other)} values are not images, N×H×W or N×H×W×3."),
        };
        var builder = new DataViewSchema.Builder();
        builder.AddColumn(imageColumnName, ImageTypes.Sized(shape.Image.Height, shape.Image.Width));
        if (labelsPath is not null)
        {
            var sizes = IdxFile.ReadSizes(labelsPath);
            if (sizes is not [var labels])
                throw new InvalidDataException($"'{labelsPath}' holds {string.Join('×', sizes)} values, not one label an image. Give the file of the labels; the two may be exchanged.");
            if (labels != shape.Count)
            {
                throw new InvalidDataException(
                    $"'{imagesPath}' holds {shape.Count} images, but '{labelsPath}' holds {labels} labels. Give two files of one set: the training images with the training labels.");
            }

            builder.AddColumn(labelColumnName, NumberDataViewType.Byte);
        }

        return new IdxView(builder.ToSchema(), imagesPath, labelsPath, shape.Image, shape.Count);
    }

    public override long? GetRowCount() => _count;

    protected override ISourceRows Open(bool[] active) => new Rows(this, active[0], active.Length > 1 && active[1]);

    private sealed class Rows : ISourceRows
    {
        private readonly IdxView _view;
        private readonly byte[] _pixels = [];
        private readonly byte[] _label = new byte[1];
        private readonly Stream? _imageStream;
        private readonly Stream? _labelStream;
        private int _row = -1;

        public Rows(IdxView view, bool images, bool labels)
        {
            _view = view;
            try
            {
                if (images)
                {
                    _imageStream = IdxFile.OpenValues(view._imagesPath);
                    _pixels = new byte[view._shape.Length];
                }

                if (labels)
                    _labelStream = IdxFile.OpenValues(view._labelsPath!);
            }
            catch
            {
                Dispose();
                throw;
            }
        }

        public bool MoveNext()
        {
            if (++_row == _view._count)
            {
                RequireEnd(_imageStream, _view._imagesPath);
                RequireEnd(_labelStream, _view._labelsPath);
                return false;
            }

            Read(_imageStream, _pixels, _view._imagesPath);
            Read(_labelStream, _label, _view._labelsPath);
            return true;
        }

        public Delegate CreateGetter(int column) => column == 0
            ? new ValueGetter<MLImage>((ref MLImage value) => value = MLImagePixels.Create(_pixels, _view._shape))
            : new ValueGetter<byte>((ref byte value) => value = _label[0]);

        public void Dispose()
        {
            _imageStream?.Dispose();
            _labelStream?.Dispose();
        }

        private void Read(Stream? stream, byte[] values, string? path)
        {
            try
            {
                stream?.ReadExactly(values);
            }
            catch (EndOfStreamException e)
            {
                throw new InvalidDataException($"'{path}' ends in row {_row} of {_view._count}: it is cut short. Copy or download it again.", e);
            }
        }

        private static void RequireEnd(Stream? stream, string? path)
        {
            if (stream is not null && stream.ReadByte() >= 0)
                throw new InvalidDataException($"'{path}' goes on after the last row that its header tells of: it is damaged. Copy or download it again.");
        }
    }
}
