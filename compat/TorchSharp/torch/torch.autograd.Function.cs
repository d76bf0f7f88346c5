using System.Runtime.InteropServices;
using System.Text;

namespace TorchSharp;

public static partial class torch
{
    public static partial class autograd
    {
        /// <summary>What a forward pass hands to its backward pass.</summary>
        public class AutogradContext : IDisposable
        {
            private readonly Dictionary<string, object> data = [];
            private nint node;
            private int savedCount;

            internal AutogradContext()
            {
            }

            public bool MaterializeGrads { get; private set; } = true;

            internal List<Tensor> ToSave { get; private set; } = [];
            internal List<Tensor> Dirty { get; private set; } = [];
            internal List<Tensor> NonDifferentiable { get; private set; } = [];

            public void save_for_backward(List<Tensor> tensors) => ToSave = tensors;
            public void save_data(string key, object value) => data[key] = value;
            public object get_data(string key) => data.GetValueOrDefault(key)!;
            public void mark_dirty(List<Tensor> tensors) => Dirty = tensors.ToList();
            public void mark_non_differentiable(List<Tensor> tensors) => NonDifferentiable = tensors.ToList();
            public void set_materialize_grads(bool value) => MaterializeGrads = value;

            public unsafe List<Tensor> get_saved_variables()
            {
                if (savedCount == 0) return [];
                nint living = Volatile.Read(ref node);
                if (living == 0) throw new InvalidOperationException("The saved tensors are gone: the graph has been freed.");
                var handles = new nint[savedCount];
                fixed (nint* pointer = handles) Native.Check(Native.mlgan_function_saved(living, pointer));
                return handles.Select(handle => handle == 0 ? null! : new Tensor(handle)).ToList();
            }

            public void Dispose()
            {
                Dispose(true);
                GC.SuppressFinalize(this);
            }

            protected virtual void Dispose(bool disposing) => Volatile.Write(ref node, 0);

            internal void Attach(nint native, int saved)
            {
                node = native;
                savedCount = saved;
                ToSave = [];
            }
        }

        // What the native node keeps: the context, and how to run backward.
        private sealed record Step(AutogradContext Context, Func<AutogradContext, List<Tensor>, List<Tensor>> Backward, bool[] IsTensor, string Name);

        /// <summary>An operation whose backward pass is written in C#.</summary>
        public abstract class Function<T> where T : Function<T>, new()
        {
            private static readonly T Instance = new();

            public abstract string Name { get; }

            public static List<Tensor> apply_internal(params object[] vars)
            {
                var inputs = vars.OfType<Tensor>().Where(tensor => !tensor.IsInvalid).ToList();
                bool recorded = is_grad_enabled() && inputs.Any(tensor => tensor.requires_grad);
                var context = new AutogradContext();
                List<Tensor> outputs;
                using (no_grad()) outputs = Instance.Forward(context, vars);
                if (!recorded) return outputs.Select(output => inputs.Contains(output, ReferenceEqualityComparer.Instance) ? output.alias() : output).ToList();
                bool[] isTensor = System.Array.ConvertAll(vars, value => value is Tensor { IsInvalid: false });
                return Recorder.Record(new Step(context, Instance.Backward, isTensor, Instance.Name), inputs, outputs);
            }

            internal abstract List<Tensor> Forward(AutogradContext ctx, object[] vars);

            internal abstract List<Tensor> Backward(AutogradContext ctx, List<Tensor> gradients);
        }

        /// <summary>A function with one result.</summary>
        public abstract class SingleTensorFunction<T> : Function<T> where T : SingleTensorFunction<T>, new()
        {
            public static Tensor apply(params object[] vars) => apply_internal(vars)[0];

            public abstract Tensor forward(AutogradContext ctx, params object[] vars);

            public abstract List<Tensor> backward(AutogradContext ctx, Tensor grad_output);

            internal sealed override List<Tensor> Forward(AutogradContext ctx, object[] vars) => [forward(ctx, vars)];

            internal sealed override List<Tensor> Backward(AutogradContext ctx, List<Tensor> gradients) => backward(ctx, gradients[0]);
        }

        /// <summary>A function with several results.</summary>
        public abstract class MultiTensorFunction<T> : Function<T> where T : MultiTensorFunction<T>, new()
        {
            public static List<Tensor> apply(params object[] vars) => apply_internal(vars);

            public abstract List<Tensor> forward(AutogradContext ctx, params object[] vars);

            public abstract List<Tensor> backward(AutogradContext ctx, List<Tensor> grad_outputs);

            internal sealed override List<Tensor> Forward(AutogradContext ctx, object[] vars) => forward(ctx, vars);

            internal sealed override List<Tensor> Backward(AutogradContext ctx, List<Tensor> gradients) => backward(ctx, gradients);
        }

        /// <summary>Ties the results of a forward pass to a native node that calls back.</summary>
        private static unsafe class Recorder
        {
            internal static List<Tensor> Record(Step step, List<Tensor> inputs, List<Tensor> outputs)
            {
                AutogradContext context = step.Context;
                List<Tensor> saved = context.ToSave;
                nint[] results = Handles(outputs);
                var flags = new int[outputs.Count];
                for (int i = 0; i < flags.Length; i++)
                    flags[i] = (Marks(context.NonDifferentiable, outputs[i]) ? 1 : 0) | (Marks(context.Dirty, outputs[i]) ? 2 : 0);
                nint node;
                fixed (nint* ins = Handles(inputs), outs = results, kept = Handles(saved))
                fixed (int* marks = flags)
                {
                    node = Native.Check(Native.mlgan_function(&Backward, &Free, GCHandle.ToIntPtr(GCHandle.Alloc(step)),
                        context.MaterializeGrads ? 1 : 0, ins, inputs.Count, outs, marks, outputs.Count, kept, saved.Count));
                }
                context.Attach(node, saved.Count);
                GC.KeepAlive(inputs);
                GC.KeepAlive(saved);
                var recorded = new List<Tensor>(outputs.Count);
                for (int i = 0; i < results.Length; i++) recorded.Add(results[i] == 0 ? null! : new Tensor(results[i]));
                // What forward made itself is replaced by what apply returns; inputs stay their owner's.
                foreach (Tensor output in outputs)
                    if (output is not null && !Marks(inputs, output) && !Marks(saved, output)) output.Dispose();
                return recorded;
            }

            private static bool Marks(List<Tensor> marked, Tensor tensor) => marked.Any(one => ReferenceEquals(one, tensor));

            [UnmanagedCallersOnly]
            private static int Backward(nint handle, nint* gradients, int count, nint* results, int capacity)
            {
                try
                {
                    var step = (Step)GCHandle.FromIntPtr(handle).Target!;
                    var incoming = new List<Tensor>(count);
                    for (int i = 0; i < count; i++) incoming.Add(gradients[i] == 0 ? null! : new Tensor(gradients[i]));
                    List<Tensor> answers = Fitted(step, step.Backward(step.Context, incoming));
                    int slot = 0;
                    for (int i = 0; i < answers.Count && slot < capacity; i++)
                    {
                        if (!step.IsTensor[i]) continue;
                        nint answer = answers[i] is { IsInvalid: false } tensor ? tensor.Handle : 0;
                        if (answer != 0) Native.mlgan_retain(answer);
                        results[slot++] = answer;
                    }
                    GC.KeepAlive(answers);
                    return slot;
                }
                catch (Exception e)
                {
                    fixed (byte* text = Encoding.UTF8.GetBytes(e.Message + '\0')) Native.mlgan_set_error(text);
                    return -1;
                }
            }

            private static List<Tensor> Fitted(Step step, List<Tensor> answers)
            {
                int expected = step.IsTensor.Length;
                if (answers.Count > expected && answers.Skip(expected).All(extra => extra is null || extra.IsInvalid))
                    answers = answers.GetRange(0, expected);
                if (answers.Count != expected)
                    throw new InvalidOperationException($"Function {step.Name} returned an incorrect number of gradients (expected {expected}, got {answers.Count})");
                for (int i = 0; i < expected; i++)
                    if (!step.IsTensor[i] && answers[i] is { IsInvalid: false })
                        throw new InvalidOperationException($"Function {step.Name} returned a gradient at position {i + 1}, but the corresponding forward input was not a Tensor");
                return answers;
            }

            [UnmanagedCallersOnly]
            private static void Free(nint handle)
            {
                GCHandle owned = GCHandle.FromIntPtr(handle);
                ((Step)owned.Target!).Context.Dispose();
                owned.Free();
            }
        }
    }
}
