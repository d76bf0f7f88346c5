namespace Microsoft.ML.Gan.Data;

/// <summary>A view of this library over another one.</summary>
internal interface IDerivedView : IDataView
{
    IDataView Source { get; }

    /// <summary>The maker of rows other than the source's; null if they are the same.</summary>
    object? RowsAddedBy => null;

    /// <summary>The same view over another source, whose schema has the same columns.</summary>
    IDataView Over(IDataView source);
}

/// <summary>A view in which one column of images is augmented.</summary>
internal interface IAugmentedView : IDerivedView
{
    /// <summary>The images before augmentation, in the source.</summary>
    ImageColumn Image { get; }

    /// <summary>The index of the augmented column, after the source's columns.</summary>
    int OutputIndex { get; }

    /// <summary>The augmentations.</summary>
    ViewAugmentation Augmentation { get; }

    /// <summary>Whether images are changed at random, so that they differ in each epoch.</summary>
    bool ChangesRows { get; }

    /// <summary>Whether the rows are the source's, one to one, so that a reader of the source can augment them itself.</summary>
    bool HasRowsOfSource { get; }

    /// <summary>The same view over another source, its images drawn for the epoch of a pass.</summary>
    IDataView Over(IDataView source, EpochPass pass);
}
