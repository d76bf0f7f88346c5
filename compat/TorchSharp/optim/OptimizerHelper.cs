using TorchSharp.Utils;
using static TorchSharp.torch;

namespace TorchSharp.Modules;

// What all optimizers share: groups with options, a state for each parameter, and saving both.
public abstract class OptimizerHelper : optim.Optimizer
{
    protected OptimizerOptions _defaults = new();
    protected OrderedDict<IntPtr, OptimizerState> _state = [];

    public OptimizerHelper() : base(IntPtr.Zero) { }

    public override IEnumerable<Parameter> parameters() => base.parameters();

    public override void zero_grad() => base.zero_grad();

    public override void add_param_group(ParamGroup param_group) => base.add_param_group(param_group);

    public virtual StateDictionary state_dict()
    {
        var result = new StateDictionary();
        foreach (var group in _parameter_groups)
        {
            result.Options.Add(group.Options!);
            var references = new List<int>();
            result.StateIndexRef.Add(references);
            foreach (var parameter in group.Parameters)
            {
                references.Add(result.State.Count);
                result.State.Add(_state[parameter.Handle]);
            }
        }

        return result;
    }

    public virtual void load_state_dict(StateDictionary state_dict)
    {
        var own = this.state_dict();
        CheckCounts(own, state_dict.Options.Count, state_dict.State.Count);
        for (var i = 0; i < own.Options.Count; i++)
        {
            if (!ReferenceEquals(own.Options[i], state_dict.Options[i])) own.Options[i].LoadStateDict(state_dict.Options[i]);
        }

        for (var i = 0; i < own.State.Count; i++)
        {
            if (!ReferenceEquals(own.State[i], state_dict.State[i])) own.State[i].LoadStateDict(state_dict.State[i]);
        }
    }

    public void save_state_dict(string location)
    {
        using var writer = new BinaryWriter(File.Create(location));
        save_state_dict(writer);
    }

    public void save_state_dict(BinaryWriter writer)
    {
        var own = state_dict();
        writer.Write(GetType().Name);
        writer.Write7BitEncodedInt64(own.Options.Count);
        writer.Write7BitEncodedInt64(own.State.Count);
        foreach (var options in own.Options) options.SaveStateDict(writer);
        foreach (var state in own.State) state.SaveStateDict(writer);
    }

    public void load_state_dict(string location)
    {
        using var reader = new BinaryReader(File.OpenRead(location));
        load_state_dict(reader);
    }

    public void load_state_dict(BinaryReader reader)
    {
        var name = reader.ReadString();
        if (name != GetType().Name)
            throw new InvalidDataException($"Mismatched optimizer type: expected '{GetType().Name}', but found '{name}' in the loaded stream.");
        var own = state_dict();
        CheckCounts(own, reader.Read7BitEncodedInt64(), reader.Read7BitEncodedInt64());
        foreach (var options in own.Options) options.LoadStateDict(reader);
        foreach (var state in own.State) state.LoadStateDict(reader);
    }

    public void to(Device device)
    {
        foreach (var (_, state) in _state) state.to(device);
    }

    // The closure runs with gradients, the update without them and in a scope of its own.
    protected Tensor? _step<T>(Action<T> body, Func<Tensor>? loss_closure = null) where T : ParamGroup
    {
        Tensor? loss = null;
        if (loss_closure is not null)
        {
            using var tracked = enable_grad();
            loss = loss_closure();
        }

        using var untracked = no_grad();
        using var scope = NewDisposeScope();
        foreach (var group in _parameter_groups) body((T)group);
        return loss;
    }

    // Called by every optimizer's Dispose: a finalizer leaves the tensors to their own.
    internal void DisposeStates(bool disposing)
    {
        if (!disposing) return;
        foreach (var (_, state) in _state) (state as IDisposable)?.Dispose();
        _state.Clear();
    }

    internal void AddGroup(ParamGroup group, OptimizerOptions options, Func<Parameter, OptimizerState> newState)
    {
        group.Options = options;
        group.Parameters = group.Parameters.ToList();
        options.LearningRate ??= _defaults.LearningRate;
        options.InitialLearningRate = options.LearningRate!.Value;
        _parameter_groups.Add(group);
        foreach (var parameter in group.Parameters)
        {
            var state = newState(parameter);
            _state[parameter.Handle] = state;
            state.Initialize(options);
        }
    }

    internal static void CheckRange(double value, double low, double high, string name)
    {
        if (!(value >= low && value < high)) throw new ArgumentException($"Invalid {name}: {value}");
    }

    private static void CheckCounts(StateDictionary own, long groups, long states)
    {
        if (groups != own.Options.Count) throw new ArgumentException("Invalid optimizer state -- different number of parameter groups.");
        if (states != own.State.Count) throw new ArgumentException("Invalid optimizer state -- different number of states.");
    }
}
