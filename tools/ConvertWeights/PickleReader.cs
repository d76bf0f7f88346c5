using System.Buffers.Binary;
using System.Numerics;
using System.Text;

namespace ConvertWeights;

/// <summary>
/// Reads a pickle as data. Python would look up any name and call it with any arguments. This reader calls nothing: names stay texts,
/// the few functions that rebuild tensors (<see cref="TorchGlobals"/>) make objects of this program, and all other objects become
/// a <see cref="PickleObject"/>. It has no recursion, and its memory and time grow with the length of the pickle, which is bounded.
/// </summary>
/// <remarks>
/// It is not a package's, because none that is kept does this. Razorvine.Pickle 1.5.0 (which TorchSharp.PyBridge 1.4.4 uses, too) has
/// no hook for names that it does not know: it throws for each that is called with arguments (torch.device, numpy.dtype, pathlib.PosixPath),
/// has a state that is no dictionary, or derives from dict or list, so one such value costs all the weights beside it. Its BUILD
/// finds a method by reflection; 4 MiB of "}" take 1.1 GB; an integer of a million digits is parsed in quadratic time; a dictionary
/// of 80,000 chosen integer keys (860 KB) takes half a minute. Its limits cannot be set. PyBridge refuses the old format and whole modules,
/// allocates what a file asks for before it looks whether the file has it, and gives views of a shared storage the wrong numbers.
/// </remarks>
internal sealed class PickleReader(Stream stream, Func<object?, object?>? persistent = null)
{
    /// <summary>Names and shapes of a hundred thousand tensors take less.</summary>
    public const long MaximumLength = 64 << 20;

    /// <summary>A tensor takes about 40 instructions. Bounds the memory of what is made of an instruction of one byte.</summary>
    private const int MaximumInstructions = 8_000_000;

    private const int HighestProtocol = 5;

    private static readonly object s_mark = new();

    private readonly long _end = Math.Min(stream.Length, stream.Position + MaximumLength);
    private readonly List<object?> _stack = [];
    private readonly Dictionary<long, object?> _memo = [];
    private long _instructions;

    /// <returns>
    /// Null, bool, long, BigInteger, double, string, byte[], List (of a list or a set), object[] (of a tuple),
    /// <see cref="PickleDictionary"/>, <see cref="PickleGlobal"/>, <see cref="PickleObject"/>, or what <see cref="TorchGlobals"/> makes.
    /// </returns>
    /// <exception cref="InvalidDataException">It is no pickle, it is damaged, or it was made to do harm.</exception>
    public object? Read()
    {
        while (true)
        {
            var code = (char)ReadByte();
            if (code == '.')
                return Pop();
            Spend(1);
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
            case '\x8e' or '\x96': Push(ReadBytes(ReadInt64())); break;
            case ')': Push(Array.Empty<object?>()); break;
            case '\x85': Push(Take(1)); break;
            case '\x86': Push(Take(2)); break;
            case '\x87': Push(Take(3)); break;
            case 't': Push(PopToMark()); break;
            case ']' or '\x8f': Push(new List<object?>()); break; // a set is as good as a list here
            case 'l' or '\x91': Push(PopToMark().ToList()); break;
            case '}': Push(new PickleDictionary()); break;
            case 'd': Fill(new PickleDictionary(), PopToMark()); break;
            case 'a': Add([Pop()]); break;
            case 'e' or '\x90': Add(PopToMark()); break;
            case 's': Fill(null, Take(2)); break;
            case 'u': Fill(null, PopToMark()); break;
            case 'q': _memo[ReadByte()] = Peek(); break;
            case 'r': _memo[ReadUInt32()] = Peek(); break;
            case '\x94': _memo[_memo.Count] = Peek(); break;
            case 'h': Push(Recall(ReadByte())); break;
            case 'j': Push(Recall(ReadUInt32())); break;
            case 'c': Push(TorchGlobals.Find(ReadLine(), ReadLine())); break;
            case '\x93': PushGlobal(Take(2)); break;
            case 'R' or '\x81': Call(Take(2)); break;
            case '\x92': Call(Take(3)); break; // with named arguments
            case 'b': Build(Pop()); break;
            case 'Q': Push((persistent ?? throw Refused("a storage outside the data"))(Pop())); break;
            default: throw new InvalidDataException($"The pickle in the file cannot be read: it has the instruction 0x{(int)code:x2}, which torch.save does not write.");
        }
    }

    private void PushGlobal(object?[] names) =>
        Push(names is [string module, string name] ? TorchGlobals.Find(module, name) : throw Refused("a name that is no text"));

    private void Call(object?[] call)
    {
        if (call is not [var called, object?[] arguments, ..])
            throw Refused("a call without arguments");
        // A list is copied when it becomes a dictionary, and one list can be given to many calls.
        Spend(arguments.Sum(argument => argument is List<object?> list ? list.Count : 0L));
        Push(called switch
        {
            PickleGlobal name => TorchGlobals.Call(name, arguments),
            PickleObject made => new PickleObject(made.Type), // a method of an object that is not known
            _ => throw Refused("a call of something without a name"),
        });
    }

    /// <summary>Sets attributes. Those of an OrderedDict and of a tensor are not needed.</summary>
    private void Build(object? state)
    {
        if (Peek() is PickleObject target)
            target.Attributes = state as PickleDictionary ?? target.Attributes;
    }

    private void Add(object?[] items)
    {
        switch (Peek())
        {
            case List<object?> list: list.AddRange(items); break;
            case PickleObject: break; // the items of a subclass of list
            default: throw Refused("items for something that is no list");
        }
    }

    /// <param name="dictionary">A new dictionary, which is pushed; null for what is on the stack.</param>
    /// <param name="items">Its keys and values by turns.</param>
    private void Fill(PickleDictionary? dictionary, object?[] items)
    {
        Require(items.Length % 2 == 0, "a key has no value");
        if (dictionary is not null)
            Push(dictionary);
        var target = Peek() switch
        {
            PickleDictionary known => known,
            PickleObject made => made.Entries ??= new PickleDictionary(),
            _ => throw Refused("entries for something that is no dictionary"),
        };
        for (var i = 0; i < items.Length; i += 2)
            target.Set(items[i], items[i + 1]);
    }

    private object? Recall(long place)
    {
        Require(_memo.TryGetValue(place, out var value), "it refers to a value that it does not have");
        return value;
    }

    private void Spend(long instructions)
    {
        _instructions += instructions;
        Require(_instructions <= MaximumInstructions, "it has more values than any list of weights");
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

    private static InvalidDataException Refused(string what) => new($"The pickle in the file cannot be read: it asks for {what}.");

    private static void Require(bool condition, string problem)
    {
        if (!condition)
            throw new InvalidDataException($"The pickle in the file cannot be read: {problem}.");
    }
}
