namespace Microsoft.ML.Gan.Data;

/// <summary>Every class of the first key column comes equally often.</summary>
/// <param name="label">The classes.</param>
internal sealed class BalancedClasses(ConditionColumnReader label) : ISampler
{
    public string Purpose => "classes can only be balanced";

    public IEpochOrder Over(KeptRows rows)
    {
        if (label.Columns?.FirstKey() is null)
            throw new InvalidOperationException("Classes cannot be balanced without a key column of labels.");
        return new ClassBalance(Enumerable.Range(0, rows.Count).Select(row => label.ClassOf(rows.Value(row, label))));
    }
}
