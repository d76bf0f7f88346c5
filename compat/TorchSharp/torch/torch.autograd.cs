namespace TorchSharp;

public static partial class torch
{
    /// <summary>Gradients of tensors with respect to tensors.</summary>
    public static partial class autograd
    {
        /// <remarks>As upstream: the graph is freed unless <paramref name="retain_graph"/> is set, even with <paramref name="create_graph"/>.</remarks>
        public static unsafe IList<Tensor> grad(IList<Tensor> outputs, IList<Tensor> inputs, IList<Tensor>? grad_outputs = null, bool retain_graph = false, bool create_graph = false, bool allow_unused = false)
        {
            var results = new nint[inputs.Count];
            fixed (nint* outs = Handles(outputs), ins = Handles(inputs), given = Handles(grad_outputs), target = results)
            {
                Native.Check(Native.mlgan_grad(outs, outputs.Count, ins, inputs.Count, given, grad_outputs?.Count ?? 0,
                    retain_graph ? 1 : 0, create_graph ? 1 : 0, allow_unused ? 1 : 0, target));
            }
            GC.KeepAlive(outputs);
            GC.KeepAlive(inputs);
            GC.KeepAlive(grad_outputs);
            return System.Array.ConvertAll(results, handle => handle == 0 ? null! : new Tensor(handle));
        }

        public static unsafe void backward(IList<Tensor> tensors, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null)
        {
            fixed (nint* outs = Handles(tensors), given = Handles(grad_tensors), ins = Handles(inputs))
            {
                Native.Check(Native.mlgan_backward(outs, tensors.Count, given, grad_tensors?.Count ?? 0, ins, inputs?.Count ?? 0,
                    retain_graph ?? create_graph ? 1 : 0, create_graph ? 1 : 0));
            }
            GC.KeepAlive(tensors);
            GC.KeepAlive(grad_tensors);
            GC.KeepAlive(inputs);
        }

        public static void backward(Tensor tensor, IList<Tensor>? grad_tensors = null, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null) =>
            backward([tensor], grad_tensors, retain_graph, create_graph, inputs);

        public static void backward(Tensor tensor, Tensor grad_tensor, bool? retain_graph = null, bool create_graph = false, IList<Tensor>? inputs = null) =>
            backward([tensor], [grad_tensor], retain_graph, create_graph, inputs);

        public static AnomalyMode detect_anomaly(bool check_nan = true) => new(true, check_nan);

        public static AnomalyMode set_detect_anomaly(bool mode, bool check_nan = true) => new(mode, check_nan);

        internal static nint[] Handles(IList<Tensor>? tensors)
        {
            if (tensors is null) return [];
            var handles = new nint[tensors.Count];
            for (int i = 0; i < handles.Length; i++) handles[i] = tensors[i]?.Handle ?? 0;
            return handles;
        }
    }
}
