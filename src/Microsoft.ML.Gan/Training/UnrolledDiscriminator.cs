using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Training;

/// <summary>
/// The generator's loss against a discriminator that is unrolled for some steps, with the gradient through those steps (Metz et al.,
/// 2017, section 2.2).
/// </summary>
/// <remarks>
/// The steps φₜ₊₁ = φₜ − η·∇L_D(x, φₜ) change the discriminator in place, so they have no autograd graph and are differentiated by hand, backwards.
/// With vₖ = ∂L_G/∂φₖ, each step differentiates uₜ = ∇L_D(x, φₜ)·vₜ₊₁: vₜ = vₜ₊₁ − η·∂uₜ/∂φ, and the gradient of the images x is ∂L_G/∂x − η·Σ
/// ∂uₜ/∂x. Each φₜ is kept; the discriminator's buffers and random state are restored with it, so that the backward pass computes the same logits as
/// the forward pass (TorchSharp cannot read the state of a GPU's random generator).
/// </remarks>
internal sealed class UnrolledDiscriminator(Player discriminator, GanUnrolling options, Generator random)
{
    /// <summary>A scalar: the generator's loss after the unrolled steps, with its gradient for <paramref name="fake"/>.</summary>
    public Tensor GeneratorLoss(IGanLoss loss, Func<Tensor, Tensor> logits, Tensor real, Tensor fake)
    {
        using var scope = NewDisposeScope();
        var images = fake.detach().requires_grad_();
        var path = new List<Snapshot>();
        var start = Take();
        try
        {
            for (var step = 0; step < options.Steps; step++)
            {
                path.Add(step == 0 ? start : Take());
                using var inner = NewDisposeScope();
                Move(Derivatives(loss.Discriminator(logits(real), logits(images.detach())), keepGraph: false)[0]);
            }

            var fakeLogits = logits(images);
            var value = loss.Generator(fakeLogits, loss.GeneratorNeedsReal ? logits(real) : null);
            var after = Take();
            var back = Derivatives(value, keepGraph: false, images);
            var (push, gradient) = (back[0], back[1]);
            for (var step = path.Count - 1; step >= 0; step--)
            {
                using var inner = NewDisposeScope();
                Restore(path[step]);
                var slope = Derivatives(loss.Discriminator(logits(real), logits(images)), keepGraph: true)[0];
                back = Derivatives(slope.dot(push), keepGraph: false, images);
                push.sub_(options.LearningRate * back[0]);
                gradient.sub_(options.LearningRate * back[1]);
            }

            start = start with { TorchRandom = after.TorchRandom, Random = after.Random };
            return (value.detach() + ((fake - images.detach()) * gradient.detach()).sum()).MoveToOuterDisposeScope();
        }
        finally
        {
            Restore(start); // after a failure too: a batch that does not fit the memory is tried again in parts
        }
    }

    /// <summary>The gradient for all parameters of the discriminator as one vector, and, if they are given, that for the images.</summary>
    private Tensor[] Derivatives(Tensor value, bool keepGraph, Tensor? images = null)
    {
        IReadOnlyList<Tensor> parameters = discriminator.Weights.Parameters;
        Tensor[] inputs = images is null ? [.. parameters] : [.. parameters, images];
        var all = Gradient.Of(value, inputs, differentiable: keepGraph);
        var vector = discriminator.Weights.Flatten(all.Take(parameters.Count));
        return images is null ? [vector] : [vector, all[^1]];
    }

    private void Move(Tensor gradient)
    {
        using var noGradient = no_grad();
        discriminator.Weights.Vector.sub_(options.LearningRate * gradient);
    }

    private Snapshot Take()
    {
        using var noGradient = no_grad();
        return new Snapshot(
            discriminator.Weights.Vector.clone(),
            [.. discriminator.Modules.SelectMany(one => one.Module.buffers()).Select(buffer => buffer.clone())],
            torch.random.get_rng_state(),
            random.get_state());
    }

    private void Restore(Snapshot place)
    {
        using var noGradient = no_grad();
        discriminator.Weights.Vector.copy_(place.Weights);
        foreach (var (buffer, value) in discriminator.Modules.SelectMany(one => one.Module.buffers()).Zip(place.Buffers))
            buffer.copy_(value);
        torch.random.set_rng_state(place.TorchRandom);
        random.set_state(place.Random);
    }

    /// <summary>Everything that the discriminator's logits depend on.</summary>
    private sealed record Snapshot(Tensor Weights, Tensor[] Buffers, Tensor TorchRandom, Tensor Random);
}
