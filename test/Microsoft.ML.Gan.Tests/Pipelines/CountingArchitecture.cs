using Microsoft.ML.Gan.Tests.Testing;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Pipelines;

/// <summary>An architecture that knows how often a generator of its own was disposed.</summary>
internal sealed class CountingArchitecture : IGanArchitecture
{
    private readonly EchoArchitecture _inner = new();
    private int _disposals;

    public string Name => "test-counting";

    public int LatentSize => _inner.LatentSize;

    /// <summary>Calls of Dispose, of all generators together.</summary>
    internal int Disposals => _disposals;

    public void Validate(ImageShape image) => _inner.Validate(image);

    public nn.Module<Tensor, Tensor, Tensor> CreateGenerator(NetworkSpecification specification) => new Generator(this, specification);

    public nn.Module<Tensor, Tensor, Tensor> CreateDiscriminator(NetworkSpecification specification) => _inner.CreateDiscriminator(specification);

    private sealed class Generator : nn.Module<Tensor, Tensor, Tensor>
    {
        private readonly CountingArchitecture _owner;
        private readonly nn.Module<Tensor, Tensor, Tensor> _module;

        public Generator(CountingArchitecture owner, NetworkSpecification specification)
            : base("CountingGenerator")
        {
            (_owner, _module) = (owner, owner._inner.CreateGenerator(specification));
            register_module("module", _module);
        }

        public override Tensor forward(Tensor latent, Tensor condition) => _module.call(latent, condition);

        protected override void Dispose(bool disposing)
        {
            if (disposing)
                Interlocked.Increment(ref _owner._disposals);
            base.Dispose(disposing);
        }
    }
}
