using Microsoft.ML.Data;

namespace Microsoft.ML.Gan.Systems.ImageCnn;

/// <summary>
/// The two columns that a classifier adds, with the annotations of ML.NET's own trainers, which evaluators and <c>MapKeyToValue</c> need.
/// </summary>
internal static class ClassColumns
{
    private const string KeyValues = "KeyValues";
    private const string SlotNames = "SlotNames";
    private const string TrainingLabelValues = "TrainingLabelValues";
    private const string ScoreColumnSetId = "ScoreColumnSetId";
    private const string ScoreColumnKind = "ScoreColumnKind";
    private const string ScoreValueKind = "ScoreValueKind";

    /// <summary>The type of the number that the columns of one scorer share.</summary>
    private static readonly KeyDataViewType _setIdType = new(typeof(uint), int.MaxValue);

    /// <summary>The column in an estimator's output schema.</summary>
    /// <param name="predictedLabel">The name of the column of classes.</param>
    /// <param name="score">The name of the column of probabilities.</param>
    /// <param name="labelValues">The type of the values that the label's keys stand for; null for none.</param>
    public static SchemaShape.Column[] Shape(string predictedLabel, string score, DataViewType? labelValues)
    {
        List<SchemaShape.Column> ofPredicted = [.. Common()], ofScore = [.. Common()];
        if (labelValues is not null)
        {
            ofPredicted.Add(Column(KeyValues, labelValues, isVector: true));
            ofScore.Add(Column(TrainingLabelValues, labelValues, isVector: true));
            if (labelValues is TextDataViewType)
                ofScore.Add(Column(SlotNames, labelValues, isVector: true));
        }

        return
        [
            MlNet.Column(predictedLabel, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.UInt32, isKey: true, new SchemaShape(ofPredicted)),
            MlNet.Column(score, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, isKey: false, new SchemaShape(ofScore)),
        ];

        static SchemaShape.Column[] Common() =>
        [
            Column(ScoreColumnSetId, NumberDataViewType.UInt32, isKey: true),
            Column(ScoreColumnKind, TextDataViewType.Instance),
            Column(ScoreValueKind, TextDataViewType.Instance),
        ];

        static SchemaShape.Column Column(string name, DataViewType type, bool isVector = false, bool isKey = false) =>
            MlNet.Column(name, isVector ? SchemaShape.Column.VectorKind.Vector : SchemaShape.Column.VectorKind.Scalar, type, isKey);
    }

    /// <summary>The columns in a transformer's output schema: first the class, then the probabilities.</summary>
    public static DataViewSchema.DetachedColumn[] Of(DataViewSchema input, ImageCnnDescription model, LabelValues? labels)
    {
        var setId = NextSetId(input);
        var (ofPredicted, ofScore) = (Common("PredictedLabel"), Common("Score"));
        labels?.AddTo(ofPredicted, KeyValues);
        labels?.AddTo(ofScore, TrainingLabelValues);
        if (labels?.Type is TextDataViewType)
            labels.AddTo(ofScore, SlotNames);
        return
        [
            new(model.Columns.PredictedLabel, new KeyDataViewType(typeof(uint), model.ClassCount), ofPredicted.ToAnnotations()),
            new(model.Columns.Score, new VectorDataViewType(NumberDataViewType.Single, model.ClassCount), ofScore.ToAnnotations()),
        ];

        DataViewSchema.Annotations.Builder Common(string valueKind)
        {
            var annotations = new DataViewSchema.Annotations.Builder();
            annotations.AddPrimitiveValue(ScoreColumnSetId, _setIdType, setId);
            annotations.AddPrimitiveValue(ScoreColumnKind, TextDataViewType.Instance, "MulticlassClassification".AsMemory());
            annotations.AddPrimitiveValue(ScoreValueKind, TextDataViewType.Instance, valueKind.AsMemory());
            return annotations;
        }
    }

    /// <summary>A number that no earlier scorer has.</summary>
    private static uint NextSetId(DataViewSchema schema)
    {
        var highest = 0u;
        foreach (var column in schema)
        {
            if (column.Annotations.Schema.GetColumnOrNull(ScoreColumnSetId)?.Type is not KeyDataViewType { RawType: var raw } || raw != typeof(uint))
                continue;
            var id = 0u;
            column.Annotations.GetValue(ScoreColumnSetId, ref id);
            highest = Math.Max(highest, id);
        }

        return highest + 1;
    }
}
