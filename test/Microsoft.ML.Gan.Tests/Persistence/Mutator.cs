using System.Buffers.Binary;
using System.Text;
using System.Text.RegularExpressions;

namespace Microsoft.ML.Gan.Tests.Persistence;

/// <summary>Damages bytes in the ways that damage and malice do; the same seed does the same.</summary>
internal sealed partial class Mutator(int seed)
{
    private static readonly long[] _sizes =
        [0, 1, -1, 2, 255, 65536, int.MaxValue, int.MinValue, uint.MaxValue, 1L << 40, long.MaxValue, long.MinValue, 1_000_000_000];

    private static readonly string[] _tokens =
    [
        "null", "true", "0", "-1", "1e400", "NaN", "1.5", "\"\"", "\"x\"", "[]", "{}", "[[[[[[[[1]]]]]]]]", "9223372036854775807",
        "9223372036854775808", "2147483647", "-2147483648", "1000000000", "\"\\ud800\"", "\"../..\"", "{\"a\":1,\"a\":2}", "",
    ];

    private readonly Random _random = new(seed);

    /// <summary>Changes bytes, whatever they mean.</summary>
    public byte[] Bytes(byte[] original)
    {
        var bytes = original.ToList();
        for (var times = 1 + _random.Next(3); times > 0; times--)
        {
            var at = _random.Next(bytes.Count + 1);
            switch (_random.Next(7))
            {
                case 0 when at < bytes.Count:
                    bytes[at] ^= (byte)(1 << _random.Next(8));
                    break;
                case 1 when at < bytes.Count:
                    bytes[at] = (byte)_random.Next(256);
                    break;
                case 2:
                    bytes.RemoveRange(at, bytes.Count - at);
                    break;
                case 3:
                    bytes.RemoveRange(at, Math.Min(bytes.Count - at, _random.Next(64)));
                    break;
                case 4:
                    bytes.InsertRange(at, Enumerable.Range(0, _random.Next(64)).Select(_ => (byte)_random.Next(256)));
                    break;
                case 5:
                    bytes.InsertRange(at, bytes.GetRange(at, Math.Min(bytes.Count - at, _random.Next(256))));
                    break;
                default:
                    Overwrite(bytes, at);
                    break;
            }
        }

        return [.. bytes];
    }

    /// <summary>Changes one or two of the values and names of a JSON text.</summary>
    public byte[] Json(byte[] original)
    {
        var text = Encoding.UTF8.GetString(original);
        for (var times = 1 + _random.Next(2); times > 0; times--)
        {
            var all = Token().Matches(text).ToArray();
            // Mostly values: without its punctuation a JSON text is refused before its values are read.
            var values = all.Where(match => match.Length > 1 || char.IsAsciiDigit(match.Value[0])).ToArray();
            var tokens = values.Length > 0 && _random.Next(5) > 0 ? values : all;
            if (tokens.Length == 0)
                break;
            var token = tokens[_random.Next(tokens.Length)];
            var other = _random.Next(3) switch
            {
                0 => tokens[_random.Next(tokens.Length)].Value,
                1 => _sizes[_random.Next(_sizes.Length)].ToString(System.Globalization.CultureInfo.InvariantCulture),
                _ => _tokens[_random.Next(_tokens.Length)],
            };
            text = text[..token.Index] + other + text[(token.Index + token.Length)..];
        }

        return Encoding.UTF8.GetBytes(text);
    }

    /// <summary>Changes the header of a safetensors file, and gives it the length that it then has.</summary>
    public byte[] Safetensors(byte[] original)
    {
        var length = (int)BinaryPrimitives.ReadInt64LittleEndian(original);
        var header = Json(original[8..(8 + length)]);
        return [.. BitConverter.GetBytes((long)header.Length), .. header, .. original[(8 + length)..]];
    }

    public int Choose(int count) => _random.Next(count);

    private void Overwrite(List<byte> bytes, int at)
    {
        var size = BitConverter.GetBytes(_sizes[_random.Next(_sizes.Length)]);
        for (var i = 0; i < (_random.Next(2) == 0 ? 4 : 8) && at + i < bytes.Count; i++)
            bytes[at + i] = size[i];
    }

    [GeneratedRegex("""\"(\\.|[^"\\])*\"|-?[0-9.]+([eE][+-]?[0-9]+)?|true|false|null|[\[\]{}:,]""")]
    private static partial Regex Token();
}
