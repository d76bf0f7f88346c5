using System.Text.RegularExpressions;
using Mono.Cecil;
using Mono.Cecil.Cil;

namespace Microsoft.ML.Gan.Tests;

/// <summary>The dependencies of docs/architecture.md: which folder of the library may use which.</summary>
/// <remarks>
/// Public types are in the namespace Microsoft.ML.Gan wherever their file is, so the folder of a type is read from the sources.
/// NetArchTest.Rules leaves out every type whose namespace begins with "Microsoft", so what a type uses is read by Mono.Cecil.
/// </remarks>
[TestClass]
public partial class FolderDependencyTests
{
    private const string LibraryNamespace = "Microsoft.ML.Gan";

    private static readonly Lazy<ILookup<string, string>> _typesOfFolder = new(ReadTypes);

    /// <summary>Types that a folder may use although it may not use their folder, each with the reason.</summary>
    private static readonly Dictionary<string, string[]> _exceptions = new()
    {
        // Batches and their position in a checkpoint are the contract between Data and Training.
        ["Data"] = ["Batch", "IBatchSource", "TrainingState"],
        // Regularizers save their state with the training.
        ["Losses"] = ["IStateful", "TrainingState", "LatentCodes"],
        // So does adaptive augmentation.
        ["Augmentation"] = ["IStateful", "TrainingState"],
        // A checkpoint can be scored by a snapshot.
        ["Estimators"] = ["GanSnapshot"],
    };

    [TestMethod]
    [DataRow("Networks", "Training", "Data", "Persistence", "Estimators", "Systems", "Metrics", "LatentTools", "Catalog")]
    [DataRow("Losses", "Training", "Data", "Persistence", "Estimators", "Systems", "Metrics", "LatentTools", "Catalog")]
    [DataRow("Augmentation", "Training", "Data", "Persistence", "Estimators", "Systems", "Metrics", "LatentTools", "Catalog")]
    [DataRow("Data", "Training", "Estimators", "Systems", "Metrics", "LatentTools", "Catalog")]
    [DataRow("Training", "Data", "Estimators", "Systems", "LatentTools", "Catalog")]
    [DataRow("Persistence", "Training", "Estimators", "Systems", "Metrics", "LatentTools", "Catalog")]
    [DataRow("Estimators", "Systems", "Catalog")]
    public void A_folder_does_not_use(string folder, params string[] forbidden)
    {
        var allowed = _exceptions.GetValueOrDefault(folder, []);
        var wrong = UsesOf(folder, forbidden).Where(use => !allowed.Contains(use.Used[(use.Used.LastIndexOf('.') + 1)..])).Select(use => $"{use.User} uses {use.Used}");
        Assert.AreEqual("", string.Join(Environment.NewLine, wrong.Distinct().Order(StringComparer.Ordinal)));
    }

    /// <summary>The check itself finds what is there: methods' bodies, nested types, parameters.</summary>
    [TestMethod]
    [DataRow("Systems", "Training")]
    [DataRow("Systems", "Data")]
    [DataRow("Data", "Augmentation")]
    [DataRow("Recipes", "Systems")] // ResolvedRecipe reads the nested type GanEstimator.Options
    public void A_use_that_is_there_is_found(string folder, string other)
    {
        Assert.IsNotEmpty(UsesOf(folder, other));
    }

    /// <summary>A file with a public type is in the namespace that users name; every other one is in that of its folder.</summary>
    [TestMethod]
    public void A_file_of_internal_types_has_the_namespace_of_its_folder()
    {
        string[] ofTheRoot = ["Native"];
        var wrong = Files()
            .Where(file => !ofTheRoot.Contains(file.Folder[0]) && file.Folder.Length > 1 && file.Folder[^1] != "IgnoresAccessChecksToAttribute.cs" && !PublicType().IsMatch(file.Text) && !PartialType().IsMatch(file.Text))
            .Select(file => (
                File: string.Join('/', file.Folder),
                Found: Namespace().Match(file.Text).Groups[1].Value,
                Expected: $"{LibraryNamespace}.{string.Join('.', file.Folder[..^1].Take(file.Folder[0] == "Systems" ? 2 : 1))}"))
            .Where(file => file.Found != "" && file.Found != file.Expected)
            .Select(file => $"{file.File} is in {file.Found}");
        Assert.AreEqual("", string.Join(Environment.NewLine, wrong));
    }

    private static ILookup<string, string> ReadTypes() => Files()
        .SelectMany(file => Declaration().Matches(file.Text).Select(match => (
            Folder: file.Folder.Length == 1 ? "" : file.Folder[0],
            Type: $"{Namespace().Match(file.Text).Groups[1].Value}.{match.Groups[1].Value}{(match.Groups[2].Success ? $"`{match.Groups[2].Value.Count(c => c == ',') + 1}" : "")}")))
        .Distinct()
        .ToLookup(entry => entry.Folder, entry => entry.Type);

    private static IEnumerable<(string[] Folder, string Text)> Files()
    {
        var root = Path.Combine(ReadmeTests.RepositoryRoot(), "src", LibraryNamespace);
        return Directory.EnumerateFiles(root, "*.cs", SearchOption.AllDirectories)
            .Select(path => (Folder: Path.GetRelativePath(root, path).Split(Path.DirectorySeparatorChar), Text: File.ReadAllText(path)))
            .Where(file => file.Folder[0] is not ("obj" or "bin"));
    }

    [GeneratedRegex("^public ", RegexOptions.Multiline)]
    private static partial Regex PublicType();

    [GeneratedRegex("^internal(?: static)? partial ", RegexOptions.Multiline)]
    private static partial Regex PartialType();

    [GeneratedRegex(@"^namespace ([\w.]+);", RegexOptions.Multiline)]
    private static partial Regex Namespace();

    [GeneratedRegex(@"^(?:public|internal)(?: sealed| static| abstract| readonly| partial| ref| unsafe)* (?:class|record|record struct|struct|interface|enum|delegate [\w<>?]+) (\w+)(<[^>]+>)?", RegexOptions.Multiline)]
    private static partial Regex Declaration();

    /// <summary>What the types of a folder, and the types within them, use of other folders.</summary>
    private static IEnumerable<(string User, string Used)> UsesOf(string folder, params string[] others)
    {
        var types = _typesOfFolder.Value;
        var (own, used) = (types[folder].ToHashSet(), others.SelectMany(other => types[other]).ToHashSet());
        Assert.IsNotEmpty(own, folder);
        Assert.IsNotEmpty(used, string.Join(", ", others));
        using var assembly = AssemblyDefinition.ReadAssembly(typeof(GanEstimator).Assembly.Location);
        return
        [
            .. from type in assembly.MainModule.GetTypes()
               let user = Outermost(type).FullName
               where own.Contains(user)
               from reference in ReferencesOf(type).SelectMany(Parts)
               let found = Outermost(reference).FullName
               where used.Contains(found)
               select (user, found),
        ];
    }

    private static IEnumerable<TypeReference> ReferencesOf(TypeDefinition type)
    {
        IEnumerable<TypeReference?> all =
        [
            type.BaseType,
            .. type.Interfaces.Select(one => one.InterfaceType),
            .. type.CustomAttributes.Select(one => one.AttributeType),
            .. type.Fields.Select(one => one.FieldType),
            .. type.Methods.SelectMany(OfMethod),
        ];
        return all.OfType<TypeReference>();
    }

    private static IEnumerable<TypeReference?> OfMethod(MethodDefinition method) =>
    [
        method.ReturnType,
        .. method.Parameters.Select(one => one.ParameterType),
        .. method.GenericParameters.SelectMany(one => one.Constraints).Select(one => one.ConstraintType),
        .. method.HasBody ? method.Body.Variables.Select(one => one.VariableType).Concat(method.Body.Instructions.SelectMany(OfInstruction)) : [],
    ];

    private static IEnumerable<TypeReference?> OfInstruction(Instruction instruction) => instruction.Operand switch
    {
        TypeReference type => [type],
        MethodReference method =>
        [
            method.DeclaringType, method.ReturnType, .. method.Parameters.Select(one => one.ParameterType),
            .. method is GenericInstanceMethod generic ? generic.GenericArguments : [],
        ],
        FieldReference field => [field.DeclaringType, field.FieldType],
        _ => [],
    };

    /// <summary>A type and its generic arguments; the element of an array.</summary>
    private static IEnumerable<TypeReference> Parts(TypeReference type) => type switch
    {
        GenericInstanceType generic => generic.GenericArguments.SelectMany(Parts).Append(generic.ElementType),
        TypeSpecification specification => Parts(specification.ElementType),
        _ => [type],
    };

    private static TypeReference Outermost(TypeReference type)
    {
        while (type.DeclaringType is not null)
            type = type.DeclaringType;
        return type;
    }
}
