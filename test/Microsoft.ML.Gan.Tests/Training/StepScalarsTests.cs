using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Training;

[TestClass]
public class StepScalarsTests
{
    private static readonly ScalarName[] _names =
    [
        new("discriminator.loss", MustBeFinite: true), new("discriminator.loss.gradientNorm", MustBeFinite: true), new("generator.weightNorm", MustBeFinite: true),
        new("diversity", MustBeFinite: false),
    ];

    [TestMethod]
    public void Finite_numbers_are_no_problem() => Assert.IsNull(new StepScalars(1, _names, [1, 1, 1, 1]).Problem);

    [TestMethod]
    [DataRow(0, "the discriminator's loss is NaN")]
    [DataRow(1, "the discriminator's loss gradientNorm is NaN")]
    [DataRow(2, "the generator's weightNorm is NaN")]
    public void Each_number_that_is_not_finite_is_named(int index, string expected)
    {
        float[] values = [1, 1, 1, 1];
        values[index] = float.NaN;
        Assert.AreEqual(expected, new StepScalars(1, _names, values).Problem);
    }

    [TestMethod]
    public void Numbers_that_may_be_infinite_are_no_problem() => Assert.IsNull(new StepScalars(1, _names, [1, 1, 1, float.PositiveInfinity]).Problem);

    [TestMethod]
    public void Scalars_of_several_steps_are_read_together_and_once()
    {
        using var scope = NewDisposeScope();
        using var pending = new PendingScalars();
        pending.Add(1, [KeyValuePair.Create(_names[0], tensor(1f)), KeyValuePair.Create(_names[3], tensor(2.0, ScalarType.Float64))]);
        pending.Add(2, [KeyValuePair.Create(_names[0], tensor(new[] { 3f }, [1, 1]))]);

        var steps = pending.Read();

        Assert.HasCount(2, steps);
        Assert.AreEqual(1, steps[0]["discriminator.loss"]);
        Assert.AreEqual(2, steps[0]["diversity"]);
        Assert.AreEqual(3, steps[1]["discriminator.loss"]);
        Assert.IsNull(steps[1]["diversity"]);
        Assert.IsEmpty(pending.Read());
    }
}
