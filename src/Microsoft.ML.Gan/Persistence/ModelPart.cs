using System.Runtime.InteropServices;
using System.Text.Json;

namespace Microsoft.ML.Gan.Persistence;

/// <summary>Reading one part of a model: whatever is wrong with it, the error is of one type and names the part.</summary>
internal static class ModelPart
{
    /// <exception cref="InvalidDataException">The part is missing or not what it should be.</exception>
    public static T Read<T>(string name, Func<T> read)
    {
        try
        {
            return read();
        }
        catch (InvalidDataException e)
        {
            throw new InvalidDataException($"{name}: {e.Message}", e);
        }
        catch (Exception e) when (ComesFromContent(e))
        {
            throw new InvalidDataException($"{name} cannot be read: {ContentError.Cause(e)}", e);
        }
    }

    /// <summary>
    /// What a decoder, a serializer, an architecture or libtorch throws when it is given nonsense. What says that the machine
    /// is at fault (no memory, no native library, no permission) is not among it.
    /// </summary>
    public static bool ComesFromContent(Exception error) => error
        is IOException
        or JsonException
        or ArgumentException
        or ArithmeticException
        or InvalidOperationException
        or FormatException
        or NotSupportedException
        or IndexOutOfRangeException
        or KeyNotFoundException
        or NullReferenceException
        or ExternalException;
}
