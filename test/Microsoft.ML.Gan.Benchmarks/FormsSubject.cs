using System.Diagnostics;
using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Benchmarks;

/// <summary>The library's special forms against the plain ones.</summary>
internal static class FormsSubject
{
    public static void Run(int side, int rounds, int steps)
    {
        IContestant[] contestants = [new LibraryContestant(side), new PlainContestant(side, false), new PlainContestant(side, true)];
        foreach (var contestant in contestants)
            contestant.Train(3);
        Show("training step", contestants.Select(c => c.Name), Turns.Take(rounds, [.. contestants.Select(c => (Func<IEnumerable<double>>)(() => c.Train(steps)))]));
        foreach (var contestant in contestants)
            contestant.Generate(3);
        Show("generation", contestants.Select(c => c.Name), Turns.Take(rounds, [.. contestants.Select(c => (Func<IEnumerable<double>>)(() => c.Generate(steps)))]));

        foreach (var (inputs, outputs, size) in new[] { (256, 128, 4), (128, 64, 8), (64, 3, 16) })
        {
            using var scope = NewDisposeScope();
            var x = randn(64, inputs, size, size, requires_grad: true);
            var w = randn(inputs, outputs, 4, 4, requires_grad: true);
            var (xl, wl) = (Last(x).requires_grad_(), Last(w).requires_grad_());
            Compare(
                $"up {inputs}→{outputs} {size}²: forward and both gradients",
                rounds,
                steps,
                ("convolution_backward", () => Both(TransposedConvolution.OfStride2(x, w, 1), x, w)),
                ("conv_transpose2d", () => Both(nn.functional.conv_transpose2d(x, w, strides: [2, 2], padding: [1, 1]), x, w)),
                ("convolution_backward, channels last", () => Both(TransposedConvolution.OfStride2(xl, wl, 1), xl, wl)),
                ("conv_transpose2d, channels last", () => Both(nn.functional.conv_transpose2d(xl, wl, strides: [2, 2], padding: [1, 1]), xl, wl)));
        }

        using (NewDisposeScope())
        {
            using var down = new DownConvolution(3, 64);
            var w = down.parameters().Single();
            nn.init.normal_(w, 0, 0.02);
            var x = randn(64, 3, side, side, requires_grad: true);
            var (xl, wl) = (Last(x).requires_grad_(), Last(w).requires_grad_());
            Compare(
                $"down 3→64 {side}²: forward and both gradients",
                rounds,
                steps,
                ("DownConvolution", () => Both(down.call(x), x, w)),
                ("conv2d", () => Both(nn.functional.conv2d(x, w, strides: [2, 2], padding: [1, 1]), x, w)),
                ("conv2d, channels last", () => Both(nn.functional.conv2d(xl, wl, strides: [2, 2], padding: [1, 1]), xl, wl)));
        }

        using (NewDisposeScope())
        {
            var architecture = GanArchitecture.Dcgan();
            using var flat = new TrainedNetwork(architecture.CreateDiscriminator(new NetworkSpecification { Image = new(3, side, side) }), GanOptimizer.Adam());
            using var plain = architecture.CreateDiscriminator(new NetworkSpecification { Image = new(3, side, side) });
            var optimizer = optim.Adam(plain.parameters(), lr: 0.0002, beta1: 0.5, beta2: 0.999);
            var gradients = flat.Weights.Parameters.Select(p => randn_like(p).detach()).ToArray();
            foreach (var (p, g) in plain.parameters().Zip(gradients))
                p.grad = g.clone();
            Compare(
                "Adam, one step of the discriminator",
                rounds,
                steps,
                ("flat vector, script", () =>
                {
                    using var scope = NewDisposeScope();
                    flat.Apply(gradients);
                }
            ),
                ("optim.Adam", () =>
                {
                    using var scope = NewDisposeScope();
                    optimizer.step();
                }
            ));
        }
    }

    private static Tensor Last(Tensor t) => t.detach().permute(0, 2, 3, 1).contiguous().permute(0, 3, 1, 2);

    private static void Both(Tensor y, Tensor x, Tensor w)
    {
        using var scope = NewDisposeScope();
        scope.Attach(y);
        Gradient.Of(y.sum(), [x, w]);
    }

    private static void Compare(string what, int rounds, int steps, params (string Name, Action Work)[] forms)
    {
        foreach (var form in forms)
            Time(form.Work, 3);
        Show(what, forms.Select(form => form.Name), Turns.Take(rounds, [.. forms.Select(form => (Func<IEnumerable<double>>)(() => Time(form.Work, steps)))]));
    }

    private static double[] Time(Action work, int count)
    {
        var times = new double[count];
        for (var i = 0; i < count; i++)
        {
            var start = Stopwatch.GetTimestamp();
            work();
            times[i] = Stopwatch.GetElapsedTime(start).TotalMilliseconds;
        }

        return times;
    }

    private static void Show(string what, IEnumerable<string> names, Timing[] times)
    {
        Console.WriteLine(what);
        foreach (var (name, time) in names.Zip(times))
            Console.WriteLine($"    {name,-40} median {time.Median:F2} ms, min {time.Minimum:F2} ms");
    }
}
