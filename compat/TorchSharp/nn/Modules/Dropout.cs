using static TorchSharp.torch;

namespace TorchSharp.Modules;

public sealed class Dropout : ParameterLessModule<Tensor, Tensor>
{
    internal Dropout(double p, bool inplace) : base(nameof(Dropout)) => (this.p, this.inplace) = (p, inplace);

    public double p { get; set; }

    public bool inplace { get; set; }

    public override Tensor forward(Tensor tensor) => nn.functional.dropout(tensor, p, training, inplace);
}

public sealed class Dropout1d : ParameterLessModule<Tensor, Tensor>
{
    internal Dropout1d(double p, bool inplace) : base(nameof(Dropout1d)) => (this.p, this.inplace) = (p, inplace);

    public double p { get; set; }

    public bool inplace { get; set; }

    public override Tensor forward(Tensor tensor) => nn.functional.dropout1d(tensor, p, training, inplace);
}

public sealed class Dropout2d : ParameterLessModule<Tensor, Tensor>
{
    internal Dropout2d(double p, bool inplace) : base(nameof(Dropout2d)) => (this.p, this.inplace) = (p, inplace);

    public double p { get; set; }

    public bool inplace { get; set; }

    public override Tensor forward(Tensor input) => nn.functional.dropout2d(input, p, training, inplace);
}

public sealed class Dropout3d : ParameterLessModule<Tensor, Tensor>
{
    internal Dropout3d(double p, bool inplace) : base(nameof(Dropout3d)) => (this.p, this.inplace) = (p, inplace);

    public double p { get; set; }

    public bool inplace { get; set; }

    public override Tensor forward(Tensor input) => nn.functional.dropout3d(input, p, training, inplace);
}

public sealed class AlphaDropout : ParameterLessModule<Tensor, Tensor>
{
    internal AlphaDropout(double p, bool inplace) : base(nameof(AlphaDropout)) => (this.p, this.inplace) = (p, inplace);

    public double p { get; set; }

    public bool inplace { get; set; }

    public override Tensor forward(Tensor tensor) => nn.functional.alpha_dropout(tensor, p, training, inplace);
}
