using Microsoft.ML.Gan.Tests.Testing;

namespace Microsoft.ML.Gan.Tests.Estimators;

/// <summary>
/// The latent tools and a model's native memory, its disposal and other threads. Counts all tensors of the process, so no other test may run at the
/// same time.
/// </summary>
[TestClass]
[DoNotParallelize]
public class GanLatentLifetimeTests
{
    private readonly MLContext _ml = new(seed: 1);

    [TestMethod]
    [DataRow(false)]
    [DataRow(true)]
    public void Every_tool_leaves_no_tensor_behind(bool hasStyles)
    {
        using var gan = hasStyles ? SmallStyleGan.Fit(_ml) : TinyGan.Fit(_ml);
        UseAll(gan);
        var before = LiveTensors.Settle();

        UseAll(gan);

        LiveTensors.AssertBackAt(before);
    }

    [TestMethod]
    public void Tools_that_fail_leave_no_tensor_behind()
    {
        using var gan = SmallStyleGan.Fit(_ml);
        using var image = gan.Sample(1, 1).ToImage(0);
        var before = LiveTensors.Settle();

        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => gan.Interpolate(1, new float[3], 2, condition: 0));
        Assert.ThrowsExactly<ArgumentOutOfRangeException>(() => gan.SemanticDirections(100));
        Assert.ThrowsExactly<OperationCanceledException>(() => gan.Project(image, new GanProjectionOptions { CancellationToken = new(canceled: true) }));

        LiveTensors.AssertBackAt(before);
    }

    [TestMethod]
    public void Every_tool_of_a_disposed_transformer_throws()
    {
        var gan = TinyGan.Fit(_ml);
        using var image = gan.Sample(1, 1).ToImage(0);
        var direction = gan.SemanticDirections(1)[0];

        gan.Dispose();

        Assert.ThrowsExactly<ObjectDisposedException>(() => gan.Sample(1, 1));
        Assert.ThrowsExactly<ObjectDisposedException>(() => gan.Interpolate(1, 2, 3));
        Assert.ThrowsExactly<ObjectDisposedException>(() => gan.InterpolateClasses(0, 1, 2, 3));
        Assert.ThrowsExactly<ObjectDisposedException>(() => gan.MixStyles([1], [2]));
        Assert.ThrowsExactly<ObjectDisposedException>(() => gan.Project(image));
        Assert.ThrowsExactly<ObjectDisposedException>(() => gan.SemanticDirections(1));
        Assert.ThrowsExactly<ObjectDisposedException>(() => gan.Move(1, direction, [1]));
        Assert.ThrowsExactly<ObjectDisposedException>(() => gan.StyleLayers);
    }

    [TestMethod]
    public void Tools_and_cursors_in_many_threads_do_not_disturb_one_another()
    {
        using var gan = SmallStyleGan.Fit(_ml);
        using var image = gan.Sample(1, 1).ToImage(0);
        var made = gan.Transform(LabelRow.LoadMany(_ml, 12));
        var options = new GanProjectionOptions { Steps = 10 };
        var (rows, walk, found) = (Values.Images(made), gan.Interpolate(1, 2, 6), gan.Project(image, options));
        var errors = new System.Collections.Concurrent.ConcurrentQueue<Exception>();

        Thread[] threads =
        [
            .. Enumerable.Range(0, 3).Select(_ => On(() => Values.AssertSame(rows, Values.Images(made)))),
            .. Enumerable.Range(0, 3).Select(_ => On(() => CollectionAssert.AreEqual(walk[3].ToArray(), gan.Interpolate(1, 2, 6)[3].ToArray()))),
            On(() => CollectionAssert.AreEqual(found.Latent.Values.ToArray(), gan.Project(image, options).Latent.Values.ToArray())),
        ];
        foreach (var thread in threads)
            thread.Join();

        Assert.IsEmpty(errors, errors.FirstOrDefault()?.ToString() ?? "");

        Thread On(Action action)
        {
            var thread = new Thread(() =>
            {
                try
                {
                    for (var i = 0; i < 3; i++)
                        action();
                }
                catch (Exception e)
                {
                    errors.Enqueue(e);
                }
            });
            thread.Start();
            return thread;
        }
    }

    private static void UseAll(GanTransformer gan)
    {
        using var image = gan.Sample(3, 1).ToImage(2);
        gan.Interpolate(1, 2, 3);
        gan.InterpolateClasses(0, 1, 2, 3);
        gan.Move(1, gan.SemanticDirections(2)[1], [0, 1]);
        gan.Project(image, new GanProjectionOptions { Steps = 3 });
        if (gan.StyleLayers > 0)
            gan.MixStyles([1, 2], [3, 4]);
    }
}
