using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Gan;

/// <summary>
/// A trained image classifier: adds a column with each image's most probable class and one with the probabilities of all
/// classes. A row without an image gets the missing class (key 0) and NaN probabilities, as usual in ML.NET.
/// </summary>
public sealed partial class ImageCnnTransformer : ModelTransformer
{
    private readonly ImageCnnModel _model;

    /// <summary>Takes ownership of the model.</summary>
    internal ImageCnnTransformer(IHostEnvironment environment, ImageCnnModel model)
        : base(environment, model) => _model = model;

    /// <summary>The shape of the classified images, C×H×W.</summary>
    public ImageShape ImageShape => _model.Description.Image;

    /// <summary>The number of classes.</summary>
    public int ClassCount => _model.Description.ClassCount;

    /// <summary>The names of the classes, in the order of the keys; empty when the data named none.</summary>
    public IReadOnlyList<string> ClassNames => _model.Labels?.Names ?? [];

    /// <summary>The seed that the model was trained with.</summary>
    public int Seed => _model.Description.Seed;

    /// <summary>The progress reports of the training; empty for a loaded model.</summary>
    public IReadOnlyList<ClassifierProgress> History => _model.History;

    /// <exception cref="ObjectDisposedException">The network has been freed.</exception>
    internal ImageCnnModel Model
    {
        get
        {
            ThrowIfDisposed();
            return _model;
        }
    }

    private protected override IBatchedColumns ColumnsOf(DataViewSchema inputSchema) => new ClassifiedRows(this, inputSchema);
}
