using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

public abstract class DataViewType : IEquatable<DataViewType>
{
    // The constructor is not public: user-defined types derive from StructuredDataViewType or PrimitiveDataViewType.
    private protected DataViewType(Type rawType)
    {
        Contracts.CheckValue(rawType, nameof(rawType));
        RawType = rawType;
    }

    public Type RawType { get; }

    public abstract bool Equals(DataViewType? other);
}

public abstract class StructuredDataViewType : DataViewType
{
    protected StructuredDataViewType(Type rawType)
        : base(rawType)
    {
    }
}

public abstract class PrimitiveDataViewType : DataViewType
{
    // A primitive value may be copied by assignment and has nothing to dispose.
    protected PrimitiveDataViewType(Type rawType)
        : base(rawType)
    {
        Contracts.CheckParam(
            !typeof(IDisposable).IsAssignableFrom(rawType), nameof(rawType), "A PrimitiveDataViewType cannot have a disposable RawType");
    }
}
