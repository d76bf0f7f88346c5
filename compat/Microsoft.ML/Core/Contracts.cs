using System.Diagnostics;
using System.Diagnostics.CodeAnalysis;

namespace Microsoft.ML.Runtime;

// Upstream's argument checks, reduced to what components use. The exception types matter: callers tell bad input
// (ArgumentOutOfRangeException, ArgumentNullException), wrong state (InvalidOperationException) and a corrupt file
// (FormatException) apart by them.
internal static partial class Contracts
{
    public const string IsMarkedKey = "ML_IsMarked";
    public const string SensitivityKey = "ML_Sensitivity";

    public static TException Mark<TException>(TException ex)
        where TException : Exception
    {
        ex.Data[IsMarkedKey] = true;
        return ex;
    }

    public static bool IsMarked(this Exception ex) => ex.Data[IsMarkedKey] is true;

    public static TException MarkSensitive<TException>(this TException ex, MessageSensitivity sensitivity)
        where TException : Exception
    {
        ex.Data[SensitivityKey] = sensitivity;
        return ex;
    }

    public static MessageSensitivity Sensitivity(this Exception ex) =>
        ex.Data[SensitivityKey] is MessageSensitivity known ? known : MessageSensitivity.Unknown;

    public static TException Process<TException>(this TException ex, IExceptionContext? ectx = null)
        where TException : Exception
        => ectx is null ? Mark(ex) : ectx.Process(ex);

    public static void Check([DoesNotReturnIf(false)] bool f) => Check(null, f);
    public static void Check([DoesNotReturnIf(false)] bool f, string msg) => Check(null, f, msg);

    public static void Check(this IExceptionContext? ctx, [DoesNotReturnIf(false)] bool f)
    {
        if (!f)
            throw Except(ctx);
    }

    public static void Check(this IExceptionContext? ctx, [DoesNotReturnIf(false)] bool f, string msg)
    {
        if (!f)
            throw Except(ctx, msg);
    }

    public static void CheckDecode([DoesNotReturnIf(false)] bool f) => CheckDecode(null, f);
    public static void CheckDecode([DoesNotReturnIf(false)] bool f, string msg) => CheckDecode(null, f, msg);

    public static void CheckDecode(this IExceptionContext? ctx, [DoesNotReturnIf(false)] bool f)
    {
        if (!f)
            throw ExceptDecode(ctx);
    }

    public static void CheckDecode(this IExceptionContext? ctx, [DoesNotReturnIf(false)] bool f, string msg)
    {
        if (!f)
            throw ExceptDecode(ctx, msg);
    }

    public static void CheckIO([DoesNotReturnIf(false)] bool f) => CheckIO(null, f);
    public static void CheckIO([DoesNotReturnIf(false)] bool f, string msg) => CheckIO(null, f, msg);

    public static void CheckIO(this IExceptionContext? ctx, [DoesNotReturnIf(false)] bool f)
    {
        if (!f)
            throw ExceptIO(ctx);
    }

    public static void CheckIO(this IExceptionContext? ctx, [DoesNotReturnIf(false)] bool f, string msg)
    {
        if (!f)
            throw ExceptIO(ctx, msg);
    }

    public static void CheckParam([DoesNotReturnIf(false)] bool f, string paramName) => CheckParam(null, f, paramName);
    public static void CheckParam([DoesNotReturnIf(false)] bool f, string paramName, string msg) => CheckParam(null, f, paramName, msg);

    public static void CheckParam(this IExceptionContext? ctx, [DoesNotReturnIf(false)] bool f, string paramName)
    {
        if (!f)
            throw ExceptParam(ctx, paramName);
    }

    public static void CheckParam(this IExceptionContext? ctx, [DoesNotReturnIf(false)] bool f, string paramName, string msg)
    {
        if (!f)
            throw ExceptParam(ctx, paramName, msg);
    }

    public static void CheckParamValue<T>([DoesNotReturnIf(false)] bool f, T value, string paramName, string msg)
        => CheckParamValue(null, f, value, paramName, msg);

    public static void CheckParamValue<T>(this IExceptionContext? ctx, [DoesNotReturnIf(false)] bool f, T value, string paramName, string msg)
    {
        if (!f)
            throw ExceptParamValue(ctx, value, paramName, msg);
    }

    public static void CheckUserArg([DoesNotReturnIf(false)] bool f, string name) => CheckUserArg(null, f, name);
    public static void CheckUserArg([DoesNotReturnIf(false)] bool f, string name, string msg) => CheckUserArg(null, f, name, msg);

    public static void CheckUserArg(this IExceptionContext? ctx, [DoesNotReturnIf(false)] bool f, string name)
    {
        if (!f)
            throw ExceptUserArg(ctx, name);
    }

    public static void CheckUserArg(this IExceptionContext? ctx, [DoesNotReturnIf(false)] bool f, string name, string msg)
    {
        if (!f)
            throw ExceptUserArg(ctx, name, msg);
    }

    public static void CheckValue<T>([NotNull] T? val, string paramName)
        where T : class
        => CheckValue(null, val, paramName);

    public static void CheckValue<T>(this IExceptionContext? ctx, [NotNull] T? val, string paramName)
        where T : class
    {
        if (val is null)
            throw ExceptValue(ctx, paramName);
    }

    public static T CheckValue<T>([NotNull] T? val, string paramName, string msg)
        where T : class
        => CheckValue(null, val, paramName, msg);

    public static T CheckValue<T>(this IExceptionContext? ctx, [NotNull] T? val, string paramName, string msg)
        where T : class
        => val ?? throw ExceptValue(ctx, paramName, msg);

    public static T CheckRef<T>([NotNull] T? val, string paramName)
        where T : class
        => val ?? throw ExceptValue((IExceptionContext?)null, paramName);

    public static T CheckRef<T>(this IExceptionContext? ctx, [NotNull] T? val, string paramName)
        where T : class
        => val ?? throw ExceptValue(ctx, paramName);

    public static void CheckValueOrNull<T>(T? val)
        where T : class
    {
        // Says in code that null is allowed; there is nothing to check.
    }

    public static void CheckValueOrNull<T>(this IExceptionContext? ctx, T? val)
        where T : class
    {
        // Says in code that null is allowed; there is nothing to check.
    }

    public static string CheckNonEmpty([NotNull] string? s, string paramName) => CheckNonEmpty((IExceptionContext?)null, s, paramName);

    public static string CheckNonEmpty(this IExceptionContext? ctx, [NotNull] string? s, string paramName)
        => string.IsNullOrEmpty(s) ? throw ExceptEmpty(ctx, paramName) : s;

    public static string CheckNonEmpty([NotNull] string? s, string paramName, string msg) => CheckNonEmpty((IExceptionContext?)null, s, paramName, msg);

    public static string CheckNonEmpty(this IExceptionContext? ctx, [NotNull] string? s, string paramName, string msg)
        => string.IsNullOrEmpty(s) ? throw ExceptEmpty(ctx, paramName, msg) : s;

    public static T[] CheckNonEmpty<T>([NotNull] T[]? args, string paramName) => CheckNonEmpty((IExceptionContext?)null, args, paramName);

    public static T[] CheckNonEmpty<T>(this IExceptionContext? ctx, [NotNull] T[]? args, string paramName)
        => args is null || args.Length == 0 ? throw ExceptEmpty(ctx, paramName) : args;

    public static T[] CheckNonEmpty<T>(this IExceptionContext? ctx, [NotNull] T[]? args, string paramName, string msg)
        => args is null || args.Length == 0 ? throw ExceptEmpty(ctx, paramName, msg) : args;

    public static ICollection<T> CheckNonEmpty<T>(this IExceptionContext? ctx, [NotNull] ICollection<T>? args, string paramName)
        => args is null || args.Count == 0 ? throw ExceptEmpty(ctx, paramName) : args;

    public static string CheckNonWhiteSpace([NotNull] string? s, string paramName) => CheckNonWhiteSpace((IExceptionContext?)null, s, paramName);

    public static string CheckNonWhiteSpace(this IExceptionContext? ctx, [NotNull] string? s, string paramName)
        => string.IsNullOrWhiteSpace(s) ? throw ExceptWhiteSpace(ctx, paramName) : s;

    public static string CheckNonWhiteSpace(this IExceptionContext? ctx, [NotNull] string? s, string paramName, string msg)
        => string.IsNullOrWhiteSpace(s) ? throw ExceptWhiteSpace(ctx, paramName, msg) : s;

    // A canceled context lets nobody go on: long loops ask here.
    public static void CheckAlive(this IHostEnvironment env)
    {
        if (env is ICancelable { IsCanceled: true })
            throw Process(new OperationCanceledException("Operation was canceled."), env);
    }

    [Conditional("DEBUG")]
    public static void Assert([DoesNotReturnIf(false)] bool f) => Debug.Assert(f);

    [Conditional("DEBUG")]
    public static void Assert([DoesNotReturnIf(false)] bool f, string msg) => Debug.Assert(f, msg);

    [Conditional("DEBUG")]
    public static void Assert(this IExceptionContext? ctx, [DoesNotReturnIf(false)] bool f) => Debug.Assert(f);

    [Conditional("DEBUG")]
    public static void Assert(this IExceptionContext? ctx, [DoesNotReturnIf(false)] bool f, string msg) => Debug.Assert(f, msg);

    [Conditional("DEBUG")]
    public static void AssertValue<T>([NotNull] T? val)
        where T : class
        => Debug.Assert(val is not null);

    [Conditional("DEBUG")]
    public static void AssertValue<T>(this IExceptionContext? ctx, [NotNull] T? val)
        where T : class
        => Debug.Assert(val is not null);

    [Conditional("DEBUG")]
    public static void AssertNonEmpty([NotNull] string? s) => Debug.Assert(!string.IsNullOrEmpty(s));
}
