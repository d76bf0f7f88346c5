namespace Microsoft.ML.Data;

// The part of a transformer that is bound to one input schema: which columns it adds, what they need, how to compute them.
internal interface IRowMapper : ICanSaveModel
{
    Func<int, bool> GetDependencies(Func<int, bool> activeOutput);

    // One getter for each output column, null where the column is not active.
    Delegate?[] CreateGetters(DataViewRow input, Func<int, bool> activeOutput, out Action? disposer);

    DataViewSchema.DetachedColumn[] GetOutputColumns();

    ITransformer GetTransformer();
}
