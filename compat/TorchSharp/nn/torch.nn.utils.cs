using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        public static partial class utils
        {
            // Scales all gradients together so that their norm is at most max_norm; returns the norm before.
            public static double clip_grad_norm_(IEnumerable<Parameter> tensors, double max_norm, double norm_type = 2.0)
            {
                using var untracked = no_grad();
                using var scope = NewDisposeScope();
                var gradients = Gradients(tensors);
                if (gradients.Count == 0) return 0;
                var norms = gradients.Select(gradient => Norm(gradient, norm_type).to(gradients[0].device)).ToArray();
                var total = Norm(torch.stack(norms), norm_type);
                var factor = total.add(1e-6).reciprocal().mul(max_norm).clamp_max(1.0);
                foreach (var gradient in gradients) gradient.mul_(factor.to(gradient.device));
                return total.ToDouble();
            }

            public static void clip_grad_value_(IEnumerable<Parameter> tensors, double clip_value)
            {
                using var untracked = no_grad();
                using var scope = NewDisposeScope();
                foreach (var gradient in Gradients(tensors)) gradient.clamp_(-clip_value, clip_value);
            }

            public static Tensor parameters_to_vector(IEnumerable<Parameter> tensors)
            {
                var flat = tensors.Select(tensor => tensor.reshape(-1)).ToArray();
                var result = torch.cat(flat, 0);
                foreach (var part in flat) part.Dispose();
                return result;
            }

            // The parameters become views of the vector: whoever changes it changes them.
            public static void vector_to_parameters(Tensor vec, IEnumerable<Parameter> tensors)
            {
                using var untracked = no_grad();
                using var scope = NewDisposeScope();
                var start = 0L;
                foreach (var tensor in tensors)
                {
                    var part = vec.narrow(0, start, tensor.numel()).view_as(tensor).detach();
                    Dispatcher.Run("aten::set_data", tensor, part);
                    start += tensor.numel();
                }
            }

            private static List<Tensor> Gradients(IEnumerable<Parameter> tensors)
            {
                var gradients = new List<Tensor>();
                foreach (var tensor in tensors)
                {
                    if (tensor.grad is { } gradient) gradients.Add(gradient);
                }

                return gradients;
            }

            private static Tensor Norm(Tensor tensor, double order) => Dispatcher.Call("aten::linalg_vector_norm", tensor, order);
        }
    }
}
