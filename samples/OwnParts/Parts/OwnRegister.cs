using System.Text.Json;
using Microsoft.ML.Gan;

namespace OwnParts;

/// <summary>
/// A saved model says the names of its parts and their options, never a type: whoever loads one that has parts of their own
/// says first what the names mean.
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
