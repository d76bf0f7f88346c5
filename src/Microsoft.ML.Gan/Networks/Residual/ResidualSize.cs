namespace Microsoft.ML.Gan.Networks;

/// <summary>The number of weights of the networks of a <see cref="ResidualPlan"/>.</summary>
internal static class ResidualSize
{
    /// <exception cref="OverflowException">The number does not fit a <see langword="long"/>.</exception>
    public static long ForGenerator(ResidualPlan plan)
    {
        checked
        {
            var start = (long)plan.Table.Up[0] * plan.GeneratorWidth * plan.BottomHeight * plan.BottomWidth;
            var count = ((plan.FirstLayerInputs + 1L) * start) + (plan.EmbeddingSize > 0 ? (long)plan.Specification.ConditionSize * plan.EmbeddingSize : 0);
            var last = 0;
            foreach (var (inputs, outputs, attends) in plan.UpBlocks())
            {
                count += 2L * (inputs + outputs) * Math.Max(1, plan.BlockConditionSize);
                count += Convolution(inputs, outputs, 3) + Convolution(outputs, outputs, 3) + Convolution(inputs, outputs, 1) + Attention(outputs, attends);
                last = outputs;
            }

            return count + (2L * last) + Convolution(last, plan.Specification.Image.Channels, 3);
        }
    }

    /// <exception cref="OverflowException">The number does not fit a <see langword="long"/>.</exception>
    public static long ForDiscriminator(ResidualPlan plan)
    {
        checked
        {
            var projected = plan.DiscriminatorConditioning == DiscriminatorConditioning.Projection ? plan.Specification.ConditionSize : 0;
            var auxiliary = plan.Specification.AuxiliaryOutputs;
            var count = ((plan.Features + 1L) * (1L + auxiliary)) - (plan.HasLogitBias ? 0 : 1) + ((long)plan.Features * projected);
            foreach (var (inputs, hidden, outputs, halves, attends) in plan.DownBlocks())
            {
                count += Convolution(inputs, hidden, 3) + Convolution(hidden, outputs, 3) + Attention(outputs, attends);
                if (ResidualDownBlock.HasShortcut(inputs, outputs, halves))
                    count += Convolution(inputs, outputs, 1);
            }

            return count;
        }
    }

    private static long Convolution(long inputs, long outputs, long kernel) => checked((inputs * outputs * kernel * kernel) + outputs);

    private static long Attention(int channels, bool exists)
    {
        var (query, value) = SelfAttention.Widths(channels);
        return exists ? checked((2L * channels * ((long)query + value)) + 1) : 0;
    }
}
