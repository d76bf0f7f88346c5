using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>A user's pair of modules, conditioned by concatenation (Mirza and Osindero, 2014).</summary>
internal sealed record ModulePairArchitecture(
    string Name,
    int LatentSize,
    Func<nn.Module<Tensor, Tensor>> Generator,
    Func<nn.Module<Tensor, Tensor>> Discriminator) : IGanArchitecture
{
    public void Validate(ImageShape image)
    {
        // What the modules can make shows when they are run; the estimator checks the shape of what comes out.
    }

    public nn.Module<Tensor, Tensor, Tensor> CreateGenerator(NetworkSpecification specification) => new ConcatenatedGenerator(Generator());

    public nn.Module<Tensor, Tensor, Tensor> CreateDiscriminator(NetworkSpecification specification) => new ConcatenatedDiscriminator(Discriminator());

    private sealed class ConcatenatedGenerator : nn.Module<Tensor, Tensor, Tensor>
    {
        private readonly nn.Module<Tensor, Tensor> module;

        public ConcatenatedGenerator(nn.Module<Tensor, Tensor> module)
            : base(nameof(ConcatenatedGenerator))
        {
            this.module = module;
            RegisterComponents();
        }

        public override Tensor forward(Tensor latent, Tensor condition) => module.call(cat([latent, condition], 1));
    }

    private sealed class ConcatenatedDiscriminator : nn.Module<Tensor, Tensor, Tensor>
    {
        private readonly nn.Module<Tensor, Tensor> module;

        public ConcatenatedDiscriminator(nn.Module<Tensor, Tensor> module)
            : base(nameof(ConcatenatedDiscriminator))
        {
            this.module = module;
            RegisterComponents();
        }

        public override Tensor forward(Tensor images, Tensor condition)
        {
            if (condition.shape[1] == 0)
                return module.call(images);
            var planes = condition.unsqueeze(2).unsqueeze(3).expand(-1, -1, images.shape[2], images.shape[3]);
            return module.call(cat([images, planes], 1));
        }
    }
}
