using Microsoft.ML;
using TorchSharp;

internal static class TorchCalls
{
    public static void First()
    {
        try
        {
            using var tensor = torch.zeros(1);
        }
        catch (TypeInitializationException)
        {
            Console.WriteLine("TorchSharp alone does not load.");
        }
    }

    public static void Second()
    {
        _ = new MLContext().Gan();
        using var tensor = torch.full(1, 42f);
        Console.WriteLine($"{tensor.item<float>()}");
    }
}
