using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML.Transforms;

public sealed class ColumnSelectingEstimator : TrivialEstimator<ColumnSelectingTransformer>
{
    private readonly Func<string, bool> _selected;

    private ColumnSelectingEstimator(IHostEnvironment env, string[]? keepColumns, string[]? dropColumns, bool keepHidden)
        : base(env.Register(nameof(ColumnSelectingEstimator)), new ColumnSelectingTransformer(env, keepColumns, dropColumns, keepHidden))
    {
        var names = (keepColumns ?? dropColumns)!.ToHashSet();
        _selected = keepColumns is null ? name => !names.Contains(name) : names.Contains;
    }

    internal static ColumnSelectingEstimator KeepColumns(IHostEnvironment env, string[] columns, bool keepHidden)
        => new(env, columns, null, keepHidden);

    internal static ColumnSelectingEstimator DropColumns(IHostEnvironment env, params string[] columns)
        => new(env, null, columns, false);

    public override SchemaShape GetOutputSchema(SchemaShape inputSchema)
    {
        Host.CheckValue(inputSchema, nameof(inputSchema));
        Transformer.CheckPresent(inputSchema.Select(c => c.Name), nameof(inputSchema));
        return new SchemaShape(inputSchema.Where(c => _selected(c.Name)));
    }
}
