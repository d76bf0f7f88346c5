using System.Security.Cryptography;
using Microsoft.ML;
using Microsoft.ML.Data;

internal static class SavedModel
{
    /// <summary>Loads a model in a process that has called nothing but <c>new MLContext()</c>.</summary>
    public static void Run(string path)
    {
        var ml = new MLContext();
        var model = ml.Model.Load(path, out _);
        Print(model.Transform(ml.Data.LoadFromEnumerable(Enumerable.Repeat(new Input(), 4))));
    }

    public static void Print(IDataView pictures)
    {
        foreach (var picture in pictures.GetColumn<MLImage>("Generated"))
            Console.WriteLine($"picture {picture.Width}×{picture.Height} {Convert.ToHexStringLower(SHA256.HashData(picture.Pixels))}");
    }

    private sealed class Input
    {
        public int Id { get; set; }
    }
}
