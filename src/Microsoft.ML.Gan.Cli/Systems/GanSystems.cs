namespace MlGan.Cli.Systems;

/// <summary>The systems that the tool knows.</summary>
internal static class GanSystems
{
    public static IReadOnlyList<IGanSystem> All { get; } = [new NoiseToImages()];

    /// <exception cref="InvalidDataException">There is no such system.</exception>
    public static IGanSystem Named(string name) => All.FirstOrDefault(system => system.Name == name)
        ?? throw new InvalidDataException($"The system '{name}' is unknown to this version of mlgan, which knows {string.Join(", ", All.Select(system => system.Name))}.");
}
