using System.Globalization;
using System.Security.Cryptography;
using System.Text.Json;
using System.Text.Json.Nodes;

namespace Microsoft.ML.Gan.Training;

/// <summary>
/// Training states in a folder, each with a safetensors file of tensors and a JSON manifest of everything else. A checkpoint is valid if its manifest
/// exists and has the checksum of the tensors; an incomplete one, left by a kill, a crash or a full disk, is skipped in favour of the one before it.
/// </summary>
internal sealed class CheckpointFolder
{
    private const string Format = "mlgan-checkpoint";

    /// <summary>
    /// 2: the optimizers' averages are in the memory order of channels-last weights; those of 1 have the same length and another order.
    /// 3: players, stages and observers name their states.
    /// </summary>
    private const int Version = 3;

    private const int MaxManifestBytes = 16 << 20;

    /// <summary>The id of this process in manifests.</summary>
    public static string Session { get; } = Guid.NewGuid().ToString("N");

    private readonly string _path;
    private readonly int _kept;
    private readonly Action<string> _warn;
    private readonly Func<string, FileStream>? _create;

    /// <param name="path">The folder; created if missing.</param>
    /// <param name="kept">The number of latest checkpoints that are kept, in addition to the best.</param>
    /// <param name="warn">Receives warnings about skipped checkpoints and failed writes.</param>
    /// <param name="create">Creates a file; null for the default.</param>
    /// <exception cref="InvalidOperationException">The folder cannot be written to.</exception>
    public CheckpointFolder(string path, int kept, Action<string> warn, Func<string, FileStream>? create = null)
    {
        (_path, _kept, _warn, _create) = (Path.GetFullPath(path), kept, warn, create);
        try
        {
            Directory.CreateDirectory(_path);
            var probe = Path.Combine(_path, $".write-test-{Environment.ProcessId}");
            File.WriteAllBytes(probe, []);
            File.Delete(probe);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            throw new InvalidOperationException($"The checkpoint directory '{_path}' cannot be written to: {e.Message}", e);
        }
    }

    /// <summary>
    /// Writes a checkpoint, then removes those that are no longer kept, and those of later steps, because a training that was rolled back continues
    /// differently. If the disk is full, this checkpoint is lost with a warning; the training continues, and the other checkpoints stay.
    /// </summary>
    /// <param name="state">The state.</param>
    /// <param name="options">The options that must be the same to resume the training.</param>
    /// <param name="score">The score of the generator; lower is better. Null for none.</param>
    /// <param name="scoreName">The name of the score; only scores with the same name are compared.</param>
    public void Save(TrainingState state, JsonObject options, double? score, string scoreName = "")
    {
        var step = state.Integer("steps");
        var (tensors, manifest) = (PathOf(step, "safetensors"), PathOf(step, "json"));
        try
        {
            // An existing checkpoint of this step is invalid from here until the new manifest is written.
            File.Delete(manifest);
            AtomicFile.Write(tensors, stream => Safetensors.Write(stream, [.. state.Tensors.Select(entry => (entry.Key, entry.Value))]), _create);
            var json = new JsonObject
            {
                ["format"] = Format,
                ["version"] = Version,
                ["step"] = step,
                ["score"] = score,
                ["scoreName"] = score is null ? null : scoreName,
                ["length"] = new FileInfo(tensors).Length,
                ["sha256"] = HashOf(tensors),
                ["options"] = options.DeepClone(),
                ["values"] = new JsonObject(state.Values.Select(entry => KeyValuePair.Create(entry.Key, (JsonNode?)entry.Value))),
            };
            AtomicFile.Write(manifest, stream => JsonSerializer.Serialize(stream, json), _create);
            RemoveLater(manifest);
            RemoveOld(scoreName);
        }
        catch (Exception e) when (e is IOException or UnauthorizedAccessException)
        {
            _warn($"The checkpoint of step {step} could not be written to '{_path}' ({e.Message}). Training continues; earlier checkpoints stay.");
        }
    }

    /// <summary>The latest complete checkpoint; null if there is none.</summary>
    /// <exception cref="InvalidOperationException">One was written by another version of this library; resuming from an earlier one would remove
    /// it.</exception>
    public Checkpoint? LoadLatest()
    {
        foreach (var manifest in Manifests().OrderByDescending(path => path, StringComparer.Ordinal))
        {
            try
            {
                return Load(manifest);
            }
            catch (Exception e) when (e is InvalidDataException or IOException or JsonException or UnauthorizedAccessException)
            {
                _warn($"The checkpoint '{manifest}' is skipped: {ContentError.Cause(e)}");
            }
        }

        return null;
    }

    private static string HashOf(string path)
    {
        using var stream = File.OpenRead(path);
        return Convert.ToHexString(SHA256.HashData(stream));
    }

    private Checkpoint Load(string manifestPath)
    {
        var manifest = ReadManifest(manifestPath);
        var tensorsPath = Path.ChangeExtension(manifestPath, "safetensors");
        if (!File.Exists(tensorsPath))
            throw new InvalidDataException($"'{Path.GetFileName(tensorsPath)}' is missing.");
        if (new FileInfo(tensorsPath).Length != Get<long>(manifest, "length") || HashOf(tensorsPath) != Get<string>(manifest, "sha256"))
            throw new InvalidDataException($"'{Path.GetFileName(tensorsPath)}' is not the file that the manifest describes.");

        var state = new TrainingState();
        try
        {
            using var stream = File.OpenRead(tensorsPath);
            foreach (var (name, tensor) in Safetensors.Read(stream))
                state.Take(name, tensor);
            foreach (var (name, value) in Get<JsonObject>(manifest, "values"))
                state.Add(name, value?.GetValue<string>() ?? "");
            return new Checkpoint(state, Get<JsonObject>(manifest, "options"));
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException)
        {
            state.Dispose();
            throw new InvalidDataException($"The manifest cannot be read: {e.Message}", e);
        }
        catch
        {
            state.Dispose();
            throw;
        }
    }

    private static JsonObject ReadManifest(string path)
    {
        if (new FileInfo(path).Length > MaxManifestBytes)
            throw new InvalidDataException($"The manifest is larger than {MaxManifestBytes >> 20} MiB.");
        var manifest = JsonNode.Parse(File.ReadAllBytes(path), documentOptions: new JsonDocumentOptions { MaxDepth = 32 }) as JsonObject
            ?? throw new InvalidDataException("The manifest is not a JSON object.");
        if (Get<string>(manifest, "format") != Format)
            throw new InvalidDataException("The manifest is not one of a checkpoint.");
        var version = Get<int>(manifest, "version");
        if (version != Version)
        {
            throw new InvalidOperationException(version > Version
                ? $"The checkpoint '{path}' was written by a newer version of this library (format {version}, this one reads {Version}). " +
                  "Update the package, or choose another checkpoint directory."
                : $"The checkpoint '{path}' was written by an older version of this library (format {version}, this one reads {Version}). " +
                  "Finish the training with the version that started it, or choose another checkpoint directory.");
        }

        return manifest;
    }

    private static T Get<T>(JsonObject manifest, string name)
    {
        try
        {
            if (manifest[name] is { } node)
                return node is T found ? found : node.GetValue<T>();
        }
        catch (Exception e) when (e is InvalidOperationException or FormatException)
        {
            throw new InvalidDataException($"'{name}' of the manifest is not what it should be: {e.Message}", e);
        }

        throw new InvalidDataException($"The manifest has no '{name}'.");
    }

    private void RemoveLater(string manifest)
    {
        foreach (var later in Manifests().Where(path => string.CompareOrdinal(Path.GetFileName(path), Path.GetFileName(manifest)) > 0))
            Remove(later);
    }

    private static void Remove(string manifest)
    {
        File.Delete(manifest);
        File.Delete(Path.ChangeExtension(manifest, "safetensors"));
    }

    private void RemoveOld(string scoreName)
    {
        // The latest first. The lowest score is the best; unreadable manifests have none, and scores of another metric are ignored.
        var manifests = Manifests().OrderByDescending(path => path, StringComparer.Ordinal).ToList();
        var best = manifests.Where(path => ScoreOf(path, scoreName) is not null).MinBy(path => ScoreOf(path, scoreName));
        foreach (var manifest in manifests.Skip(_kept).Where(path => path != best))
            Remove(manifest);

        // Temporary files of a killed process.
        foreach (var leftover in Directory.EnumerateFiles(_path, ".step-*.tmp"))
            File.Delete(leftover);
    }

    private static double? ScoreOf(string path, string scoreName)
    {
        try
        {
            var manifest = ReadManifest(path);
            return (manifest["scoreName"]?.GetValue<string>() ?? "") == scoreName ? manifest["score"]?.GetValue<double>() : null;
        }
        catch (Exception e) when (e is InvalidDataException or JsonException or InvalidOperationException or IOException)
        {
            return null;
        }
    }

    private IEnumerable<string> Manifests() => Directory.EnumerateFiles(_path, "step-*.json");

    private string PathOf(long step, string extension) =>
        Path.Combine(_path, string.Create(CultureInfo.InvariantCulture, $"step-{step:D12}.{extension}"));
}

/// <summary>A checkpoint that was read. Owns its state.</summary>
/// <param name="State">The state.</param>
/// <param name="Options">The options that must be the same to resume from it.</param>
internal sealed record Checkpoint(TrainingState State, JsonObject Options) : IDisposable
{
    /// <summary>The options that older checkpoints do not have.</summary>
    private static readonly string[] _newer = [Names.ClassNames, Names.AugmentImages];

    /// <summary>The options that are not compared by equality.</summary>
    private static readonly string[] _ofData = [Names.Data, Names.Session];

    /// <summary>The seed of the training; null if the manifest has no readable one.</summary>
    public int? Seed => Read<int?>(Names.Seed);

    /// <summary>The names of each label column's classes; null if the manifest does not have them.</summary>
    public IReadOnlyList<IReadOnlyList<string>>? ClassNames => Read<string[][]?>(Names.ClassNames);

    /// <summary>
    /// The seeds of the views' augmentations, to resume with the same draws if the user did not choose seeds. Null if the manifest does not have them
    /// for these augmentations.
    /// </summary>
    public IReadOnlyList<ulong>? AugmentationSeeds(IReadOnlyList<ViewAugmentation> augmentations)
    {
        var saved = Read<SavedAugmentation[]?>(Names.AugmentImages);
        return saved?.Length == augmentations.Count
            ? [.. augmentations.Zip(saved, (view, before) => view.IsSeedGiven ? view.Seed : before.Seed)]
            : null;
    }

    /// <summary>Checks that the training to resume is the saved one.</summary>
    /// <param name="options">The options of the training to resume.</param>
    /// <param name="directory">The folder, for the message.</param>
    /// <param name="warn">Receives a warning about other data if another process may have read the same data differently.</param>
    /// <exception cref="InvalidOperationException">An option differs; the message says which.</exception>
    public void RequireSame(JsonObject options, string directory, Action<string> warn)
    {
        foreach (var (name, now) in options)
        {
            var before = Options[name];
            if (_ofData.Contains(name) || JsonNode.DeepEquals(before, now) || (_newer.Contains(name) && !Options.ContainsKey(name)))
                continue;
            throw new InvalidOperationException(
                $"The checkpoints in '{directory}' are of another training: {name} was {before?.ToJsonString() ?? "not set"}, now it is {now?.ToJsonString() ?? "not set"}. " +
                (name == Names.Seed ? $"Leave Seed unset to resume that training, choose another checkpoint directory, or delete this one." : "Choose another checkpoint directory, or delete this one."));
        }

        if (Read<string?>(Names.Data) is not { } data || options[Names.Data]?.GetValue<string>() is not { } found || found == data)
            return;
        if (Read<string?>(Names.Session) == options[Names.Session]?.GetValue<string>())
        {
            throw new InvalidOperationException(
                $"The checkpoints in '{directory}' are of a training on other rows, in this process. Each training needs its own directory: " +
                $"in cross-validation, where each fold is a training, leave Checkpoints.Directory unset.");
        }

        warn($"The checkpoints in '{directory}' are of a training on rows with other pixels or labels, as many as these. It continues with these.");
    }

    public void Dispose() => State.Dispose();

    private T? Read<T>(string name)
    {
        try
        {
            return Options[name] is { } node ? node.Deserialize<T>(_json) : default;
        }
        catch (Exception e) when (e is JsonException or InvalidOperationException or FormatException)
        {
            return default; // compared with the current value
        }
    }

    private static readonly JsonSerializerOptions _json = new(JsonSerializerDefaults.Web);

    /// <summary>The names of the manifest's fields that are not compared.</summary>
    internal static class Names
    {
        public const string Seed = "seed";
        public const string ClassNames = "classNames";
        public const string AugmentImages = "augmentImages";
        public const string Data = "data";
        public const string Session = "session";
    }

    private sealed record SavedAugmentation(ulong Seed);
}
