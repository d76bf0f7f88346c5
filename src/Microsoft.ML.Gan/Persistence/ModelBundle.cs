using System.Text.Json;
using System.Text.Json.Nodes;

namespace Microsoft.ML.Gan.Persistence;

/// <summary>
/// A saved model of any kind: an index with the kind and a JSON description, and named components, each with a configuration and
/// weights (docs/model-format.md). The bundle checks the layout; the kind interprets the description.
/// </summary>
internal sealed class ModelBundle
{
    private const int MaxFolderName = 64;

    private readonly IModelFiles _files;
    private readonly ModelIndex _index;

    private ModelBundle(IModelFiles files, ModelIndex index) => (_files, _index) = (files, index);

    public string Kind => _index.Kind;

    /// <summary>Writes a bundle.</summary>
    /// <param name="files">The container.</param>
    /// <param name="kind">The kind, which determines the loader.</param>
    /// <param name="description">The description of the model.</param>
    /// <param name="components">The networks; each gets a folder of its name.</param>
    /// <exception cref="ArgumentException">Two components have one name, or a name is not plain.</exception>
    public static void Write(IModelFiles files, string kind, JsonObject description, params SavedComponent[] components)
    {
        var folders = new Dictionary<string, string>(StringComparer.Ordinal);
        foreach (var component in components)
        {
            if (!IsPlain(component.Name))
                throw new ArgumentException($"The component's name '{component.Name}' must be a plain name of letters and digits.", nameof(components));
            if (!folders.TryAdd(component.Name, component.Name))
                throw new ArgumentException($"Two components have the name '{component.Name}'.", nameof(components));
        }

        ModelJson.Write(files, ModelIndex.FileName, new ModelIndex { Kind = kind, Components = folders, Model = description });
        foreach (var component in components)
        {
            ModelJson.Write(files, ModelComponent.ConfigNameIn(component.Name), component.Config);
            NetworkWeights.Save(component.Network, files, ModelComponent.WeightsNameIn(component.Name));
        }
    }

    /// <summary>Reads the index of a bundle; its components are read on demand.</summary>
    /// <param name="files">The model.</param>
    /// <param name="knownKinds">The kinds that the caller can load.</param>
    /// <exception cref="InvalidDataException">The index is missing or damaged, of another version, or of an unknown kind; the message says which.</exception>
    public static ModelBundle Read(IModelFiles files, params IReadOnlyCollection<string> knownKinds)
    {
        var index = ModelIndex.Read(files);
        return ModelPart.Read(ModelIndex.FileName, () =>
        {
            if (index.Kind is null || !knownKinds.Contains(index.Kind))
                throw new InvalidDataException($"the model is of the kind '{index.Kind}', which is not known here. Known: {string.Join(", ", knownKinds.Order(StringComparer.Ordinal))}.");
            if (index.Components is null)
                throw new InvalidDataException("'components' is missing.");
            if (index.Components.GroupBy(entry => entry.Value).FirstOrDefault(group => group.Skip(1).Any()) is { Key: { } shared } twice)
                throw new InvalidDataException($"the components {string.Join(" and ", twice.Select(entry => $"'{entry.Key}'"))} share the folder '{shared}'.");
            return index.Model is null ? throw new InvalidDataException("'model' is missing.") : new ModelBundle(files, index);
        });
    }

    /// <summary>Gets a component. Unknown components are ignored, because a newer version may have added them.</summary>
    /// <exception cref="InvalidDataException">The bundle does not have it, or its folder leads elsewhere.</exception>
    public ModelComponent Component(string name)
    {
        if (!_index.Components.TryGetValue(name, out var folder) || folder is null)
        {
            throw new InvalidDataException(
                $"{ModelIndex.FileName}: the component '{name}' is missing. There are: {(_index.Components.Count == 0 ? "none" : string.Join(", ", _index.Components.Keys))}.");
        }

        // A name that cannot lead out of the container.
        return IsPlain(folder)
            ? new ModelComponent(_files, folder)
            : throw new InvalidDataException($"{ModelIndex.FileName}: the folder of component '{name}' must be a plain name of letters and digits.");
    }

    /// <summary>The description: the fields in the index, and those of a component's configuration.</summary>
    /// <param name="config">A configuration whose fields belong to the description; null for none.</param>
    /// <param name="validate">Throws if a value is invalid.</param>
    /// <exception cref="InvalidDataException">A field is missing or invalid; the message names it.</exception>
    public TDescription Describe<TDescription>(object? config, Action<TDescription> validate)
    {
        var fields = (JsonObject)_index.Model.DeepClone();
        foreach (var (name, value) in config is null ? [] : ModelJson.ObjectOf(config))
            fields[name] = value?.DeepClone();
        return ModelPart.Read(ModelIndex.FileName, () =>
        {
            var description = fields.Deserialize<TDescription>(ModelJson.Options)!;
            validate(description);
            return description;
        });
    }

    private static bool IsPlain(string name) =>
        name.Length is > 0 and <= MaxFolderName && name.All(c => char.IsAsciiLetterOrDigit(c) || c is '_' or '-');
}
