namespace Microsoft.ML.Gan.Data;

/// <summary>Rows of one image, and perhaps labels.</summary>
internal sealed class LabeledRows
{
    /// <summary>The place of the images among the columns.</summary>
    public const int ImageIndex = 0;

    /// <summary>The place of the conditions among the columns.</summary>
    public const int ConditionIndex = 1;

    /// <param name="data">The rows.</param>
    /// <param name="image">The column of the images.</param>
    /// <param name="condition">The columns of the conditions; null for none.</param>
    /// <param name="asTheyAre">Take the rows as the view gives them, augmented or not.</param>
    public LabeledRows(IDataView data, ImageColumn image, ConditionColumns? condition, bool asTheyAre = false)
    {
        (Images, Condition) = (new ImageColumnReader(image), new ConditionColumnReader(condition));
        Source = new RowSource(data, [Images, Condition], asTheyAre);
    }

    public ImageColumnReader Images { get; }

    public ConditionColumnReader Condition { get; }

    public RowSource Source { get; }
}
