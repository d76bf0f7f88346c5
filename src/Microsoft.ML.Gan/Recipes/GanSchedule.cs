using System.Text.Json.Nodes;

namespace Microsoft.ML.Gan;

/// <summary>
/// The schedule of an optimizer's learning rate, a function of the real images shown so far only, so a resumed or longer training follows the same
/// schedule.
/// </summary>
public sealed record GanSchedule
{
    private GanSchedule()
    {
    }

    private enum Line
    {
        Constant,
        Linear,
        Cosine,
    }

    private Line Form { get; init; }

    /// <summary>The learning rate rises linearly from 0 over this many thousand images.</summary>
    /// <value>Default: 0.</value>
    public double WarmUpKimg { get; init; }

    /// <summary>The decay begins after this many thousand images.</summary>
    public double FromKimg { get; init; }

    /// <summary>The decay ends after this many thousand images.</summary>
    public double ToKimg { get; init; }

    /// <summary>The factor of the learning rate after the decay.</summary>
    /// <value>Default: 0.</value>
    public double FinalFactor { get; init; }

    /// <summary>A constant learning rate.</summary>
    /// <param name="warmUpKimg">It rises linearly from 0 over this many thousand images.</param>
    public static GanSchedule Constant(double warmUpKimg = 0) => new() { WarmUpKimg = warmUpKimg };

    /// <summary>Linear decay.</summary>
    /// <param name="fromKimg">The decay begins after this many thousand images.</param>
    /// <param name="toKimg">The decay ends after this many thousand images; usually with the training.</param>
    public static GanSchedule LinearDecay(double fromKimg, double toKimg) =>
        new() { Form = Line.Linear, FromKimg = fromKimg, ToKimg = toKimg };

    /// <summary>Cosine decay (Loshchilov and Hutter, 2017).</summary>
    /// <param name="toKimg">The decay ends after this many thousand images; usually with the training.</param>
    /// <param name="fromKimg">The decay begins after this many thousand images.</param>
    public static GanSchedule CosineDecay(double toKimg, double fromKimg = 0) =>
        new() { Form = Line.Cosine, FromKimg = fromKimg, ToKimg = toKimg };

    /// <summary>The factor of the learning rate in a step.</summary>
    /// <param name="images">Real images shown so far, this step's included.</param>
    internal double Factor(long images)
    {
        var kimg = images / 1000.0;
        var warmth = WarmUpKimg > 0 ? Math.Min(1, kimg / WarmUpKimg) : 1;
        if (Form == Line.Constant)
            return warmth;
        var progress = Math.Clamp((kimg - FromKimg) / (ToKimg - FromKimg), 0, 1);
        var left = Form == Line.Linear ? 1 - progress : (1 + Math.Cos(Math.PI * progress)) / 2;
        return warmth * (FinalFactor + ((1 - FinalFactor) * left));
    }

    internal JsonObject ToJson() => new()
    {
        ["form"] = Form.ToString(),
        ["warmUpKimg"] = WarmUpKimg,
        ["fromKimg"] = FromKimg,
        ["toKimg"] = ToKimg,
        ["finalFactor"] = FinalFactor,
    };

    internal void Validate(string option)
    {
        Check.NotNegative(WarmUpKimg, $"{option}.{nameof(WarmUpKimg)}");
        Check.NotNegative(FinalFactor, $"{option}.{nameof(FinalFactor)}");
        if (Form == Line.Constant)
            return;
        Check.NotNegative(FromKimg, $"{option}.{nameof(FromKimg)}");
        Check.That(
            ToKimg > FromKimg && double.IsFinite(ToKimg),
            $"{option}.{nameof(ToKimg)}",
            $"must be beyond {nameof(FromKimg)}, {FromKimg}, but is {ToKimg}");
    }
}
