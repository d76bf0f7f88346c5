using System.Globalization;
using System.Reflection;

namespace MlGan.Cli.Systems;

/// <summary>
/// Sets options by text, <c>Group.Name=Value</c>: every option of numbers, texts, times and names, and those few objects that have a name.
/// </summary>
internal static class OptionAssignments
{
    /// <summary>What the tool sets itself, and the argument that says it.</summary>
    private static readonly Dictionary<string, string> s_ownArguments = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Seed"] = "--seed",
        ["Device"] = "--device",
        ["Training.Kimg"] = "--kimg",
        ["RunDirectory"] = "--out",
        ["Checkpoints.Directory"] = "--out",
        ["OutputColumnName"] = "",
        ["ImageColumnName"] = "",
        ["LabelColumnName"] = "",
        ["LatentColumnName"] = "",
        ["WhenCancelled"] = "",
        ["TensorBoardDirectory"] = "",
        ["Generation.Output"] = "",
    };

    private static readonly Dictionary<string, (string Values, Action<GanEstimator.Options, string> Set)> s_named = new(StringComparer.OrdinalIgnoreCase)
    {
        ["Augmentation"] = ("none, diffaugment, adaptive", (options, value) => options.Augmentation = value.ToLowerInvariant() switch
        {
            "none" => null,
            "diffaugment" => DiscriminatorAugmentation.DiffAugment(),
            "adaptive" => DiscriminatorAugmentation.Adaptive(),
            _ => throw Unknown("Augmentation", value, "none, diffaugment, adaptive"),
        }),
        ["Loss"] = ("nonsaturating, minimax, hinge, leastsquares, wgangp, relativistic", (options, value) => options.Loss = value.ToLowerInvariant() switch
        {
            "nonsaturating" => GanLoss.NonSaturating(),
            "minimax" => GanLoss.Minimax(),
            "hinge" => GanLoss.Hinge(),
            "leastsquares" => GanLoss.LeastSquares(),
            "wgangp" => GanLoss.WassersteinGradientPenalty(),
            "relativistic" => GanLoss.RelativisticAverage(),
            _ => throw Unknown("Loss", value, "nonsaturating, minimax, hinge, leastsquares, wgangp, relativistic"),
        }),
        ["Evaluation.Metrics"] = (MetricNamesText, (options, value) => options.Evaluation.Metrics = MetricChoice.Parse(value)),
        ["Evaluation.Features"] = ("resnet18, classifier, inception:FILE", (options, value) => options.Evaluation.Features = MetricChoice.FeaturesOf(value)),
    };

    private const string MetricNamesText = "fid, kid, pr and others, with commas";

    /// <summary>The names that can be set, with their types.</summary>
    public static IReadOnlyList<(string Name, string Type)> Known { get; } =
        [.. Settable().Select(one => (one.Name, TypeName(one.Property.PropertyType))).Concat(s_named.Select(one => (one.Key, one.Value.Values))).OrderBy(one => one.Item1, StringComparer.Ordinal)];

    /// <exception cref="UsageException">A name is unknown, or a value does not fit; the message names both.</exception>
    public static void Apply(GanEstimator.Options options, IEnumerable<string> assignments)
    {
        foreach (var assignment in assignments)
            Apply(options, assignment);
    }

    private static void Apply(GanEstimator.Options options, string assignment)
    {
        var equals = assignment.IndexOf('=', StringComparison.Ordinal);
        if (equals <= 0)
            throw new UsageException($"--option takes NAME=VALUE, for example Training.BatchSize=32, but is '{assignment}'.");
        var (name, value) = (assignment[..equals].Trim(), assignment[(equals + 1)..].Trim());
        if (s_named.TryGetValue(name, out var named))
        {
            named.Set(options, value);
            return;
        }

        if (s_ownArguments.TryGetValue(name, out var argument))
            throw new UsageException(argument == "" ? $"--option {name}: the tool sets this option itself." : $"--option {name}: give {argument} instead.");
        var found = Settable().FirstOrDefault(one => one.Name.Equals(name, StringComparison.OrdinalIgnoreCase));
        if (found.Property is null)
            throw new UsageException($"There is no option '{name}'. Known are:{Environment.NewLine}{string.Join(Environment.NewLine, Known.Select(one => $"  {one.Name} ({one.Type})"))}");
        found.Property.SetValue(found.Group is null ? options : found.Group.GetValue(options), Parse(found.Name, value, found.Property.PropertyType));
    }

    private static IEnumerable<(string Name, PropertyInfo? Group, PropertyInfo Property)> Settable()
    {
        foreach (var property in typeof(GanEstimator.Options).GetProperties())
        {
            if (IsSimple(property))
                yield return (property.Name, null, property);
            else if (property.PropertyType.Namespace == typeof(GanEstimator).Namespace && property.PropertyType.Name.EndsWith("Options", StringComparison.Ordinal))
            {
                foreach (var inner in property.PropertyType.GetProperties().Where(IsSimple))
                {
                    if (!s_ownArguments.ContainsKey($"{property.Name}.{inner.Name}"))
                        yield return ($"{property.Name}.{inner.Name}", property, inner);
                }
            }
        }
    }

    private static bool IsSimple(PropertyInfo property)
    {
        var type = Nullable.GetUnderlyingType(property.PropertyType) ?? property.PropertyType;
        return property.SetMethod is { IsPublic: true } && !s_ownArguments.ContainsKey(property.Name)
            && (type.IsEnum || type == typeof(string) || type == typeof(int) || type == typeof(long) || type == typeof(double) || type == typeof(bool) || type == typeof(TimeSpan));
    }

    private static object? Parse(string name, string value, Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return value.Equals("null", StringComparison.OrdinalIgnoreCase) ? null : Parse(name, value, underlying);
        var culture = CultureInfo.InvariantCulture;
        if (type == typeof(string))
            return value.Equals("null", StringComparison.OrdinalIgnoreCase) ? null : value;
        if (type.IsEnum)
            return Enum.TryParse(type, value, ignoreCase: true, out var member) ? member : throw Unknown(name, value, TypeName(type));
        if (type == typeof(int) && int.TryParse(value, NumberStyles.Integer, culture, out var whole))
            return whole;
        if (type == typeof(long) && long.TryParse(value, NumberStyles.Integer, culture, out var large))
            return large;
        if (type == typeof(double) && double.TryParse(value, NumberStyles.Float, culture, out var number))
            return number;
        if (type == typeof(bool) && bool.TryParse(value, out var truth))
            return truth;
        if (type == typeof(TimeSpan) && TimeSpan.TryParse(value, culture, out var time))
            return time;
        throw Unknown(name, value, TypeName(type));
    }

    private static string TypeName(Type type)
    {
        if (Nullable.GetUnderlyingType(type) is { } underlying)
            return TypeName(underlying) + " or null";
        return type.IsEnum ? string.Join(", ", Enum.GetNames(type))
            : type == typeof(bool) ? "true, false"
            : type == typeof(TimeSpan) ? "hh:mm:ss"
            : type == typeof(int) || type == typeof(long) ? "whole number"
            : type == typeof(double) ? "number"
            : "text";
    }

    private static UsageException Unknown(string name, string value, string known) => new($"--option {name}: '{value}' is not possible; it takes: {known}.");
}
