using Microsoft.ML.Runtime;

namespace Microsoft.ML.Gan;

public sealed partial class ImageCnnTransformer
{
    internal override void SaveTo(IModelFiles files) => Model.Save(files);

    internal static ImageCnnTransformer LoadFrom(IHostEnvironment environment, IModelFiles files) =>
        new(environment, ModelKinds.Load<ImageCnnModel>(environment, files));
}
