using System.Diagnostics.CodeAnalysis;
using System.Runtime.CompilerServices;
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Gan;
using Microsoft.ML.Runtime;

// The official packages have these members in two assemblies; eng/WidenReferences.targets shows them to the compiler.
[assembly: IgnoresAccessChecksTo("Microsoft.ML.Core")]
[assembly: IgnoresAccessChecksTo("Microsoft.ML.Data")]

namespace Microsoft.ML.Gan.Persistence;

/// <summary>
/// All uses of ML.NET's internals: saving and loading in a model file, a catalog's environment, the constructor of schema shapes, the context's
/// device, seed and cancellation. docs/model-format.md lists the members and says why they are needed.
/// </summary>
internal static partial class MlNet
{
    /// <summary>What every component began with.</summary>
    public const uint FirstVersion = 0x00010001;

    /// <summary>The environment that a catalog's components run in: the MLContext.</summary>
    public static IHostEnvironment EnvironmentOf(TransformsCatalog catalog) => Checked(catalog).GetEnvironment();

    /// <inheritdoc cref="EnvironmentOf(TransformsCatalog)"/>
    public static IHostEnvironment EnvironmentOf(DataOperationsCatalog catalog) => Checked(catalog).GetEnvironment();

    /// <inheritdoc cref="EnvironmentOf(TransformsCatalog)"/>
    public static IHostEnvironment EnvironmentOf(ModelOperationsCatalog catalog) => Checked(catalog).GetEnvironment();

    /// <inheritdoc cref="EnvironmentOf(TransformsCatalog)"/>
    public static IHostEnvironment EnvironmentOf(TrainCatalogBase.CatalogInstantiatorBase trainers) => Checked(trainers).GetEnvironment();

    /// <summary>Creates a column of a schema shape.</summary>
    public static SchemaShape.Column Column(
        string name, SchemaShape.Column.VectorKind kind, DataViewType itemType, bool isKey, SchemaShape? annotations = null) =>
        new(name, kind, itemType, isKey, annotations);

    /// <summary>The schema shape of a schema.</summary>
    public static SchemaShape ShapeOf(DataViewSchema schema) => SchemaShape.Create(schema);

    /// <summary>The type of a column of a schema shape, in ML.NET's wording.</summary>
    public static string TypeOf(SchemaShape.Column column) => column.GetTypeString();

    /// <summary>The source of one of ML.NET's views that maps rows one to one; null for other views.</summary>
    public static IDataView? SourceOfSameRows(IDataView view) => view is IDataTransform transform and IRowToRowMapper ? transform.Source : null;

    /// <summary>The source of one of ML.NET's transforms; null for other views.</summary>
    public static IDataView? SourceOf(IDataView view) => (view as IDataTransform)?.Source;

    /// <summary>The same transform of another source, whose schema has the same columns.</summary>
    /// <param name="view">A view for which <see cref="SourceOf"/> gives a source.</param>
    /// <param name="source">The other source.</param>
    /// <exception cref="InvalidOperationException">ML.NET cannot apply the transform again.</exception>
    public static IDataView Over(IDataView view, IDataView source)
    {
        try
        {
            return ApplyTransformUtils.ApplyTransformToData(new MLContext(), (IDataTransform)view, source);
        }
        catch (Exception e) when (e is not (OperationCanceledException or OutOfMemoryException))
        {
            throw new InvalidOperationException(
                $"{view.GetType().Name} lies between AugmentImages and what trains on its images. ML.NET cannot apply it again for another epoch ({e.Message.TrimEnd('.')}): " +
                "put it before AugmentImages.",
                e);
        }
    }

    /// <summary>Whether the context was cancelled.</summary>
    public static bool IsCanceled(IHostEnvironment environment) => environment is ICancelable { IsCanceled: true };

    /// <summary>The context's device settings: the GPU, and whether the CPU may replace a missing GPU.</summary>
    public static (int? GpuDeviceId, bool FallbackToCpu) DeviceOf(IHostEnvironment environment) =>
        environment is IHostEnvironmentInternal host ? (host.GpuDeviceId, host.FallbackToCpu) : (null, true);

    private static T Checked<T>([NotNull] T catalog)
    {
        ArgumentNullException.ThrowIfNull(catalog);
        return catalog;
    }

    /// <summary>Writes a component: its header, then its parts beside it.</summary>
    public static void Save(ModelSaveContext context, VersionInfo version, Action<IModelFiles> save)
    {
        ArgumentNullException.ThrowIfNull(context);
        context.CheckAtModel();
        context.SetVersionInfo(version);
        save(new SavedFiles(context));
    }

    /// <summary>Opens a component for reading, once its header says that this version can.</summary>
    public static IModelFiles Open(ModelLoadContext context, VersionInfo version)
    {
        ArgumentNullException.ThrowIfNull(context);
        // ML.NET would refuse it too, but with the two versions swapped and with wrong advice.
        if (context.Header.ModelSignature == version.ModelSignature && context.Header.ModelVerWritten < version.VerWeCanReadBack)
        {
            throw new FormatException(
                $"The {version.LoaderSignature} in the model is too old: it has version {Text(context.Header.ModelVerWritten)}, and {Text(version.VerWeCanReadBack)} is the oldest " +
                "that this version of Microsoft.ML.Gan reads. Train and save it again.");
        }

        context.CheckAtModel(version);
        // A component can also be in a stream of its own, without a repository around it; ours never is.
        return new LoadedFiles(context.Repository ?? throw new FormatException("The model is not in a zip."), context.Directory);
    }

    /// <summary>A component's version as text: 0x00010002 is 1.2.</summary>
    private static string Text(uint version) => FormattableString.Invariant($"{version >> 16}.{version & 0xFFFF}");

    /// <summary>The header of a component; docs/model-format.md states the rule by which its three numbers (0xMMMMmmmm) move.</summary>
    public static VersionInfo Version(string signature, uint written, uint readable, uint readsBackTo, string loader) => new(
        modelSignature: signature,
        verWrittenCur: written,
        verReadableCur: readable,
        verWeCanReadBack: readsBackTo,
        // The simple name: with the full one, an older version of the library could not load a newer one's models.
        loaderAssemblyName: typeof(MlNet).Assembly.GetName().Name!,
        loaderSignature: loader);
}
