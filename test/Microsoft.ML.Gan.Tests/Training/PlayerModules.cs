using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Training;

/// <summary>The network of a player that trains one.</summary>
internal static class PlayerModules
{
    extension(Player player)
    {
        public nn.Module<Tensor, Tensor, Tensor> Module => (nn.Module<Tensor, Tensor, Tensor>)player.Modules.Single().Module;
    }

    extension(WeightAverage average)
    {
        public nn.Module<Tensor, Tensor, Tensor> Module => (nn.Module<Tensor, Tensor, Tensor>)average.Modules.Single();
    }
}
