using Microsoft.ML.Data;

namespace Microsoft.ML.Gan.Data;

/// <summary>
/// Rows of a view, and the columns that are read of them. What views of AugmentImages do is taken out of the view and done by the
/// column readers, so that rows can be kept and their images still be drawn anew in each epoch.
/// </summary>
/// <remarks>
/// Several image columns are a pair (or a triple): their augmentations draw the same numbers in the same epoch and row, so that crops
/// and flips fall on the same place, and colours change alike. AugmentImages must therefore do the same to each of them, or nothing to
/// any; everything else is refused. They draw from one seed: one that the user gave, else the first column's.
/// </remarks>
internal sealed class RowSource
{
    private readonly ImageColumnReader[] _images;

    /// <param name="data">The rows.</param>
    /// <param name="columns">What is read of them. The source keeps these readers; they serve no other.</param>
    /// <param name="asTheyAre">Take the rows as the view gives them, augmented or not.</param>
    /// <exception cref="InvalidOperationException">Image columns of the same rows are augmented in different ways.</exception>
    public RowSource(IDataView data, IReadOnlyList<IColumnReader> columns, bool asTheyAre = false)
    {
        (Data, Columns, _images) = (data, columns, [.. columns.OfType<ImageColumnReader>()]);
        // A view of several variants has rows of its own; its images are read anew in each epoch.
        while (!asTheyAre && Data is IAugmentedView { ChangesRows: true, HasRowsOfSource: true } view)
        {
            var readers = columns.Where(column => column.Inputs.Any(input => input.Index == view.OutputIndex)).ToArray();
            if (readers.Length == 0 || readers.Any(reader => reader is not ImageColumnReader))
                break;
            foreach (var column in columns)
            {
                if (readers.Contains(column))
                    ((ImageColumnReader)column).TakeOver(view);
                else
                    column.Bind(view.Source.Schema);
            }

            Data = view.Source;
        }

        ShareDraws();
    }

    /// <summary>The rows before augmentation.</summary>
    public IDataView Data { get; }

    public IReadOnlyList<IColumnReader> Columns { get; }

    /// <summary>What messages call the rows: the first column.</summary>
    public string Title => Columns[0].Title;

    /// <summary>What is done to images after they are read, column by column.</summary>
    public IReadOnlyList<ViewAugmentation> Augmentations => [.. _images.SelectMany(image => image.Augmentations)];

    private string PairTitle => $"Image columns {string.Join(" and ", _images.Select(image => $"'{image.Column.Name}'"))}";

    /// <summary>Draws the augmentations from other seeds.</summary>
    /// <param name="seeds">One for each of <see cref="Augmentations"/>; null to leave them.</param>
    public void Reseed(IReadOnlyList<ulong>? seeds)
    {
        if (seeds is null)
            return;
        var used = 0;
        foreach (var image in _images)
        {
            image.Reseed([.. image.Augmentations.Select((augmentation, index) => (seeds[used + index], augmentation.IsSeedGiven))]);
            used += image.Augmentations.Count;
        }
    }

    /// <summary>Opens a cursor before the first row.</summary>
    /// <param name="epoch">The epoch that views further down are told.</param>
    /// <param name="shuffle">Where the data can shuffle: what to draw its order from.</param>
    /// <param name="dependsOnEpoch">Whether rows look different in another epoch.</param>
    /// <exception cref="InvalidOperationException">Image columns of the same rows cannot share their draws.</exception>
    public RowCursor Open(long epoch, Random? shuffle, out bool dependsOnEpoch)
    {
        var pass = new EpochPass(epoch);
        var cursor = new RowCursor(pass.Of(Data), Columns, shuffle);
        dependsOnEpoch = pass.DependsOnEpoch;
        if (!dependsOnEpoch || _images.Length < 2)
            return cursor;
        cursor.Dispose();
        throw new InvalidOperationException(
            $"{PairTitle}: AugmentImages changes images of a pair below other transforms, or makes several variants of them, where the pair cannot share " +
            "the draws. AugmentImages of each of these columns must come last, with one variant.");
    }

    /// <summary>Checks the images of a pair, once their shapes are known.</summary>
    /// <exception cref="InvalidOperationException">They are augmented, but of different sizes: the same draws would fall on different places.</exception>
    public void RequirePairs()
    {
        foreach (var other in _images.Skip(1).Where(image => image.Augmentations.Count > 0))
        {
            var first = _images[0];
            if ((first.KeptShape.Height, first.KeptShape.Width) != (other.KeptShape.Height, other.KeptShape.Width))
            {
                throw new InvalidOperationException(
                    $"{PairTitle}: the images of a pair are augmented together and must have one size, but are {first.KeptShape.Height}×{first.KeptShape.Width} " +
                    $"and {other.KeptShape.Height}×{other.KeptShape.Width} pixels (ResizeImages brings them to one).");
            }
        }
    }

    private void ShareDraws()
    {
        if (_images.Length < 2 || _images.All(image => image.Augmentations.Count == 0))
            return;
        var seeds = _images[0].Augmentations.Select(augmentation => (augmentation.Seed, IsGiven: augmentation.IsSeedGiven)).ToArray();
        foreach (var other in _images.Skip(1))
        {
            if (!AreAugmentedAlike(_images[0], other))
            {
                throw new InvalidOperationException(
                    $"{PairTitle} of one row are a pair, so AugmentImages must do the same to each of them, but it does {Describe(_images[0])} and {Describe(other)}. " +
                    "Augment each column by the same operations with the same options, or none.");
            }

            for (var i = 0; i < seeds.Length; i++)
            {
                if (other.Augmentations[i] is not { IsSeedGiven: true, Seed: var given })
                    continue;
                if (seeds[i].IsGiven && seeds[i].Seed != given)
                {
                    throw new InvalidOperationException(
                        $"{PairTitle} of one row are a pair and draw from one seed, but AugmentImages was given seed {seeds[i].Seed} and seed {given}. Give both the same seed, or none.");
                }

                seeds[i] = (given, true);
            }
        }

        foreach (var image in _images)
            image.Reseed(seeds);
    }

    private static bool AreAugmentedAlike(ImageColumnReader one, ImageColumnReader other) =>
        one.Augmentations.Count == other.Augmentations.Count
        && one.Augmentations.Zip(other.Augmentations, (first, second) => first.List.HasSameOperations(second.List)).All(isSame => isSame);

    private static string Describe(ImageColumnReader image)
    {
        var names = string.Join(", ", image.Augmentations.SelectMany(augmentation => augmentation.List.Operations).Select(operation => operation.Name));
        return $"{(names == "" ? "nothing" : names)} to '{image.Column.Name}'";
    }
}

/// <summary>A cursor over the columns of a <see cref="RowSource"/>.</summary>
internal sealed class RowCursor : IDisposable
{
    private readonly DataViewRowCursor _cursor;
    private readonly ValueGetter<DataViewRowId> _id;

    public RowCursor(IDataView data, IReadOnlyList<IColumnReader> columns, Random? shuffle)
    {
        // A view that was built again has the same columns at the same indices.
        _cursor = data.GetRowCursor([.. columns.SelectMany(column => column.Inputs).Select(column => column.Index).Distinct().Select(index => data.Schema[index])], shuffle);
        var values = new List<IValueReader>();
        Values = values;
        try
        {
            _id = _cursor.GetIdGetter();
            foreach (var column in columns)
                values.Add(column.Open(_cursor));
        }
        catch
        {
            Dispose();
            throw;
        }
    }

    /// <summary>A reader for each column.</summary>
    public IReadOnlyList<IValueReader> Values { get; }

    /// <summary>The row's id as one number.</summary>
    public ulong Id
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
    /// <exception cref="InvalidOperationException">A column has no proper value.</exception>
    public void Read(RowStore store, int index)
    {
        store.SetId(index, Id);
        for (var i = 0; i < Values.Count; i++)
            Values[i].Read(store.Value(index, i));
    }

    public void Dispose()
    {
        foreach (var value in Values)
            value.Dispose();
        _cursor.Dispose();
    }
}
