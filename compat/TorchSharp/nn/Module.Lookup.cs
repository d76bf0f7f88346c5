using TorchSharp.Modules;

namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        // Walking the tree. A tensor that is registered twice is listed once, under its first name.
        public partial class Module
        {
            public virtual IEnumerable<(string name, Parameter parameter)> named_parameters(bool recurse = true)
            {
                var seen = new HashSet<IntPtr>();
                foreach (var (key, parameter) in _internal_params)
                {
                    if (!parameter.IsInvalid && seen.Add(parameter.Handle)) yield return (key, parameter);
                }

                if (!recurse) yield break;
                foreach (var (child, module) in _internal_submodules)
                {
                    foreach (var (key, parameter) in module.named_parameters(true))
                    {
                        if (seen.Add(parameter.Handle)) yield return ($"{child}.{key}", parameter);
                    }
                }
            }

            // Upstream lists no buffer that is not persistent, whatever the second argument says.
            public virtual IEnumerable<(string name, Tensor buffer)> named_buffers(bool recurse = true, bool include_nonpersistent = true)
            {
                var seen = new HashSet<IntPtr>();
                foreach (var (key, (buffer, persistent)) in _internal_buffers)
                {
                    if (persistent && !buffer.IsInvalid && seen.Add(buffer.Handle)) yield return (key, buffer);
                }

                if (!recurse) yield break;
                foreach (var (child, module) in _internal_submodules)
                {
                    foreach (var (key, buffer) in module.named_buffers(true, include_nonpersistent))
                    {
                        if (seen.Add(buffer.Handle)) yield return ($"{child}.{key}", buffer);
                    }
                }
            }

            public virtual IEnumerable<(string name, Module module)> named_children() => _internal_submodules;

            // Children first, then theirs; the module itself is not among them (unlike in Python).
            public virtual IEnumerable<(string name, Module module)> named_modules()
            {
                foreach (var child in _internal_submodules) yield return child;
                foreach (var (child, module) in _internal_submodules)
                {
                    foreach (var (key, descendant) in module.named_modules()) yield return ($"{child}.{key}", descendant);
                }
            }

            public virtual IEnumerable<Parameter> parameters(bool recurse = true) =>
                named_parameters(recurse).Select(item => item.parameter);

            public virtual IEnumerable<Tensor> buffers(bool recurse = true, bool include_nonpersistent = true) =>
                named_buffers(recurse, include_nonpersistent).Select(item => item.buffer);

            public virtual IEnumerable<Module> modules() => named_modules().Select(item => item.module);

            public virtual IEnumerable<Module> children() => named_children().Select(item => item.module);

            public virtual bool has_parameter(string target) => get_parameter(target) is not null;

            public virtual bool has_buffer(string target) => get_buffer(target) is not null;

            public virtual Parameter? get_parameter(string target)
            {
                if (_internal_params.TryGetValue(target, out var parameter)) return parameter;
                return Descend(target) is (var child, var rest) ? child.get_parameter(rest) : null;
            }

            public virtual Tensor? get_buffer(string target)
            {
                if (_internal_buffers.TryGetValue(target, out var buffer)) return buffer.Item1;
                return Descend(target) is (var child, var rest) ? child.get_buffer(rest) : null;
            }

            private (Module child, string rest)? Descend(string target)
            {
                var dot = target.IndexOf('.');
                if (dot < 0) return null;
                var first = target[..dot];
                foreach (var (key, child) in named_children())
                {
                    if (key == first) return (child, target[(dot + 1)..]);
                }

                return null;
            }
        }
    }
}
