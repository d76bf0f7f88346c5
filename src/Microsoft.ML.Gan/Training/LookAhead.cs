using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan;

/// <summary>
/// The generator's loss under a discriminator that is some steps ahead, with the gradient through those steps (Metz et al.,
/// 2017, section 2.2).
/// </summary>
/// <remarks>
/// The steps φₜ₊₁ = φₜ − η·∇L_D(x, φₜ) change the discriminator in place, so no graph goes through them; they are
/// differentiated by hand, backwards. With vₖ = ∂L_G/∂φₖ, each step takes back uₜ = ∇L_D(x, φₜ)·vₜ₊₁ by its own derivatives:
/// vₜ = vₜ₊₁ − η·∂uₜ/∂φ, and the gradient of the images x is ∂L_G/∂x − η·Σ ∂uₜ/∂x. Each φₜ is kept; what is random or
/// remembered in the discriminator is put back with it, so that it judges as it did on the way ahead (of a GPU's own random
/// numbers, TorchSharp cannot read the state).
/// </remarks>
internal sealed class LookAhead(TrainedNetwork discriminator, GanUnrolling options, Generator random)
{
    /// <summary>A scalar with the generator's loss as its value, and the gradient of the unrolled game for <paramref name="fake"/>.</summary>
    public Tensor GeneratorLoss(IGanLoss loss, Func<Tensor, Tensor> judge, Tensor real, Tensor fake)
    {
        using var scope = NewDisposeScope();
        var images = fake.detach().requires_grad_();
        var path = new List<Place>();
        var here = Here();
        try
        {
            for (var step = 0; step < options.Steps; step++)
            {
                path.Add(step == 0 ? here : Here());
                using var inner = NewDisposeScope();
                Move(Derivatives(loss.Discriminator(judge(real), judge(images.detach())), keepGraph: false)[0]);
            }

            var fakeLogits = judge(images);
            var value = loss.Generator(fakeLogits, loss.GeneratorNeedsReal ? judge(real) : null);
            var after = Here();
            var back = Derivatives(value, keepGraph: false, images);
            var (push, gradient) = (back[0], back[1]);
            for (var step = path.Count - 1; step >= 0; step--)
            {
                using var inner = NewDisposeScope();
                GoTo(path[step]);
                var slope = Derivatives(loss.Discriminator(judge(real), judge(images)), keepGraph: true)[0];
                back = Derivatives(slope.dot(push), keepGraph: false, images);
                push.sub_(options.LearningRate * back[0]);
                gradient.sub_(options.LearningRate * back[1]);
            }

            here = here with { TorchRandom = after.TorchRandom, Random = after.Random };
            return (value.detach() + ((fake - images.detach()) * gradient.detach()).sum()).MoveToOuterDisposeScope();
        }
        finally
        {
            GoTo(here); // after a failure too: what does not fit the memory is tried again in parts
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

    private Place Here()
    {
        using var noGradient = no_grad();
        return new Place(
            discriminator.Weights.Vector.clone(),
            [.. discriminator.Module.buffers().Select(buffer => buffer.clone())],
            torch.random.get_rng_state(),
            random.get_state());
    }

    private void GoTo(Place place)
    {
        using var noGradient = no_grad();
        discriminator.Weights.Vector.copy_(place.Weights);
        foreach (var (buffer, value) in discriminator.Module.buffers().Zip(place.Buffers))
            buffer.copy_(value);
        torch.random.set_rng_state(place.TorchRandom);
        random.set_state(place.Random);
    }

    /// <summary>All that decides how the discriminator judges.</summary>
    private sealed record Place(Tensor Weights, Tensor[] Buffers, Tensor TorchRandom, Tensor Random);
}
