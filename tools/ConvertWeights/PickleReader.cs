using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace ConvertWeights;

/// <summary>A name of Python's that a pickle asks for, out of those that are known to be harmless.</summary>
internal sealed record PickleGlobal(string Module, string Name);

/// <summary>A dictionary of a pickle, in its order.</summary>
internal sealed class PickleDictionary
{
    private readonly Dictionary<object, int> _places = [];
    private readonly List<(object Key, object? Value)> _entries = [];

    public IReadOnlyList<(object Key, object? Value)> Entries => _entries;

    public object? this[object key] => _places.TryGetValue(key, out var place) ? _entries[place].Value : null;

    public void Set(object? key, object? value)
    {
        if (key is not (string or long or bool or double))
            throw new InvalidDataException("A dictionary of the file has keys that are neither texts nor numbers.");
        if (_places.TryGetValue(key, out var place))
        {
            _entries[place] = (key, value);
            return;
        }

        _places[key] = _entries.Count;
        _entries.Add((key, value));
    }
}

/// <summary>
/// Reads a pickle as data. Python would look up any name and call it with any arguments; here the only names are those of
/// <see cref="TorchGlobals"/>, calls of them make plain objects of this program, and everything else is refused.
/// </summary>
internal sealed class PickleReader(Stream stream, Func<object?, object?>? persistent = null)
{
    /// <summary>Names and shapes of a hundred thousand tensors take less.</summary>
    public const long MaximumLength = 64 << 20;

    private const int HighestProtocol = 5;

    private static readonly object s_mark = new();

    private readonly long _end = Math.Min(stream.Length, stream.Position + MaximumLength);
    private readonly List<object?> _stack = [];
    private readonly Dictionary<long, object?> _memo = [];

    /// <returns>
    /// Null, bool, long, BigInteger, double, string, byte[], List, object[] (a tuple), <see cref="PickleDictionary"/>, or what
    /// the names stand for.
    /// </returns>
    /// <exception cref="InvalidDataException">It is no pickle, or asks for what is not allowed.</exception>
    public object? Read()
    {
        while (true)
        {
            var code = (char)ReadByte();
            if (code == '.')
                return Pop();
            Step(code);
        }
    }

    private void Step(char code)
    {
        switch (code)
        {
            case '\x80': Require(ReadByte() <= HighestProtocol, "its protocol is unknown"); break;
            case '\x95': _ = ReadBytes(8); break; // the length of a frame
            case '(': Push(s_mark); break;
            case '0': _ = Pop(); break;
            case '1': _ = PopToMark(); break;
            case '2': Push(Peek()); break;
            case 'N': Push(null); break;
            case '\x88': Push(true); break;
            case '\x89': Push(false); break;
            case 'K': Push((long)ReadByte()); break;
            case 'M': Push((long)BinaryPrimitives.ReadUInt16LittleEndian(ReadBytes(2))); break;
            case 'J': Push((long)ReadInt32()); break;
            case '\x8a': Push(ReadInteger(ReadByte())); break;
            case '\x8b': Push(ReadInteger(ReadInt32())); break;
            case 'G': Push(BinaryPrimitives.ReadDoubleBigEndian(ReadBytes(8))); break;
            case 'X': Push(ReadText(ReadUInt32())); break;
            case '\x8c': Push(ReadText(ReadByte())); break;
            case '\x8d': Push(ReadText(ReadInt64())); break;
            case 'T': Push(Encoding.Latin1.GetString(ReadBytes(ReadInt32()))); break;
            case 'U': Push(Encoding.Latin1.GetString(ReadBytes(ReadByte()))); break;
            case 'B': Push(ReadBytes(ReadUInt32())); break;
            case 'C': Push(ReadBytes(ReadByte())); break;
            case '\x8e': Push(ReadBytes(ReadInt64())); break;
            case ')': Push(Array.Empty<object?>()); break;
            case '\x85': Push(Take(1)); break;
            case '\x86': Push(Take(2)); break;
            case '\x87': Push(Take(3)); break;
            case 't': Push(PopToMark()); break;
            case ']' or '\x8f': Push(new List<object?>()); break; // a set is as good as a list here
            case 'l': Push(PopToMark().ToList()); break;
            case '}': Push(new PickleDictionary()); break;
            case 'd': FillDictionary(PopToMark(), new PickleDictionary()); break;
            case 'a': Add([Pop()]); break;
            case 'e' or '\x90': Add(PopToMark()); break;
            case 's': Fill(Take(2)); break;
            case 'u': Fill(PopToMark()); break;
            case 'q': _memo[ReadByte()] = Peek(); break;
            case 'r': _memo[ReadUInt32()] = Peek(); break;
            case '\x94': _memo[_memo.Count] = Peek(); break;
            case 'h': Push(Recall(ReadByte())); break;
            case 'j': Push(Recall(ReadUInt32())); break;
            case 'c': Push(TorchGlobals.Find(ReadLine(), ReadLine())); break;
            case '\x93': PushGlobal(Take(2)); break;
            case 'R' or '\x81': Call(Take(2)); break;
            case 'b': Build(Pop()); break;
            case 'Q': Push((persistent ?? throw Refused("a storage outside the data"))(Pop())); break;
            default: throw new InvalidDataException($"The pickle in the file cannot be read: it has the instruction 0x{(int)code:x2}, which weights do not need.");
        }
    }

    private void PushGlobal(object?[] names) =>
        Push(names is [string module, string name] ? TorchGlobals.Find(module, name) : throw Refused("a name that is no text"));

    private void Call(object?[] call) =>
        Push(call is [PickleGlobal name, object?[] arguments] ? TorchGlobals.Call(name, arguments) : throw Refused("a call of something without a name"));

    /// <summary>Attributes: those of an OrderedDict say which versions its modules had.</summary>
    private void Build(object? state)
    {
        if (Peek() is not PickleDictionary || state is not PickleDictionary)
            throw Refused("the state of an object that is no dictionary");
    }

    private void Add(object?[] items)
    {
        var list = Peek() as List<object?> ?? throw Refused("items for something that is no list");
        list.AddRange(items);
    }

    private void Fill(object?[] items)
    {
        var dictionary = Pop() as PickleDictionary ?? throw Refused("entries for something that is no dictionary");
        FillDictionary(items, dictionary);
    }

    private void FillDictionary(object?[] items, PickleDictionary dictionary)
    {
        Require(items.Length % 2 == 0, "a key has no value");
        for (var i = 0; i < items.Length; i += 2)
            dictionary.Set(items[i], items[i + 1]);
        Push(dictionary);
    }

    private object? Recall(long place)
    {
        Require(_memo.TryGetValue(place, out var value), "it refers to what it has not said");
        return value;
    }

    private void Push(object? value) => _stack.Add(value);

    private object? Peek()
    {
        Require(_stack.Count > 0 && _stack[^1] != s_mark, "its stack is empty");
        return _stack[^1];
    }

    private object? Pop()
    {
        var value = Peek();
        _stack.RemoveAt(_stack.Count - 1);
        return value;
    }

    private object?[] Take(int count)
    {
        var items = new object?[count];
        for (var i = count - 1; i >= 0; i--)
            items[i] = Pop();
        return items;
    }

    private object?[] PopToMark()
    {
        var mark = _stack.LastIndexOf(s_mark);
        Require(mark >= 0, "a mark is missing");
        object?[] items = [.. _stack.Skip(mark + 1)];
        _stack.RemoveRange(mark, _stack.Count - mark);
        return items;
    }

    private object ReadInteger(long length)
    {
        var value = new BigInteger(ReadBytes(length));
        return value >= long.MinValue && value <= long.MaxValue ? (object)(long)value : value;
    }

    private string ReadText(long length) => Encoding.UTF8.GetString(ReadBytes(length));

    private string ReadLine()
    {
        var text = new StringBuilder();
        for (var next = ReadByte(); next != '\n'; next = ReadByte())
            text.Append((char)next);
        return text.ToString();
    }

    private int ReadInt32() => BinaryPrimitives.ReadInt32LittleEndian(ReadBytes(4));

    private uint ReadUInt32() => BinaryPrimitives.ReadUInt32LittleEndian(ReadBytes(4));

    private long ReadInt64() => BinaryPrimitives.ReadInt64LittleEndian(ReadBytes(8));

    private byte[] ReadBytes(long length)
    {
        Require(length >= 0 && length <= _end - stream.Position, "it is cut short, or longer than any list of weights");
        var bytes = new byte[length];
        stream.ReadExactly(bytes);
        return bytes;
    }

    private byte ReadByte()
    {
        Require(stream.Position < _end, "it is cut short, or longer than any list of weights");
        return (byte)stream.ReadByte();
    }

    private static InvalidDataException Refused(string what) => new($"The file asks for {what}: refused.");

    private static void Require(bool condition, string problem)
    {
        if (!condition)
            throw new InvalidDataException($"The pickle in the file cannot be read: {problem}.");
    }
}
