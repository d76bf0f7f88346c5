using System.Runtime.CompilerServices;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Networks;

/// <summary>A user's pair of modules, conditioned by concatenation (Mirza and Osindero, 2014).</summary>
internal sealed record ModulePairArchitecture(
    string Name,
    int LatentSize,
    Func<nn.Module<Tensor, Tensor>> Generator,
    Func<nn.Module<Tensor, Tensor>> Discriminator) : IGanArchitecture
{
    // Each network has its own weights and is disposed by its owner.
    private static readonly ConditionalWeakTable<nn.Module, object> _made = [];

    public void Validate(ImageShape image)
    {
        // The supported sizes are not known in advance; the estimator checks the shapes of the outputs.
    }

    public void ValidateSpecification(NetworkSpecification specification)
    {
        const string Advice = "is not supported by a pair of modules, which can only use the condition by Concatenation; implement IGanArchitecture for more";
        Check.That(
            specification.GeneratorConditioningOr(GeneratorConditioning.Concatenation) == GeneratorConditioning.Concatenation,
            nameof(NetworkSpecification.GeneratorConditioning),
            $"{specification.GeneratorConditioning} {Advice}");
        Check.That(
            specification.DiscriminatorConditioningOr(DiscriminatorConditioning.Concatenation) != DiscriminatorConditioning.Projection,
            nameof(NetworkSpecification.DiscriminatorConditioning),
            $"{specification.DiscriminatorConditioning} {Advice}");
    }

    public nn.Module<Tensor, Tensor, Tensor> CreateGenerator(NetworkSpecification specification)
    {
        ValidateSpecification(specification);
        return new ConcatenatedGenerator(New(Generator, "generator"));
    }

    public nn.Module<Tensor, Tensor, Tensor> CreateDiscriminator(NetworkSpecification specification)
    {
        ValidateSpecification(specification);
        return new ConcatenatedDiscriminator(
            New(Discriminator, "discriminator"), specification.DiscriminatorConditioningOr(DiscriminatorConditioning.Concatenation) == DiscriminatorConditioning.Concatenation);
    }

    private nn.Module<Tensor, Tensor> New(Func<nn.Module<Tensor, Tensor>> make, string role)
    {
        var module = make() ?? throw new InvalidOperationException($"The {role} of architecture '{Name}' is null.");
        return _made.TryAdd(module, role)
            ? module
            : throw new InvalidOperationException(
                $"The {role} of architecture '{Name}' is already in use. {nameof(GanArchitecture)}.{nameof(GanArchitecture.From)} takes functions that create a new module at each call.");
    }

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
        private readonly bool _seesPlanes;

        public ConcatenatedDiscriminator(nn.Module<Tensor, Tensor> module, bool seesPlanes)
            : base(nameof(ConcatenatedDiscriminator))
        {
            _seesPlanes = seesPlanes;
            this.module = module;
            RegisterComponents();
        }

        public override Tensor forward(Tensor images, Tensor condition) =>
            module.call((_seesPlanes ? ConditionPlanes.Append(images, condition) : images).contiguous()); // a user's module may call view
    }
}
