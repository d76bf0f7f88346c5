namespace Microsoft.ML.Gan.Data;

/// <summary>A view of this library over another one.</summary>
internal interface IDerivedView : IDataView
{
    IDataView Source { get; }

    /// <summary>What has made other rows of the source's; null where they are the same.</summary>
    object? RowsAddedBy => null;

    /// <summary>The same view over another source, whose schema has the same columns.</summary>
    IDataView Over(IDataView source);
}

/// <summary>A view in which one column of images is augmented.</summary>
internal interface IAugmentedView : IDerivedView
{
    /// <summary>The images before augmentation, in the source.</summary>
    ImageColumn Image { get; }

    /// <summary>Which column holds the augmented images. Those before it are the source's, each at its own index.</summary>
    int OutputIndex { get; }

    /// <summary>What is done to the images.</summary>
    ViewAugmentation Augmentation { get; }

    /// <summary>Whether images are changed at random, so that they look different in each epoch.</summary>
    bool ChangesRows { get; }

    /// <summary>Whether the rows are the source's, one by one, so that whoever reads the source can augment by itself.</summary>
    bool HasRowsOfSource { get; }

    /// <summary>The same view over another source, its images drawn for the epoch of a pass.</summary>
    IDataView Over(IDataView source, EpochPass pass);
}
