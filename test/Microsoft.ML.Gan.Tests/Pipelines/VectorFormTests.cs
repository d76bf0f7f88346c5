using Microsoft.ML.Data;
using Microsoft.ML.Gan.Tests.Testing;

namespace Microsoft.ML.Gan.Tests.Pipelines;

/// <summary>Vectors of one content, once with a size in their type and once without.</summary>
[TestClass]
public class VectorFormTests
{
    private static readonly ImageShape _shape = new(3, Squares.Side, Squares.Side);
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    public void Fit_variable_vectors_learns_what_fixed_ones_teach()
    {
        using var ofFixed = TinyGan.Fit(_ml, options => options.ImageColumnName = nameof(Square.Floats));
        using var ofVariable = TinyGan.Estimator(_ml, options => (options.ImageColumnName, options.Input.ImageShape) = ("Floats", _shape))
            .Fit(LoadVariable(row => row.Floats));
        var rows = LabelRow.LoadMany(_ml, 4);

        Values.AssertSame(Values.Images(ofFixed.Transform(rows)), Values.Images(ofVariable.Transform(rows)));
    }

    [TestMethod]
    public void Fit_variable_vectors_without_a_shape_says_what_is_missing()
    {
        var error = Assert.ThrowsExactly<ArgumentOutOfRangeException>(() =>
            TinyGan.Estimator(_ml, options => options.ImageColumnName = "Floats").Fit(LoadVariable(row => row.Floats)));

        Assert.Contains("'Floats'", error.Message);
        Assert.Contains("shape", error.Message);
    }

    [TestMethod]
    public void Fit_variable_vector_of_another_length_names_the_row()
    {
        var error = Assert.ThrowsExactly<InvalidOperationException>(() =>
            TinyGan.Estimator(_ml, options => (options.ImageColumnName, options.Input.ImageShape) = ("Floats", _shape))
                .Fit(LoadVariable(row => row.Label == 3 ? [1, 2, 3] : row.Floats)));

        Assert.Contains("'Floats', row 3", error.Message);
    }

    [TestMethod]
    public void Transform_variable_noise_gives_the_images_of_fixed_noise()
    {
        using var transformer = TinyGan.Fit(_ml, options => options.LatentColumnName = "Noise");
        var ofFixed = NoiseRow.Load(_ml, [.. Enumerable.Range(0, 6).Select(row => new NoiseRow { Noise = NoiseRow.Ramp(row), Label = 1 })]);
        var ofVariable = _ml.Data.LoadFromEnumerable(Enumerable.Range(0, 6).Select(row => new VariableNoise { Noise = NoiseRow.Ramp(row), Label = 1 }));

        Values.AssertSame(Values.Images(transformer.Transform(ofFixed)), Values.Images(transformer.Transform(ofVariable)));
    }

    [TestMethod]
    public void Transform_variable_noise_of_another_length_names_the_row()
    {
        using var transformer = TinyGan.Fit(_ml, options => options.LatentColumnName = "Noise");
        var rows = _ml.Data.LoadFromEnumerable(new[] { new VariableNoise { Noise = NoiseRow.Ramp(0) }, new VariableNoise { Noise = [1, 2] } });

        var error = Assert.ThrowsExactly<InvalidOperationException>(() => Values.Images(transformer.Transform(rows)));

        Assert.Contains("'Noise', row 1", error.Message);
        Assert.Contains($"{TinyGan.LatentSize}", error.Message);
    }

    [TestMethod]
    public void Transform_variable_numbers_as_condition_give_the_images_of_fixed_ones()
    {
        using var transformer = TinyGan.Fit(_ml, options => options.LabelColumnName = nameof(Square.Place));
        var squares = Squares.Load(_ml, 4);
        var ofVariable = _ml.Data.LoadFromEnumerable(Squares.Rows(4).Select(row => new VariablePlace { Place = row.Place }).ToArray());

        Values.AssertSame(Values.Images(transformer.Transform(squares)), Values.Images(transformer.Transform(ofVariable)));
    }

    [TestMethod]
    public void Transform_variable_numbers_of_another_length_names_the_row()
    {
        using var transformer = TinyGan.Fit(_ml, options => options.LabelColumnName = nameof(Square.Place));
        var rows = _ml.Data.LoadFromEnumerable(new[] { new VariablePlace { Place = [0, 1] }, new VariablePlace { Place = [0, 1, 2] } });

        var error = Assert.ThrowsExactly<InvalidOperationException>(() => Values.Images(transformer.Transform(rows)));

        Assert.Contains("'Place', row 1", error.Message);
    }

    [TestMethod]
    public void Transform_sparse_noise_gives_the_images_of_dense_noise()
    {
        using var transformer = TinyGan.Fit(_ml, options => options.LatentColumnName = "Noise");
        var dense = NoiseRow.Load(_ml, new NoiseRow { Noise = [0, 0, 0.5f, 0, 0, 0, -1, 0], Label = 2 });
        var sparse = _ml.Data.LoadFromEnumerable(new[]
        {
            new SparseNoise { Noise = new VBuffer<float>(TinyGan.LatentSize, 2, [0.5f, -1], [2, 6]), Label = 2 },
        });

        Values.AssertSame(Values.Images(transformer.Transform(dense)), Values.Images(transformer.Transform(sparse)));
    }

    private IDataView LoadVariable(Func<Square, float[]> pixels) => _ml.Data.LoadFromEnumerable(
        Squares.Rows(32).Select(row => new VariableSquare { Floats = pixels(row), Label = row.Label }).ToArray());

    private sealed class VariableSquare
    {
        public float[] Floats { get; set; } = [];

        [KeyType(Squares.Classes)]
        public uint Label { get; set; }
    }

    private sealed class VariableNoise
    {
        public float[] Noise { get; set; } = [];

        [KeyType(Squares.Classes)]
        public uint Label { get; set; }
    }

    private sealed class SparseNoise
    {
        [VectorType(TinyGan.LatentSize)]
        public VBuffer<float> Noise { get; set; }

        [KeyType(Squares.Classes)]
        public uint Label { get; set; }
    }

    private sealed class VariablePlace
    {
        public float[] Place { get; set; } = [];
    }
}
