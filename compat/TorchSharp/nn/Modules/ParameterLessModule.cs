namespace TorchSharp.Modules;

public interface IParameterLessModule;

public abstract class ParameterLessModule<T1, TResult> : torch.nn.Module<T1, TResult>, IParameterLessModule
{
    protected ParameterLessModule(string name) : base(name) { }

    protected internal override torch.nn.Module _to(torch.Device device, torch.ScalarType dtype, bool non_blocking) => this;

    protected internal override torch.nn.Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking) => this;

    protected internal override torch.nn.Module _to(torch.ScalarType dtype, bool non_blocking) => this;

    public override void register_buffer(string name, torch.Tensor tensor, bool persistent = true) => throw ParameterLess.NoBuffer();

    public override void register_parameter(string name, Parameter param) => throw ParameterLess.NoParameter();

    public override void register_module(string name, torch.nn.Module submodule)
    {
        ParameterLess.Check(submodule);
        base.register_module(name, submodule);
    }
}

public abstract class ParameterLessModule<T1, T2, TResult> : torch.nn.Module<T1, T2, TResult>, IParameterLessModule
{
    protected ParameterLessModule(string name) : base(name) { }

    protected internal override torch.nn.Module _to(torch.Device device, torch.ScalarType dtype, bool non_blocking) => this;

    protected internal override torch.nn.Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking) => this;

    protected internal override torch.nn.Module _to(torch.ScalarType dtype, bool non_blocking) => this;

    public override void register_buffer(string name, torch.Tensor tensor, bool persistent = true) => throw ParameterLess.NoBuffer();

    public override void register_parameter(string name, Parameter param) => throw ParameterLess.NoParameter();

    public override void register_module(string name, torch.nn.Module submodule)
    {
        ParameterLess.Check(submodule);
        base.register_module(name, submodule);
    }
}

public abstract class ParameterLessModule<T1, T2, T3, TResult> : torch.nn.Module<T1, T2, T3, TResult>, IParameterLessModule
{
    protected ParameterLessModule(string name) : base(name) { }

    protected internal override torch.nn.Module _to(torch.Device device, torch.ScalarType dtype, bool non_blocking) => this;

    protected internal override torch.nn.Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking) => this;

    protected internal override torch.nn.Module _to(torch.ScalarType dtype, bool non_blocking) => this;

    public override void register_buffer(string name, torch.Tensor tensor, bool persistent = true) => throw ParameterLess.NoBuffer();

    public override void register_parameter(string name, Parameter param) => throw ParameterLess.NoParameter();

    public override void register_module(string name, torch.nn.Module submodule)
    {
        ParameterLess.Check(submodule);
        base.register_module(name, submodule);
    }
}

public abstract class ParameterLessModule<T1, T2, T3, T4, TResult> : torch.nn.Module<T1, T2, T3, T4, TResult>, IParameterLessModule
{
    protected ParameterLessModule(string name) : base(name) { }

    protected internal override torch.nn.Module _to(torch.Device device, torch.ScalarType dtype, bool non_blocking) => this;

    protected internal override torch.nn.Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking) => this;

    protected internal override torch.nn.Module _to(torch.ScalarType dtype, bool non_blocking) => this;

    public override void register_buffer(string name, torch.Tensor tensor, bool persistent = true) => throw ParameterLess.NoBuffer();

    public override void register_parameter(string name, Parameter param) => throw ParameterLess.NoParameter();

    public override void register_module(string name, torch.nn.Module submodule)
    {
        ParameterLess.Check(submodule);
        base.register_module(name, submodule);
    }
}

public abstract class ParameterLessModule<T1, T2, T3, T4, T5, TResult> : torch.nn.Module<T1, T2, T3, T4, T5, TResult>, IParameterLessModule
{
    protected ParameterLessModule(string name) : base(name) { }

    protected internal override torch.nn.Module _to(torch.Device device, torch.ScalarType dtype, bool non_blocking) => this;

    protected internal override torch.nn.Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking) => this;

    protected internal override torch.nn.Module _to(torch.ScalarType dtype, bool non_blocking) => this;

    public override void register_buffer(string name, torch.Tensor tensor, bool persistent = true) => throw ParameterLess.NoBuffer();

    public override void register_parameter(string name, Parameter param) => throw ParameterLess.NoParameter();

    public override void register_module(string name, torch.nn.Module submodule)
    {
        ParameterLess.Check(submodule);
        base.register_module(name, submodule);
    }
}

public abstract class ParameterLessModule<T1, T2, T3, T4, T5, T6, TResult> : torch.nn.Module<T1, T2, T3, T4, T5, T6, TResult>, IParameterLessModule
{
    protected ParameterLessModule(string name) : base(name) { }

    protected internal override torch.nn.Module _to(torch.Device device, torch.ScalarType dtype, bool non_blocking) => this;

    protected internal override torch.nn.Module _to(DeviceType deviceType, int deviceIndex, bool non_blocking) => this;

    protected internal override torch.nn.Module _to(torch.ScalarType dtype, bool non_blocking) => this;

    public override void register_buffer(string name, torch.Tensor tensor, bool persistent = true) => throw ParameterLess.NoBuffer();

    public override void register_parameter(string name, Parameter param) => throw ParameterLess.NoParameter();

    public override void register_module(string name, torch.nn.Module submodule)
    {
        ParameterLess.Check(submodule);
        base.register_module(name, submodule);
    }
}

internal static class ParameterLess
{
    internal static InvalidOperationException NoBuffer() =>
        new("Cannot register a buffer on a module that is declared 'parameter-less.'");

    internal static InvalidOperationException NoParameter() =>
        new("Cannot register a parameter on a module that is declared 'parameter-less.'");

    internal static void Check(torch.nn.Module submodule)
    {
        if (submodule is not IParameterLessModule)
            throw new InvalidOperationException("Submodules of a parameter-less module must also be parameter-less.");
    }
}
