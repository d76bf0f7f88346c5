using Microsoft.ML.Data;
using Microsoft.ML.Gan.Tests.Testing;
using Microsoft.ML.Transforms.Image;

namespace Microsoft.ML.Gan.Tests.Estimators;

/// <summary>The estimator's schema shape and the transformer's schema.</summary>
[TestClass]
public class GanSchemaTests
{
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    [DataRow(nameof(Square.Image), true)]
    [DataRow(nameof(Square.Image), false)]
    [DataRow(nameof(Square.Floats), true)]
    [DataRow(nameof(Square.Bytes), true)]
    public void GetOutputSchema_every_input_and_output_promises_what_the_transformer_delivers(string imageColumn, bool isSized)
    {
        var data = isSized ? Squares.Load(_ml) : Squares.LoadUnsized(_ml, Squares.Rows(32));
        foreach (var output in Enum.GetValues<GanOutput>())
        {
            var estimator = TinyGan.Estimator(_ml, options => (options.ImageColumnName, options.Generation.Output) = (imageColumn, output));

            var promised = estimator.GetOutputSchema(MlNet.ShapeOf(data.Schema));
            using var transformer = estimator.Fit(data);
            var delivered = MlNet.ShapeOf(transformer.GetOutputSchema(data.Schema));

            AssertSame(promised, delivered);
        }
    }

    [TestMethod]
    public void GetOutputSchema_sized_images_gives_images_of_that_size()
    {
        using var transformer = TinyGan.Fit(_ml);

        var type = transformer.GetOutputSchema(LabelRow.Load(_ml, 1).Schema)["Generated"].Type;

        Assert.AreEqual(new ImageDataViewType(Squares.Side, Squares.Side), type);
    }

    [TestMethod]
    [DataRow(false, new[] { 3, 16, 16 })]
    [DataRow(true, new[] { 16, 16, 3 })]
    public void GetOutputSchema_pixel_vector_has_the_dimensions_that_extract_pixels_gives(bool interleave, int[] dimensions)
    {
        using var transformer = TinyGan.Fit(_ml, options =>
        {
            options.Generation.Output = GanOutput.FloatPixels;
            options.Generation.PixelLayout = new PixelLayout { InterleavePixelColors = interleave };
        });

        var type = (VectorDataViewType)transformer.GetOutputSchema(LabelRow.Load(_ml, 1).Schema)["Generated"].Type;

        Assert.AreEqual(NumberDataViewType.Single, type.ItemType);
        CollectionAssert.AreEqual(dimensions, type.Dimensions.ToArray());
    }

    [TestMethod]
    public void Transform_output_named_like_an_input_column_hides_it()
    {
        var data = Squares.Load(_ml);
        using var transformer = TinyGan.Fit(_ml, options =>
            (options.OutputColumnName, options.Generation.Output) = (nameof(Square.Image), GanOutput.BytePixels));

        var schema = transformer.Transform(data).Schema;

        Assert.HasCount(data.Schema.Count + 1, schema);
        Assert.IsInstanceOfType<VectorDataViewType>(schema[nameof(Square.Image)].Type);
        Assert.IsTrue(schema[data.Schema[nameof(Square.Image)].Index].IsHidden);
    }

    [TestMethod]
    public void GetOutputSchema_output_named_like_an_input_column_promises_one_column_of_that_name()
    {
        var estimator = TinyGan.Estimator(_ml, options =>
            (options.OutputColumnName, options.Generation.Output) = (nameof(Square.Image), GanOutput.BytePixels));

        var promised = estimator.GetOutputSchema(MlNet.ShapeOf(Squares.Load(_ml).Schema));

        Assert.AreEqual(NumberDataViewType.Byte, promised.Single(column => column.Name == nameof(Square.Image)).ItemType);
    }

    [TestMethod]
    public void GetOutputSchema_columns_of_the_input_keep_their_types_and_annotations()
    {
        var data = Squares.Load(_ml);
        var keys = _ml.Transforms.Conversion.MapValueToKey("ClassKey", nameof(Square.Class)).Fit(data);
        var input = keys.GetOutputSchema(data.Schema);
        using var transformer = TinyGan.Fit(_ml);

        var output = transformer.GetOutputSchema(input);

        foreach (var column in input)
        {
            Assert.AreEqual(column.Name, output[column.Index].Name);
            Assert.AreEqual(column.Type, output[column.Index].Type);
        }

        VBuffer<ReadOnlyMemory<char>> names = default;
        output["ClassKey"].GetKeyValues(ref names);
        CollectionAssert.AreEqual(Squares.ClassNames.ToArray(), names.DenseValues().Select(name => name.ToString()).ToArray());
    }

    [TestMethod]
    public void ClassNames_keys_with_names_are_the_names_in_order()
    {
        var data = Squares.Load(_ml);
        var pipeline = _ml.Transforms.Conversion.MapValueToKey("ClassKey", nameof(Square.Class))
            .Append(TinyGan.Estimator(_ml, options => options.LabelColumnName = "ClassKey"));

        using var model = pipeline.Fit(data);

        CollectionAssert.AreEqual(Squares.ClassNames.ToArray(), model.LastTransformer.ClassNames.ToArray());
    }

    [TestMethod]
    public void ClassNames_keys_without_names_are_empty()
    {
        using var transformer = TinyGan.Fit(_ml);

        Assert.IsEmpty(transformer.ClassNames);
    }

    [TestMethod]
    public void Transformer_says_what_it_was_trained_on()
    {
        using var transformer = TinyGan.Fit(_ml, options => options.Seed = 77);

        Assert.AreEqual(new ImageShape(3, Squares.Side, Squares.Side), transformer.ImageShape);
        Assert.AreEqual(TinyGan.LatentSize, transformer.LatentSize);
        Assert.AreEqual(77, transformer.Seed);
        Assert.IsTrue(transformer.IsRowToRowMapper);
    }

    [TestMethod]
    public void GetOutputSchema_input_without_images_is_accepted()
    {
        using var transformer = TinyGan.Fit(_ml);

        var schema = transformer.GetOutputSchema(AnyRow.Load(_ml, 1).Schema);

        CollectionAssert.AreEqual(new[] { "Index", "Generated" }, schema.Select(column => column.Name).ToArray());
    }

    [TestMethod]
    public void GetRowToRowMapper_keeps_the_very_input_schema()
    {
        using var transformer = TinyGan.Fit(_ml);
        var schema = LabelRow.Load(_ml, 1).Schema;

        var mapper = transformer.GetRowToRowMapper(schema);

        Assert.AreSame(schema, mapper.InputSchema);
    }

    private static void AssertSame(SchemaShape promised, SchemaShape delivered)
    {
        var expected = promised.OrderBy(column => column.Name, StringComparer.Ordinal).ToArray();
        var actual = delivered.OrderBy(column => column.Name, StringComparer.Ordinal).ToArray();
        Assert.HasCount(expected.Length, actual);
        foreach (var (want, have) in expected.Zip(actual))
        {
            Assert.AreEqual(want.Name, have.Name);
            Assert.AreEqual(want.Kind, have.Kind, want.Name);
            Assert.AreEqual(want.ItemType, have.ItemType, want.Name);
            Assert.AreEqual(want.IsKey, have.IsKey, want.Name);
            AssertSame(want.Annotations, have.Annotations);
        }
    }
}
