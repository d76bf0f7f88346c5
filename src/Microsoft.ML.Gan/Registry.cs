using System.Collections.Concurrent;
using System.Text.Json;

namespace Microsoft.ML.Gan;

/// <summary>
/// Parts that a user can add to (architectures, losses), by the names that are saved with models: a file names a part and
/// gives its options as JSON, and never names a type or runs code.
/// </summary>
internal sealed class Registry<TPart>(string kind, string registerCall, Dictionary<string, Func<JsonElement, TPart>> known)
{
    private readonly ConcurrentDictionary<string, Func<JsonElement, TPart>> _makers = new(known, StringComparer.Ordinal);

    public void Register(string name, Func<JsonElement, TPart> create)
    {
        ArgumentException.ThrowIfNullOrEmpty(name);
        ArgumentNullException.ThrowIfNull(create);
        _makers[name] = create;
    }

    /// <exception cref="InvalidDataException">Nothing is registered by that name, or its options cannot be read.</exception>
    public TPart Create(string name, JsonElement options)
    {
        if (!_makers.TryGetValue(name, out var create))
        {
            throw new InvalidDataException(
                $"The model uses the {kind} '{name}', which is not known here. Call {registerCall}(\"{name}\", …) before loading it. " +
                $"Known: {string.Join(", ", _makers.Keys.Order(StringComparer.Ordinal))}.");
        }

        try
        {
            return create(options);
        }
        catch (Exception e) when (e is JsonException or ArgumentException or InvalidOperationException)
        {
            throw new InvalidDataException($"The options of the {kind} '{name}' cannot be read: {e.Message}", e);
        }
    }
}
