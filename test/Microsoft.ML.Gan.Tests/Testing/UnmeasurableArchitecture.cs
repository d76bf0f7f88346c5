using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Testing;

/// <summary>Another architecture, whose generator fails when more images are asked for at once than a training step takes.</summary>
internal sealed class UnmeasurableArchitecture(IGanArchitecture inner) : IGanArchitecture
{
    public const string Problem = "not so many images at once";

    public string Name => "test-unmeasurable";

    public int LatentSize => inner.LatentSize;

    public void Validate(ImageShape image) => inner.Validate(image);

    public nn.Module<Tensor, Tensor, Tensor> CreateGenerator(NetworkSpecification specification) => new Generator(inner.CreateGenerator(specification));

    public nn.Module<Tensor, Tensor, Tensor> CreateDiscriminator(NetworkSpecification specification) => inner.CreateDiscriminator(specification);

    private sealed class Generator : nn.Module<Tensor, Tensor, Tensor>
    {
        private readonly nn.Module<Tensor, Tensor, Tensor> _module;

        public Generator(nn.Module<Tensor, Tensor, Tensor> module)
            : base("UnmeasurableGenerator")
        {
            _module = module;
            register_module("module", module);
        }

        public override Tensor forward(Tensor latent, Tensor condition) => latent.shape[0] <= TinyGan.BatchSize
            ? _module.call(latent, condition)
            : throw new InvalidOperationException(Problem);
    }
}
