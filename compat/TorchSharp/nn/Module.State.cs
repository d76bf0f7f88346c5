namespace TorchSharp;

public static partial class torch
{
    public static partial class nn
    {
        // State in and out: named tensors, and upstream's own file of them (count, then name and tensor each).
        public partial class Module
        {
            public virtual Dictionary<string, Tensor> state_dict(Dictionary<string, Tensor>? destination = null, string? prefix = null)
            {
                destination ??= [];
                string Key(string key) => string.IsNullOrEmpty(prefix) ? key : $"{prefix}.{key}";
                foreach (var (key, parameter) in named_parameters()) destination.TryAdd(Key(key), parameter);
                foreach (var (key, buffer) in named_buffers(include_nonpersistent: false)) destination.TryAdd(Key(key), buffer);
                foreach (var (key, child) in _internal_submodules) child.state_dict(destination, Key(key));
                return destination;
            }

            public virtual (IList<string> missing_keys, IList<string> unexpected_keyes) load_state_dict(
                Dictionary<string, Tensor> source, bool strict = true, IList<string>? skip = null)
            {
                var destination = state_dict();
                bool Skipped(string key) => skip?.Contains(key) == true;
                var unexpected = source.Keys.Where(key => !Skipped(key) && !destination.ContainsKey(key)).ToList();
                var missing = destination.Keys.Where(key => !Skipped(key) && !source.ContainsKey(key)).ToList();
                if (strict && (missing.Count > 0 || unexpected.Count > 0))
                    throw new InvalidOperationException("The loaded state_dict is not identical to the target dictionary.");

                // Copying into a leaf that requires gradients is allowed outside of the graph only.
                using var untracked = no_grad();
                foreach (var (key, tensor) in source)
                {
                    if (!Skipped(key) && destination.TryGetValue(key, out var target)) target.copy_(tensor);
                }

                return (missing, unexpected);
            }

            public Module save(string location, IList<string>? skip = null) => save(File.Create(location), skip);

            // Closes the stream, as upstream does.
            public Module save(Stream stream, IList<string>? skip = null)
            {
                using var writer = new BinaryWriter(stream);
                return save(writer, skip);
            }

            public Module save(BinaryWriter writer, IList<string>? skip = null)
            {
                save_state_dict(writer, state_dict(), skip);
                return this;
            }

            public static void save_state_dict(BinaryWriter writer, Dictionary<string, Tensor> sd, IList<string>? skip = null)
            {
                var kept = sd.Where(item => skip?.Contains(item.Key) != true).ToList();
                writer.Write7BitEncodedInt64(kept.Count);
                foreach (var (key, tensor) in kept)
                {
                    writer.Write(key);
                    tensor.Save(writer);
                }
            }

            public virtual Module load(string location, bool strict = true, IList<string>? skip = null, Dictionary<string, bool>? loadedParameters = null) =>
                load(File.OpenRead(location), strict, skip, loadedParameters);

            public Module load(Stream stream, bool strict = true, IList<string>? skip = null, Dictionary<string, bool>? loadedParameters = null)
            {
                using var reader = new BinaryReader(stream);
                return load(reader, strict, skip, loadedParameters);
            }

            public virtual Module load(BinaryReader reader, bool strict = true, IList<string>? skip = null, Dictionary<string, bool>? loadedParameters = null)
            {
                var targets = state_dict();
                var count = reader.Read7BitEncodedInt64();
                if (strict && count != targets.Count)
                    throw new ArgumentException($"Mismatched state_dict sizes: expected {targets.Count}, but found {count} entries.");
                for (var i = 0L; i < count; i++)
                {
                    var key = reader.ReadString();
                    var found = targets.TryGetValue(key, out var target);
                    if (!found && strict)
                        throw new ArgumentException($"Mismatched module state names: the target modules does not have a submodule or buffer named '{key}'");

                    // An entry nobody wants is read all the same: the next one begins behind it.
                    if (found && skip?.Contains(key) != true) target!.Load(reader);
                    else TensorExtensionMethods.Load(reader, skip: true)?.Dispose();
                    loadedParameters?.Add(key, found);
                }

                return this;
            }

            public static Module Create<T>(string path) where T : Module, new() => new T().load(path);
        }
    }
}
