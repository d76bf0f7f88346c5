using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

public sealed partial class TextLoader
{
    // A column of the view and the fields of a line it is made of.
    public sealed class Column
    {
        public string Name = null!;
        public Range[] Source = null!;
        public KeyCount? KeyCount;

        public Column()
        {
        }

        public Column(string name, DataKind dataKind, int index)
            : this(name, dataKind, [new Range(index)])
        {
        }

        public Column(string name, DataKind dataKind, int minIndex, int maxIndex)
            : this(name, dataKind, [new Range(minIndex, maxIndex)])
        {
        }

        public Column(string name, DataKind dataKind, Range[] source, KeyCount? keyCount = null)
        {
            Contracts.CheckValue(name, nameof(name));
            Contracts.CheckValue(source, nameof(source));
            Name = name;
            DataKind = dataKind;
            Source = source;
            KeyCount = keyCount;
        }

        public DataKind DataKind { get; set; } = DataKind.Single;
    }

    // Fields from Min to Max, both included; without a Max up to the end of the line.
    public sealed class Range
    {
        public int Min;
        public int? Max;
        public bool AutoEnd;
        public bool ForceVector;

        public Range()
        {
        }

        public Range(int index)
        {
            Contracts.CheckParam(index >= 0, nameof(index), "Must be non-negative");
            Min = index;
            Max = index;
        }

        public Range(int min, int? max)
        {
            Contracts.CheckParam(min >= 0, nameof(min), "Must be non-negative");
            Contracts.CheckParam(!(max < min), nameof(max), "If specified, must be greater than or equal to min");
            Min = min;
            Max = max;
            // A range of one field is still a vector.
            ForceVector = true;
            AutoEnd = max is null;
        }
    }

    public class Options
    {
        public Column[] Columns = [];
        public char[] Separators = ['\t'];
        public bool HasHeader;
        public bool AllowQuoting;
        public bool TrimWhitespace;
        public bool MissingRealsAsNaNs;
        public char DecimalMarker = '.';
        public char EscapeChar = '"';
        public long? MaxRows;

        public Options()
        {
        }
    }
}
