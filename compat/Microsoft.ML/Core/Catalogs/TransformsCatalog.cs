using Microsoft.ML.Data;
using Microsoft.ML.Runtime;

namespace Microsoft.ML;

public sealed class TransformsCatalog : IInternalCatalog
{
    private readonly IHostEnvironment _env;

    internal TransformsCatalog(IHostEnvironment env)
    {
        _env = env;
        Conversion = new(this);
    }

    IHostEnvironment IInternalCatalog.Environment => _env;

    public ConversionTransforms Conversion { get; }

    public sealed class ConversionTransforms : IInternalCatalog
    {
        private readonly IHostEnvironment _env;

        internal ConversionTransforms(TransformsCatalog owner) => _env = owner.GetEnvironment();

        IHostEnvironment IInternalCatalog.Environment => _env;
    }
}

public sealed class InputOutputColumnPair
{
    public InputOutputColumnPair(string outputColumnName, string? inputColumnName = null)
    {
        Contracts.CheckNonEmpty(outputColumnName, nameof(outputColumnName));
        OutputColumnName = outputColumnName;
        InputColumnName = inputColumnName ?? outputColumnName;
    }

    public string InputColumnName { get; }

    public string OutputColumnName { get; }

    internal static (string outputColumnName, string inputColumnName)[] ConvertToValueTuples(InputOutputColumnPair[] columns)
    {
        Contracts.CheckNonEmpty(columns, nameof(columns));
        return Array.ConvertAll(columns, pair => (pair.OutputColumnName, pair.InputColumnName));
    }
}
