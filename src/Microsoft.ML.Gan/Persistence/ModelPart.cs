using System.Runtime.InteropServices;
using System.Text.Json;

namespace Microsoft.ML.Gan.Persistence;

/// <summary>Reads one part of a model; every error has one type and names the part.</summary>
internal static class ModelPart
{
    /// <exception cref="InvalidDataException">The part is missing or invalid.</exception>
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
    /// Whether an exception of a decoder, a serializer, an architecture or libtorch means invalid data, and not a problem of the machine (no memory,
    /// no native library, no permission).
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
