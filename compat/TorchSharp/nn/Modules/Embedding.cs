using System.Diagnostics.CodeAnalysis;
using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

public sealed class Embedding : nn.Module<Tensor, Tensor>
{
    private readonly long paddingIndex;
    private readonly double? maxNorm;
    private readonly double normType;
    private readonly bool scaleByFrequency;
    private readonly bool sparse;

    [ComponentName(nameof(weight))] private Parameter? _weight;

    // An index of -1 pads nothing.
    internal Embedding(Parameter weight, long? padding_idx, double? max_norm, double norm_type, bool scale_grad_by_freq, bool sparse)
        : base(nameof(Embedding))
    {
        paddingIndex = padding_idx is { } index ? (index < 0 ? index + weight.shape[0] : index) : -1;
        (maxNorm, normType, scaleByFrequency, this.sparse) = (max_norm, norm_type, scale_grad_by_freq, sparse);
        this.weight = weight;
    }

    internal static Embedding Create(
        long num_embeddings, long embedding_dims, long? padding_idx, double? max_norm, double norm_type, bool scale_grad_by_freq, bool sparse,
        Device? device, ScalarType? dtype)
    {
        var weight = new Parameter(empty([num_embeddings, embedding_dims], dtype, device));
        nn.init.normal_(weight);
        var module = new Embedding(weight, padding_idx, max_norm, norm_type, scale_grad_by_freq, sparse);
        if (module.paddingIndex < 0) return module;
        using var untracked = no_grad();
        using var row = weight.select(0, module.paddingIndex);
        row.fill_(0);
        return module;
    }

    [DisallowNull]
    public Parameter? weight
    {
        get => _weight;
        set => SetParameter(ref _weight, value, nameof(weight));
    }

    public override Tensor forward(Tensor input)
    {
        if (maxNorm is { } norm)
        {
            using var untracked = no_grad();
            Dispatcher.Run("aten::embedding_renorm_", _weight, input, norm, normType);
        }

        return Dispatcher.Call("aten::embedding", _weight, input, paddingIndex, scaleByFrequency, sparse);
    }
}
