using Microsoft.ML.Data;

namespace Microsoft.ML.Gan.Systems.SyntheticRows;

/// <summary>Checks whether a classifier, which may be any transformer, predicts the intended classes of synthetic rows.</summary>
internal sealed class ClassAgreement
{
    private readonly ITransformer _classifier;
    private readonly string _answer;
    private readonly SyntheticColumns _columns;

    /// <summary>The label key of each predicted key; null if they are the same.</summary>
    private readonly int[]? _places;

    /// <exception cref="ArgumentOutOfRangeException">The classifier does not accept the data's schema, or has other classes.</exception>
    public ClassAgreement(ITransformer classifier, string answer, ConditionColumn label, ISyntheticRows rows)
    {
        var schema = label.Schema;
        (_classifier, _answer, _columns) = (classifier, answer, new SyntheticColumns(schema, label.Column, rows));
        var predicted = SchemaError.Find(classifier.GetOutputSchema(schema), "predicted label", answer);
        if (predicted.Type is not KeyDataViewType { Count: var count } || count != (ulong)label.Size)
            throw KeyNames.Different("predicted label", predicted, KeyNames.Of(label.Column), $"a key of {label.Size} classes, as label column '{label.Name}'");
        _places = KeyNames.MapTo("predicted label", predicted, KeyNames.Of(label.Column), $"the classes of label column '{label.Name}'");
    }

    /// <returns>For each row whether the classifier agrees.</returns>
    public bool[] Ask(IReadOnlyList<SyntheticRow> rows, ISyntheticBatch made)
    {
        var view = _classifier.Transform(new BatchView(_columns, rows, made));
        var agreed = new bool[rows.Count];
        using var cursor = view.GetRowCursor([view.Schema[_answer]]);
        var key = KeyReader.Open(cursor, view.Schema[_answer]);
        for (var i = 0; i < agreed.Length && cursor.MoveNext(); i++)
            agreed[i] = key() is > 0 and var found && (_places?[(int)found - 1] ?? (int)found - 1) == rows[i].Class;
        return agreed;
    }

    /// <summary>The rows of a batch as data.</summary>
    private sealed class BatchView(SyntheticColumns columns, IReadOnlyList<SyntheticRow> rows, ISyntheticBatch made) : SourceView(columns.Schema)
    {
        public override long? GetRowCount() => rows.Count;

        protected override ISourceRows Open(bool[] active) => new Rows(columns, rows, made);
    }

    private sealed class Rows(SyntheticColumns columns, IReadOnlyList<SyntheticRow> rows, ISyntheticBatch made) : ISourceRows
    {
        private int _place = -1;

        public bool MoveNext() => ++_place < rows.Count;

        public Delegate CreateGetter(int column) => columns.Getter(column, () => rows[_place], () => (made, _place));

        public void Dispose()
        {
        }
    }
}
