using System.Text.Json.Serialization;
using TorchSharp;
using TorchSharp.Modules;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Testing;

/// <summary>The smallest generator with styles: two layers of it, the second one multiplied with the first (make_regularizer_fixtures.py).</summary>
internal sealed record StyleArchitecture : IGanArchitecture
{
    private const int StyleSize = 6;

    [JsonIgnore]
    public string Name => "test-styles";

    public int LatentSize => 8;

    public void Validate(ImageShape image)
    {
        // It supports images of any size.
    }

    public nn.Module<Tensor, Tensor, Tensor> CreateGenerator(NetworkSpecification specification) => new Styles(specification);

    public nn.Module<Tensor, Tensor, Tensor> CreateDiscriminator(NetworkSpecification specification) =>
        new MlpArchitecture { HiddenSizes = [8], Dropout = 0 }.CreateDiscriminator(specification);

    private sealed class Styles : nn.Module<Tensor, Tensor, Tensor>, IStyleGenerator
    {
        private readonly ImageShape _image;
        private readonly Linear mapping;
        private readonly Linear coarse;
        private readonly Linear fine;

        public Styles(NetworkSpecification specification)
            : base(nameof(Styles))
        {
            _image = specification.Image;
            mapping = nn.Linear(8 + specification.ConditionSize, StyleSize);
            coarse = nn.Linear(StyleSize, _image.Length);
            fine = nn.Linear(StyleSize, _image.Length);
            RegisterComponents();
        }

        public int StyleLayers => 2;

        public Tensor MeanStyle => zeros(StyleSize);

        public Tensor Map(Tensor latent, Tensor condition, double truncation = 1)
        {
            var style = truncation * mapping.call(cat([latent, condition], 1)).tanh();
            return stack([style, style], 1);
        }

        public Tensor Synthesize(Tensor styles) => (coarse.call(styles.select(1, 0)) * (1 + fine.call(styles.select(1, 1)))).tanh()
            .view(-1, _image.Channels, _image.Height, _image.Width);

        public override Tensor forward(Tensor latent, Tensor condition) => Synthesize(Map(latent, condition));
    }
}
