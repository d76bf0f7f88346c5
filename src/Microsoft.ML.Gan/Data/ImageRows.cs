using Microsoft.ML.Data;

namespace Microsoft.ML.Gan;

/// <summary>
/// Rows of an image and perhaps a condition, and how to augment the images. What views of AugmentImages do is taken out of the
/// rows and done after them, so that rows can be kept and their images still be drawn anew in each epoch.
/// </summary>
internal sealed class ImageRows
{
    private readonly List<ViewAugmentation> _augmentations = [];

    /// <param name="data">The rows.</param>
    /// <param name="image">The column of the images.</param>
    /// <param name="condition">The column of the conditions, if any.</param>
    /// <param name="asTheyAre">Take the rows as the view gives them, augmented or not.</param>
    /// <param name="augmentationSeeds">What augmentations are drawn from, in their order; null for their own seeds.</param>
    public ImageRows(
        IDataView data, ImageColumn image, ConditionColumns? condition, bool asTheyAre = false, IReadOnlyList<ulong>? augmentationSeeds = null)
    {
        (Data, Image, Condition) = (data, image, condition);
        // A view of several variants has rows of its own; its images are read anew in each epoch.
        while (!asTheyAre && Data is AugmentedDataView { Mapper: { Variants: 1, ChangesRows: true } } view && view.Mapper.OutputIndex == Image.Column.Index
            && Condition?.Columns.Any(column => column.Column.Index == Image.Column.Index) != true)
        {
            var source = view.Mapper.Image;
            if (source.Column.Type is VectorDataViewType && source.Layout != Image.Layout)
            {
                throw new InvalidOperationException(
                    $"Image column '{Image.Name}': AugmentImages reads it by another pixel layout ({source.Layout}) than what follows ({Image.Layout}).");
            }

            _augmentations.Insert(0, new ViewAugmentation(view.Mapper.Augmentation, view.Mapper.Seed, view.Mapper.IsSeedGiven));
            Image = source.WithChannels(Image.Channels);
            Condition = Condition?.In(view.Source.Schema);
            Data = view.Source;
        }

        for (var i = 0; i < _augmentations.Count && augmentationSeeds is not null; i++)
            _augmentations[i] = _augmentations[i] with { Seed = augmentationSeeds[i] };
    }

    /// <summary>The rows before augmentation.</summary>
    public IDataView Data { get; }

    /// <summary>The images before augmentation.</summary>
    public ImageColumn Image { get; }

    public ConditionColumns? Condition { get; }

    public bool IsAugmented => _augmentations.Count > 0;

    /// <summary>What is done to the images after the rows are read, in order.</summary>
    public IReadOnlyList<ViewAugmentation> Augmentations => _augmentations;

    /// <summary>Goes before the first row.</summary>
    /// <param name="epoch">The epoch that views further down are told.</param>
    /// <param name="shuffle">Where the data can shuffle: what to draw its order from.</param>
    /// <param name="changes">Whether rows look different in another epoch.</param>
    public ImageRowCursor Open(long epoch, Random? shuffle, out bool changes)
    {
        using var scope = EpochScope.Begin(epoch);
        var cursor = new ImageRowCursor(this, shuffle);
        changes = scope.WasAsked;
        return cursor;
    }

    public ImageShape GetOutputShape(ImageShape shape) =>
        _augmentations.Aggregate(shape, (current, augmentation) => augmentation.List.GetOutputShape(current));

    public void Augment(WorkingImage image, AugmentationRandom random, long epoch, ulong row)
    {
        foreach (var (list, seed, _) in _augmentations)
            list.Apply(image, random, seed, epoch, row);
    }
}

/// <summary>What a view of AugmentImages does to images.</summary>
/// <param name="List">The operations.</param>
/// <param name="Seed">What they are drawn from.</param>
/// <param name="IsSeedGiven">Whether the user chose the seed.</param>
internal readonly record struct ViewAugmentation(ImageAugmentation List, ulong Seed, bool IsSeedGiven);

/// <summary>A cursor over the columns of <see cref="ImageRows"/>.</summary>
internal sealed class ImageRowCursor : IDisposable
{
    private readonly DataViewRowCursor _cursor;
    private readonly ValueGetter<DataViewRowId> _id;

    public ImageRowCursor(ImageRows rows, Random? shuffle)
    {
        DataViewSchema.Column[] columns = [rows.Image.Column, .. rows.Condition?.Inputs ?? []];
        _cursor = rows.Data.GetRowCursor(columns, shuffle);
        try
        {
            _id = _cursor.GetIdGetter();
            Image = rows.Image.OpenReader(_cursor);
            Condition = rows.Condition?.OpenReader(_cursor);
        }
        catch
        {
            _cursor.Dispose();
            throw;
        }
    }

    public ImageReader Image { get; }

    public ConditionsReader? Condition { get; }

    public ulong Row
    {
        get
        {
            DataViewRowId id = default;
            _id(ref id);
            return AugmentationRandom.RowKey(id);
        }
    }

    public bool MoveNext() => _cursor.MoveNext();

    /// <summary>Reads the row.</summary>
    /// <param name="store">Where to.</param>
    /// <param name="index">The row of the store that it becomes.</param>
    /// <exception cref="InvalidOperationException">It has no proper image or condition.</exception>
    public void Read(PixelStore store, int index)
    {
        store.SetRow(index, Row);
        Image.Read(store.Pixels(index), store.Shape);
        Condition?.ReadCompact(store.Condition(index));
    }

    public void Dispose()
    {
        Image.Dispose();
        _cursor.Dispose();
    }
}
