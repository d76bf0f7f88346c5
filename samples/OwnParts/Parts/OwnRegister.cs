using System.Text.Json;
using Microsoft.ML.Gan;

namespace OwnParts;

/// <summary>
/// Registers the parts by name. A saved model has the names of its parts and their options, never a type, so a program must register
/// its own parts before it loads a model that uses them. Metrics and feature extractors are not saved with a model.
/// </summary>
internal static class OwnRegister
{
    public static void AddAll()
    {
        GanArchitecture.Register(PaintingArchitecture.RegisteredName, options => options.Deserialize<PaintingArchitecture>()!);
        GanLoss.Register(HuberLoss.RegisteredName, options => options.Deserialize<HuberLoss>()!);
        GanRegularizer.Register(SmoothPaint.RegisteredName, options => options.Deserialize<SmoothPaint>()!);
    }
}
