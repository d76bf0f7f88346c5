namespace Microsoft.ML.Gan;

/// <summary>
/// The first reading of the data: learns the shape of the images, and keeps the rows as long as they fit. The first good row
/// says how large the images are, where neither the column's type nor an option does.
/// </summary>
/// <param name="rows">The rows.</param>
/// <param name="mayKeep">Whether they are the same in each epoch.</param>
/// <param name="memoryBudget">How many bytes of them may be kept.</param>
internal sealed class FirstPass(ImageRows rows, bool mayKeep, long memoryBudget)
{
    /// <summary>Rows that are not kept are read no further than this for a bright pixel.</summary>
    private const int MostDarkRows = 256;

    private readonly float[] _condition = new float[rows.Condition?.CompactSize ?? 0];
    private byte[] _pixels = [];
    private LevelRange _levels = LevelRange.Empty;

    /// <summary>Images in colour and images in gray look alike to the schema. Until one is found with a colour in it, all are gray.</summary>
    private bool _mayTurnToColor;

    /// <summary>The shape of every image so far.</summary>
    public ImageShape Shape { get; private set; }

    /// <summary>The rows so far; null if they are not kept.</summary>
    public PixelStore? Store { get; private set; }

    /// <summary>How many rows were good.</summary>
    public long Count { get; private set; }

    /// <summary>How many of them have transparent pixels.</summary>
    public long TransparentCount { get; private set; }

    /// <summary>What the rows so far show.</summary>
    public DataFacts Facts { get; } = new(rows.Condition);

    /// <summary>Whether nothing more can be learned, or so many dark images were read that the next will hardly be brighter.</summary>
    public bool IsEnough => Count > 0 && Store is null && !_mayTurnToColor && (Facts.Brightest > PixelScale.Dark || Count >= MostDarkRows);

    /// <summary>Demands that the pixels are in the scale that the layout says.</summary>
    /// <exception cref="InvalidOperationException">They are not; the message says which they look like, and which option to set.</exception>
    public void RequireScale()
    {
        if (rows.Image.IsFloat && PixelScale.ProblemOf(rows.Image, _levels) is { } problem)
            throw new InvalidOperationException($"Image column '{rows.Image.Name}': {problem}.");
    }

    /// <summary>Reads one row. A bad one leaves no trace.</summary>
    /// <exception cref="InvalidOperationException">It has no proper image or condition.</exception>
    public void Read(ImageRowCursor cursor)
    {
        var image = cursor.Image;
        image.Load();
        var isFirst = Count == 0;
        var mayTurnToColor = isFirst ? rows.Image.Channels is null : _mayTurnToColor;
        var isColor = mayTurnToColor && !image.IsGray;
        var shape = isFirst
            ? new ImageShape(rows.Image.Channels ?? 1, rows.Image.Height ?? image.Height, rows.Image.Width ?? image.Width)
            : Shape;
        if (isColor)
            shape = shape with { Channels = 3 };
        image.RequireSize(shape);
        cursor.Condition?.ReadCompact(_condition);
        if (_pixels.Length != shape.Length)
            _pixels = new byte[shape.Length];
        image.CopyTo(_pixels, shape.Channels);

        // From here on nothing is wrong with the row.
        Shape = shape;
        _mayTurnToColor = mayTurnToColor && !isColor;
        if (isFirst && mayKeep && !(rows.Data.GetRowCount() is { } expected && expected * PixelStore.BytesPerRow(shape, _condition.Length) > memoryBudget))
            Store = new PixelStore(shape, _condition.Length);
        if (Store is not null && Store.Shape != shape)
            Store = Store.ToColor();
        Keep(cursor.Row);
        Count++;
        _levels = _levels.With(image.Levels);
        Facts.Add(_pixels, _condition);
        if (image.IsTransparent)
            TransparentCount++;
    }

    /// <summary>Says what the images lose.</summary>
    /// <param name="warn">Is told, if there is something to tell.</param>
    public void Tell(Action<string>? warn)
    {
        if (TransparentCount == 0)
            return;
        warn?.Invoke(
            $"Image column '{rows.Image.Name}': {TransparentCount} of {Count} images have transparent pixels, which are read as black. " +
            "LoadFromImageFolder puts pictures on a background of your choice. ResizeImages with IsoPad adds transparent bars; IsoCrop and Fill do not.");
    }

    private void Keep(ulong row)
    {
        if (Store is not { } store)
            return;
        if ((store.Count + 1) * store.RowBytes > memoryBudget)
        {
            Store = null;
            return;
        }

        var index = store.Add(row);
        _pixels.CopyTo(store.Pixels(index));
        _condition.CopyTo(store.Condition(index));
    }
}
