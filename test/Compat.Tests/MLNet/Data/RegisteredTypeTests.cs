using Microsoft.ML;
using Microsoft.ML.Data;

namespace Compat.Tests.MLNet.Data;

[TestClass]
public sealed class RegisteredTypeTests
{
    private readonly MLContext _ml = new();

    private sealed record Color(byte Red, byte Green, byte Blue);

    private sealed class ColorDataViewType(int depth) : StructuredDataViewType(typeof(Color))
    {
        public int Depth { get; } = depth;

        public override bool Equals(DataViewType? other) => other is ColorDataViewType color && color.Depth == Depth;

        public override bool Equals(object? obj) => obj is DataViewType type && Equals(type);

        public override int GetHashCode() => HashCode.Combine(nameof(ColorDataViewType), Depth);
    }

    [AttributeUsage(AttributeTargets.Property)]
    private sealed class ColorTypeAttribute(int depth) : DataViewTypeAttribute
    {
        private readonly int _depth = depth;

        public override void Register() => DataViewTypeManager.Register(new ColorDataViewType(_depth), typeof(Color), this);

        public override bool Equals(DataViewTypeAttribute? other) => other is ColorTypeAttribute color && color._depth == _depth;

        public override int GetHashCode() => _depth;
    }

    private sealed class Pixel
    {
        [ColorType(8)]
        public Color? Value { get; set; }
    }

    private sealed record Celsius(double Degrees);

    private sealed class CelsiusDataViewType() : StructuredDataViewType(typeof(Celsius))
    {
        public override bool Equals(DataViewType? other) => other is CelsiusDataViewType;

        public override bool Equals(object? obj) => obj is CelsiusDataViewType;

        public override int GetHashCode() => 17;
    }

    private sealed class Weather
    {
        public Celsius? Outside { get; set; }
    }

    [TestMethod]
    public void An_attribute_gives_its_member_a_column_type()
    {
        var color = new Color(1, 2, 3);
        var data = _ml.Data.LoadFromEnumerable([new Pixel { Value = color }]);

        Assert.AreEqual(8, ((ColorDataViewType)data.Schema["Value"].Type).Depth);
        Assert.AreSame(color, _ml.Data.CreateEnumerable<Pixel>(data, reuseRowObject: false).Single().Value);
    }

    [TestMethod]
    public void A_type_registered_at_run_time_needs_no_attribute()
    {
        DataViewTypeManager.Register(new CelsiusDataViewType(), typeof(Celsius));

        var data = _ml.Data.LoadFromEnumerable([new Weather { Outside = new(21.5) }]);

        Assert.AreEqual(new CelsiusDataViewType(), data.Schema["Outside"].Type);
        Assert.AreEqual(new Celsius(21.5), data.GetColumn<Celsius>("Outside").Single());
    }

    [TestMethod]
    public void Types_of_the_library_cannot_be_registered()
    {
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => DataViewTypeManager.Register(new CelsiusDataViewType(), typeof(float)));
    }

    [TestMethod]
    public void A_type_cannot_stand_for_two_column_types()
    {
        DataViewTypeManager.Register(new ColorDataViewType(1), typeof(Color));

        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => DataViewTypeManager.Register(new ColorDataViewType(2), typeof(Color)));
    }
}
