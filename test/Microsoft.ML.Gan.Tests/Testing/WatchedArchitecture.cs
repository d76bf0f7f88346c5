using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Testing;

/// <summary>Another architecture, and a note of how many images each call of its generators made.</summary>
internal sealed class WatchedArchitecture(IGanArchitecture inner) : IGanArchitecture
{
    public string Name => "test-watched";

    public int LatentSize => inner.LatentSize;

    /// <summary>The sizes of the batches that were generated, in order.</summary>
    internal List<long> Batches { get; } = [];

    public void Validate(ImageShape image) => inner.Validate(image);

    public nn.Module<Tensor, Tensor, Tensor> CreateGenerator(NetworkSpecification specification) =>
        new Generator(inner.CreateGenerator(specification), Batches);

    public nn.Module<Tensor, Tensor, Tensor> CreateDiscriminator(NetworkSpecification specification) => inner.CreateDiscriminator(specification);

    private sealed class Generator : nn.Module<Tensor, Tensor, Tensor>
    {
        private readonly nn.Module<Tensor, Tensor, Tensor> _module;
        private readonly List<long> _batches;

        public Generator(nn.Module<Tensor, Tensor, Tensor> module, List<long> batches)
            : base("WatchedGenerator")
        {
            (_module, _batches) = (module, batches);
            register_module("module", module);
        }

        public override Tensor forward(Tensor latent, Tensor condition)
        {
            _batches.Add(latent.shape[0]);
            return _module.call(latent, condition);
        }
    }
}
