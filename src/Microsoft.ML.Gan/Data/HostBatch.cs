using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Data;

/// <summary>A batch of rows on the host. Its arrays are reused: it is valid until the next one is requested.</summary>
internal sealed class HostBatch
{
    private readonly (string Name, IColumnValues Values)[] _columns;

    public HostBatch(int count, IEnumerable<IColumnReader> columns)
    {
        Rows = new ulong[count];
        _columns = [.. columns.Select(column => (column.Name, column.CreateValues(count)))];
    }

    /// <summary>N.</summary>
    public int Count => Rows.Length;

    /// <summary>The ids of the rows in the data.</summary>
    public ulong[] Rows { get; }

    /// <summary>The epoch of the batch's first row.</summary>
    public long Epoch => Start.Epoch;

    /// <summary>The position of the batch's first row.</summary>
    public RowPosition Start { get; set; }

    /// <summary>The position of the next batch.</summary>
    public RowPosition End { get; set; }

    /// <summary>The values of one column.</summary>
    /// <exception cref="KeyNotFoundException">There is no column of this name, or not of this kind.</exception>
    public TValues Values<TValues>(string name)
        where TValues : IColumnValues =>
        _columns.FirstOrDefault(column => column.Name == name).Values is TValues values
            ? values
            : throw new KeyNotFoundException($"The batch has no column '{name}' of {typeof(TValues).Name}; it has {string.Join(", ", _columns.Select(column => column.Name))}.");

    /// <summary>Sets one row of the batch.</summary>
    /// <param name="index">The row of the batch.</param>
    /// <param name="store">The store of the row.</param>
    /// <param name="kept">The row of the store.</param>
    /// <param name="epoch">The epoch that augmentation draws for.</param>
    public void Set(int index, RowStore store, int kept, long epoch)
    {
        var id = Rows[index] = store.Id(kept);
        for (var i = 0; i < _columns.Length; i++)
            _columns[i].Values.Set(index, store.Value(kept, i), epoch, id);
    }

    /// <summary>The batch as tensors on a device, with their names. They belong to the current dispose scope.</summary>
    public IEnumerable<(string Name, Tensor Value)> ToTensors(Device device) => _columns.Select(column => (column.Name, column.Values.ToTensor(device)));
}

/// <summary>A position in the endless sequence of epochs.</summary>
/// <param name="Epoch">The epoch, from 0.</param>
/// <param name="Index">The number of its rows already read.</param>
internal readonly record struct RowPosition(long Epoch, long Index);
