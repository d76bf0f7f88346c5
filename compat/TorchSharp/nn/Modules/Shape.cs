using static TorchSharp.torch;

namespace TorchSharp.Modules;

public sealed class Identity : ParameterLessModule<Tensor, Tensor>
{
    internal Identity() : base(nameof(Identity)) { }

    // A tensor of its own: whoever disposes the result does not touch the input.
    public override Tensor forward(Tensor tensor) => tensor.alias();
}

public sealed class Flatten : ParameterLessModule<Tensor, Tensor>
{
    internal Flatten(long start_dim, long end_dim) : base(nameof(Flatten)) => (this.start_dim, this.end_dim) = (start_dim, end_dim);

    public long start_dim { get; set; }

    public long end_dim { get; set; }

    public override Tensor forward(Tensor input) => Dispatcher.Call("aten::flatten.using_ints", input, start_dim, end_dim);
}

public sealed class Unflatten : ParameterLessModule<Tensor, Tensor>
{
    internal Unflatten(long dim, long[] unflattened_size) : base(nameof(Unflatten)) =>
        (this.dim, this.unflattened_size) = (dim, unflattened_size);

    public long dim { get; set; }

    public long[] unflattened_size { get; set; }

    public override Tensor forward(Tensor tensor)
    {
        var shape = tensor.shape;
        var at = (int)(dim < 0 ? dim + shape.Length : dim);
        return tensor.reshape([.. shape[..at], .. unflattened_size, .. shape[(at + 1)..]]);
    }
}

public sealed class PixelShuffle : ParameterLessModule<Tensor, Tensor>
{
    internal PixelShuffle(long upscale_factor) : base(nameof(PixelShuffle)) => this.upscale_factor = upscale_factor;

    public long upscale_factor { get; set; }

    public override Tensor forward(Tensor input) => nn.functional.pixel_shuffle(input, upscale_factor);
}

public sealed class PixelUnshuffle : ParameterLessModule<Tensor, Tensor>
{
    internal PixelUnshuffle(long downscale_factor) : base(nameof(PixelUnshuffle)) => this.downscale_factor = downscale_factor;

    public long downscale_factor { get; set; }

    public override Tensor forward(Tensor input) => nn.functional.pixel_unshuffle(input, downscale_factor);
}

public sealed class ChannelShuffle : ParameterLessModule<Tensor, Tensor>
{
    internal ChannelShuffle(long groups) : base(nameof(ChannelShuffle)) => this.groups = groups;

    public long groups { get; set; }

    public override string GetName() => nameof(ChannelShuffle);

    public override Tensor forward(Tensor tensor) => Dispatcher.Call("aten::channel_shuffle", tensor, groups);
}

public sealed class Unfold : ParameterLessModule<Tensor, Tensor>
{
    internal Unfold((long, long) kernel_size, (long, long) dilation, (long, long) padding, (long, long) stride) : base(nameof(Unfold)) =>
        (this.kernel_size, this.dilation, this.padding, this.stride) = (kernel_size, dilation, padding, stride);

    public (long, long) kernel_size { get; set; }

    public (long, long) dilation { get; set; }

    public (long, long) padding { get; set; }

    public (long, long) stride { get; set; }

    public override Tensor forward(Tensor tensor) => nn.functional.unfold(tensor, kernel_size, dilation, padding, stride);
}

public sealed class Fold : ParameterLessModule<Tensor, Tensor>
{
    internal Fold((long, long) output_size, (long, long) kernel_size, (long, long) dilation, (long, long) padding, (long, long) stride)
        : base(nameof(Fold)) =>
        (this.output_size, this.kernel_size, this.dilation, this.padding, this.stride) = (output_size, kernel_size, dilation, padding, stride);

    public (long, long) output_size { get; set; }

    public (long, long) kernel_size { get; set; }

    public (long, long) dilation { get; set; }

    public (long, long) padding { get; set; }

    public (long, long) stride { get; set; }

    public override Tensor forward(Tensor tensor) => nn.functional.fold(tensor, output_size, kernel_size, dilation, padding, stride);
}
