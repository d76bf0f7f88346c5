using Microsoft.ML.Data;

namespace Microsoft.ML.Gan.Data;

/// <summary>
/// The rows of a view and the columns to read. AugmentImages is removed from the view and applied by the column readers, so that rows can be cached
/// and still have new draws in each epoch.
/// </summary>
/// <remarks>
/// Several image columns are a pair (or a triple): their augmentations use the same random numbers in the same epoch and row, so that crops, flips
/// and colour changes are the same. AugmentImages must therefore have the same operations for all of them, or be absent; everything else is refused.
/// They use one seed: the user's, otherwise the first column's.
/// </remarks>
internal sealed class RowSource
{
    private readonly ImageColumnReader[] _images;

    /// <param name="data">The rows.</param>
    /// <param name="columns">The readers of the columns; owned by this source.</param>
    /// <param name="asTheyAre">Whether to read the rows as the view gives them, augmented or not.</param>
    /// <exception cref="InvalidOperationException">Image columns of the same rows are augmented in different ways.</exception>
    public RowSource(IDataView data, IReadOnlyList<IColumnReader> columns, bool asTheyAre = false)
    {
        (Data, Columns, _images) = (data, columns, [.. columns.OfType<ImageColumnReader>()]);
        // A view with several variants has other rows than its source; its images are read again in each epoch.
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

    /// <summary>The name of the rows in messages: the first column.</summary>
    public string Title => Columns[0].Title;

    /// <summary>The augmentations applied after reading, by column.</summary>
    public IReadOnlyList<ViewAugmentation> Augmentations => [.. _images.SelectMany(image => image.Augmentations)];

    private string PairTitle => $"Image columns {string.Join(" and ", _images.Select(image => $"'{image.Column.Name}'"))}";

    /// <summary>Draws the augmentations from other seeds.</summary>
    /// <param name="seeds">A seed for each of <see cref="Augmentations"/>; null to keep them.</param>
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
    /// <param name="epoch">The epoch of the views below.</param>
    /// <param name="shuffle">The random generator of the order, if the data can shuffle.</param>
    /// <param name="dependsOnEpoch">Whether rows differ between epochs.</param>
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
                    $"{PairTitle} of one row are a pair, so AugmentImages must have the same operations for each of them, but it has {Describe(_images[0])} and {Describe(other)}. " +
                    "Augment all columns by the same operations with the same options, or none.");
            }

            for (var i = 0; i < seeds.Length; i++)
            {
                if (other.Augmentations[i] is not { IsSeedGiven: true, Seed: var given })
                    continue;
                if (seeds[i].IsGiven && seeds[i].Seed != given)
                {
                    throw new InvalidOperationException(
                        $"{PairTitle} of one row are a pair and use one seed, but AugmentImages has seed {seeds[i].Seed} and seed {given}. Give both the same seed, or none.");
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
        // A rebuilt view has the same columns at the same indices.
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
    /// <param name="store">The store to write to.</param>
    /// <param name="index">The row of the store that it becomes.</param>
    /// <exception cref="InvalidOperationException">A column has no valid value.</exception>
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
