using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

// A row-to-row transformer that makes each output column from exactly one input column.
public abstract class OneToOneTransformerBase : RowToRowTransformerBase
{
    internal readonly (string outputColumnName, string inputColumnName)[] ColumnPairs;

    private protected OneToOneTransformerBase(IHost host, params (string outputColumnName, string inputColumnName)[] columns)
        : base(host)
    {
        host.CheckValue(columns, nameof(columns));
        var names = new HashSet<string>();
        foreach (var (outputColumnName, inputColumnName) in columns)
        {
            host.CheckNonEmpty(inputColumnName, nameof(columns));
            host.CheckNonEmpty(outputColumnName, nameof(columns));
            if (!names.Add(outputColumnName))
                throw host.ExceptParam(nameof(columns), $"Name of the result column '{outputColumnName}' specified multiple times");
        }

        ColumnPairs = columns;
    }

    private protected OneToOneTransformerBase(IHost host, ModelLoadContext ctx)
        : base(host)
    {
        var count = ctx.Reader.ReadInt32();
        // A damaged count must not allocate: each pair takes eight bytes of the model.
        host.CheckDecode(count > 0 && count <= ctx.Header.CbModel / (2 * sizeof(int)));
        ColumnPairs = new (string, string)[count];
        for (var i = 0; i < count; i++)
            ColumnPairs[i] = (ctx.LoadNonEmptyString(), ctx.LoadNonEmptyString());
    }

    private protected void SaveColumns(ModelSaveContext ctx)
    {
        Host.CheckValue(ctx, nameof(ctx));
        ctx.Writer.Write(ColumnPairs.Length);
        foreach (var (outputColumnName, inputColumnName) in ColumnPairs)
        {
            ctx.SaveNonEmptyString(outputColumnName);
            ctx.SaveNonEmptyString(inputColumnName);
        }
    }

    private protected virtual void CheckInputColumn(DataViewSchema inputSchema, int col, int srcCol)
    {
        // Nothing to check beyond existence, unless the derived class says so.
    }

    private protected abstract class OneToOneMapperBase : MapperBase
    {
        protected readonly Dictionary<int, int> ColMapNewToOld = [];

        protected OneToOneMapperBase(IHost host, OneToOneTransformerBase parent, DataViewSchema inputSchema)
            : base(host, inputSchema, parent)
        {
            for (var i = 0; i < parent.ColumnPairs.Length; i++)
            {
                var name = parent.ColumnPairs[i].inputColumnName;
                if (!inputSchema.TryGetColumnIndex(name, out var source))
                    throw host.ExceptSchemaMismatch(nameof(inputSchema), "input", name);
                parent.CheckInputColumn(inputSchema, i, source);
                ColMapNewToOld.Add(i, source);
            }
        }

        // The input column that output column iinfo is computed from.
        protected DataViewSchema.Column Source(int iinfo) => InputSchema[ColMapNewToOld[iinfo]];

        private protected override Func<int, bool> GetDependenciesCore(Func<int, bool> activeOutput)
        {
            var active = new HashSet<int>();
            foreach (var (output, source) in ColMapNewToOld)
            {
                if (activeOutput(output))
                    active.Add(source);
            }

            return active.Contains;
        }
    }
}
