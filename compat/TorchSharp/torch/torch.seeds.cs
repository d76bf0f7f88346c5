namespace TorchSharp;

public static partial class torch
{
    public static Generator manual_seed(long seed) => random.manual_seed(seed);
    public static long seed() => random.seed();
    public static long initial_seed() => random.initial_seed();
    public static Tensor get_rng_state() => random.get_rng_state();
    public static void set_rng_state(Tensor new_state) => random.set_rng_state(new_state);

    /// <summary>The default generators.</summary>
    public static class random
    {
        /// <summary>Seeds the default generator of every device.</summary>
        public static Generator manual_seed(long seed)
        {
            Native.Check(Native.mlgan_manual_seed(seed));
            return Generator.Default;
        }

        public static long seed()
        {
            using Generator generator = Generator.Default;
            return generator.seed();
        }

        public static long initial_seed()
        {
            using Generator generator = Generator.Default;
            return generator.initial_seed();
        }

        public static Tensor get_rng_state()
        {
            using Generator generator = Generator.Default;
            return generator.get_state();
        }

        public static void set_rng_state(Tensor new_state)
        {
            using Generator generator = Generator.Default;
            generator.set_state(new_state);
        }
    }
}
