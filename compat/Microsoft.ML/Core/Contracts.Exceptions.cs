using System.Globalization;

namespace Microsoft.ML.Runtime;

internal static partial class Contracts
{
    private static string Format(string msg, object?[] args) => string.Format(CultureInfo.InvariantCulture, msg, args);

    public static Exception Except() => Except((IExceptionContext?)null);
    public static Exception Except(this IExceptionContext? ctx) => Process(new InvalidOperationException(), ctx);
    public static Exception Except(string msg) => Except((IExceptionContext?)null, msg);
    public static Exception Except(this IExceptionContext? ctx, string msg) => Process(new InvalidOperationException(msg), ctx);
    public static Exception Except(string msg, params object?[] args) => Except((IExceptionContext?)null, msg, args);

    public static Exception Except(this IExceptionContext? ctx, string msg, params object?[] args)
        => Process(new InvalidOperationException(Format(msg, args)), ctx);

    public static Exception Except(Exception? inner, string msg) => Except(null, inner, msg);

    public static Exception Except(this IExceptionContext? ctx, Exception? inner, string msg)
        => Process(new InvalidOperationException(msg, inner), ctx);

    public static Exception Except(Exception? inner, string msg, params object?[] args) => Except(null, inner, msg, args);

    public static Exception Except(this IExceptionContext? ctx, Exception? inner, string msg, params object?[] args)
        => Process(new InvalidOperationException(Format(msg, args), inner), ctx);

    public static Exception ExceptUserArg(string name) => ExceptUserArg((IExceptionContext?)null, name);
    public static Exception ExceptUserArg(this IExceptionContext? ctx, string name) => Process(new ArgumentOutOfRangeException(name), ctx);
    public static Exception ExceptUserArg(string name, string msg) => ExceptUserArg((IExceptionContext?)null, name, msg);

    public static Exception ExceptUserArg(this IExceptionContext? ctx, string name, string msg)
        => Process(new ArgumentOutOfRangeException(name, msg), ctx);

    public static Exception ExceptUserArg(string name, string msg, params object?[] args)
        => ExceptUserArg((IExceptionContext?)null, name, Format(msg, args));

    public static Exception ExceptUserArg(this IExceptionContext? ctx, string name, string msg, params object?[] args)
        => ExceptUserArg(ctx, name, Format(msg, args));

    public static Exception ExceptParam(string paramName) => ExceptParam((IExceptionContext?)null, paramName);
    public static Exception ExceptParam(this IExceptionContext? ctx, string paramName) => Process(new ArgumentOutOfRangeException(paramName), ctx);
    public static Exception ExceptParam(string paramName, string msg) => ExceptParam((IExceptionContext?)null, paramName, msg);

    public static Exception ExceptParam(this IExceptionContext? ctx, string paramName, string msg)
        => Process(new ArgumentOutOfRangeException(paramName, msg), ctx);

    public static Exception ExceptParam(string paramName, string msg, params object?[] args)
        => ExceptParam((IExceptionContext?)null, paramName, Format(msg, args));

    public static Exception ExceptParam(this IExceptionContext? ctx, string paramName, string msg, params object?[] args)
        => ExceptParam(ctx, paramName, Format(msg, args));

    public static Exception ExceptParamValue<T>(T value, string paramName, string msg)
        => ExceptParamValue((IExceptionContext?)null, value, paramName, msg);

    public static Exception ExceptParamValue<T>(this IExceptionContext? ctx, T value, string paramName, string msg)
        => Process(new ArgumentOutOfRangeException(paramName, value, msg), ctx);

    public static Exception ExceptSchemaMismatch(string paramName, string columnRole, string columnName)
        => ExceptSchemaMismatch(null, paramName, columnRole, columnName);

    public static Exception ExceptSchemaMismatch(this IExceptionContext? ctx, string paramName, string columnRole, string columnName)
        => Process(new ArgumentOutOfRangeException(paramName, $"Could not find {columnRole} column '{columnName}'"), ctx);

    public static Exception ExceptSchemaMismatch(string paramName, string columnRole, string columnName, string expectedType, string actualType)
        => ExceptSchemaMismatch(null, paramName, columnRole, columnName, expectedType, actualType);

    public static Exception ExceptSchemaMismatch(this IExceptionContext? ctx, string paramName, string columnRole, string columnName, string expectedType, string actualType)
        => Process(
            new ArgumentOutOfRangeException(
                paramName,
                $"Schema mismatch for {columnRole} column '{columnName}': expected {expectedType}, got {actualType}"),
            ctx);

    public static Exception ExceptValue(string paramName) => ExceptValue((IExceptionContext?)null, paramName);
    public static Exception ExceptValue(this IExceptionContext? ctx, string paramName) => Process(new ArgumentNullException(paramName), ctx);
    public static Exception ExceptValue(string paramName, string msg) => ExceptValue((IExceptionContext?)null, paramName, msg);

    public static Exception ExceptValue(this IExceptionContext? ctx, string paramName, string msg)
        => Process(new ArgumentNullException(paramName, msg), ctx);

    public static Exception ExceptEmpty(string paramName) => ExceptEmpty((IExceptionContext?)null, paramName);

    public static Exception ExceptEmpty(this IExceptionContext? ctx, string paramName)
        => Process(new ArgumentException($"{paramName} cannot be null or empty", paramName), ctx);

    public static Exception ExceptEmpty(string paramName, string msg) => ExceptEmpty((IExceptionContext?)null, paramName, msg);
    public static Exception ExceptEmpty(this IExceptionContext? ctx, string paramName, string msg) => Process(new ArgumentException(msg, paramName), ctx);
    public static Exception ExceptWhiteSpace(string paramName) => ExceptWhiteSpace((IExceptionContext?)null, paramName);

    public static Exception ExceptWhiteSpace(this IExceptionContext? ctx, string paramName)
        => Process(new ArgumentException($"{paramName} cannot be null or white space", paramName), ctx);

    public static Exception ExceptWhiteSpace(string paramName, string msg) => ExceptWhiteSpace(null, paramName, msg);
    public static Exception ExceptWhiteSpace(this IExceptionContext? ctx, string paramName, string msg) => Process(new ArgumentException(msg, paramName), ctx);

    public static Exception ExceptDecode() => ExceptDecode((IExceptionContext?)null);
    public static Exception ExceptDecode(this IExceptionContext? ctx) => Process(new FormatException("Corrupt input"), ctx);
    public static Exception ExceptDecode(string msg) => ExceptDecode((IExceptionContext?)null, msg);
    public static Exception ExceptDecode(this IExceptionContext? ctx, string msg) => Process(new FormatException(msg), ctx);
    public static Exception ExceptDecode(string msg, params object?[] args) => ExceptDecode((IExceptionContext?)null, Format(msg, args));
    public static Exception ExceptDecode(this IExceptionContext? ctx, string msg, params object?[] args) => ExceptDecode(ctx, Format(msg, args));
    public static Exception ExceptDecode(Exception? inner, string msg) => ExceptDecode(null, inner, msg);
    public static Exception ExceptDecode(this IExceptionContext? ctx, Exception? inner, string msg) => Process(new FormatException(msg, inner), ctx);

    public static Exception ExceptDecode(Exception? inner, string msg, params object?[] args)
        => ExceptDecode(null, inner, Format(msg, args));

    public static Exception ExceptDecode(this IExceptionContext? ctx, Exception? inner, string msg, params object?[] args)
        => ExceptDecode(ctx, inner, Format(msg, args));

    public static Exception ExceptIO() => ExceptIO((IExceptionContext?)null);
    public static Exception ExceptIO(this IExceptionContext? ctx) => Process(new IOException(), ctx);
    public static Exception ExceptIO(string msg) => ExceptIO((IExceptionContext?)null, msg);
    public static Exception ExceptIO(this IExceptionContext? ctx, string msg) => Process(new IOException(msg), ctx);
    public static Exception ExceptIO(string msg, params object?[] args) => ExceptIO((IExceptionContext?)null, Format(msg, args));
    public static Exception ExceptIO(this IExceptionContext? ctx, string msg, params object?[] args) => ExceptIO(ctx, Format(msg, args));
    public static Exception ExceptIO(Exception? inner, string msg) => ExceptIO(null, inner, msg);
    public static Exception ExceptIO(this IExceptionContext? ctx, Exception? inner, string msg) => Process(new IOException(msg, inner), ctx);

    public static Exception ExceptNotSupp() => ExceptNotSupp((IExceptionContext?)null);
    public static Exception ExceptNotSupp(this IExceptionContext? ctx) => Process(new NotSupportedException(), ctx);
    public static Exception ExceptNotSupp(string msg) => ExceptNotSupp((IExceptionContext?)null, msg);
    public static Exception ExceptNotSupp(this IExceptionContext? ctx, string msg) => Process(new NotSupportedException(msg), ctx);
    public static Exception ExceptNotSupp(string msg, params object?[] args) => ExceptNotSupp((IExceptionContext?)null, Format(msg, args));
    public static Exception ExceptNotSupp(this IExceptionContext? ctx, string msg, params object?[] args) => ExceptNotSupp(ctx, Format(msg, args));
}
