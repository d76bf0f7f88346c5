using System.Runtime.CompilerServices;
using System.Text;

namespace TorchSharp;

public static partial class torch
{
    /// <summary>Functions written in TorchScript.</summary>
    public static class jit
    {
        public static unsafe CompilationUnit compile(string script)
        {
            ArgumentException.ThrowIfNullOrEmpty(script);
            fixed (byte* source = Encoding.UTF8.GetBytes(script + '\0'))
                return new CompilationUnit(Native.Check(Native.mlgan_jit_compile(source)));
        }

        /// <summary>A compiled text; its functions are called by name.</summary>
        public unsafe class CompilationUnit : IDisposable
        {
            private nint handle;

            internal CompilationUnit(nint handle) => this.handle = handle;

            ~CompilationUnit() => Dispose(false);

            public TResult invoke<TResult>(string name, params object[] inputs) => (TResult)invoke(name, inputs);

            public TResult invoke<T, TResult>(string name, params T[] inputs) =>
                (TResult)invoke(name, inputs as object[] ?? System.Array.ConvertAll(inputs, value => (object)value!));

            public object invoke(string name, params object[] objs)
            {
                ArgumentException.ThrowIfNullOrEmpty(name);
                ObjectDisposedException.ThrowIf(handle == 0, this);
                Arg[] arguments = System.Array.ConvertAll(objs, Argument);
                Value* values = stackalloc Value[arguments.Length];
                var side = new byte[Dispatcher.SideBytes(arguments) + 1];
                Value result;
                fixed (byte* text = Encoding.UTF8.GetBytes(name + '\0'), memory = side)
                {
                    Dispatcher.Lower(arguments, values, memory);
                    Native.Check(Native.mlgan_jit_invoke(handle, text, values, arguments.Length, &result));
                }
                GC.KeepAlive(arguments);
                GC.KeepAlive(this);
                return Result(result)!;
            }

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing)
            {
                nint owned = Interlocked.Exchange(ref handle, 0);
                if (owned != 0) Native.mlgan_jit_release(owned);
            }

            // Exactly what upstream accepts: lists of tensors must be arrays, texts and lists of numbers are refused.
            private static Arg Argument(object? value) => value switch
            {
                null => Arg.None,
                Tensor tensor => tensor,
                Scalar scalar => scalar,
                float number => (double)number,
                double number => number,
                bool truth => truth,
                int number => number,
                long number => number,
                Tensor[] tensors => tensors,
                _ => throw new NotSupportedException($"Passing arguments of type {value.GetType().Name} to TorchScript."),
            };

            // As upstream: numbers are Scalars; lists are arrays; tuples of up to five are value tuples, of tensors or of
            // scalars alike, of objects where they are mixed; longer ones are arrays.
            private static object? Result(in Value value)
            {
                switch (value.Tag)
                {
                    case Tag.None: return null;
                    case Tag.Tensor: return Results.Tensor(value);
                    case Tag.Int or Tag.Double or Tag.Bool or Tag.Complex: return Results.Scalar(value);
                    case Tag.List or Tag.Tuple:
                        var items = new object?[value.Count];
                        for (int i = 0; i < items.Length; i++) items[i] = Result(((Value*)value.Pointer)[i]);
                        Native.mlgan_free(value.Pointer);
                        bool tuple = value.Tag == Tag.Tuple;
                        if (items.All(item => item is Tensor)) return Shaped(System.Array.ConvertAll(items, item => (Tensor)item!), tuple);
                        if (items.All(item => item is Scalar)) return Shaped(System.Array.ConvertAll(items, item => (Scalar)item!), tuple);
                        return Shaped(items, tuple);
                    default:
                        if (value.Tag == Tag.String) Results.Text(value);
                        throw new NotSupportedException("TorchScript returned something else than tensors, scalars, and lists or tuples of them.");
                }
            }

            private static object? Shaped<T>(T[] items, bool tuple) => !tuple ? items : items.Length switch
            {
                1 => items[0],
                2 => (items[0], items[1]),
                3 => (items[0], items[1], items[2]),
                4 => (items[0], items[1], items[2], items[3]),
                5 => (items[0], items[1], items[2], items[3], items[4]),
                _ => items,
            };
        }
    }
}
