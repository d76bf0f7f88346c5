using Microsoft.ML.Data;

namespace Microsoft.ML.Trainers;

// The two columns that a multiclass classifier adds, with the annotations by which others recognize them.
internal static class MulticlassScoreColumns
{
    public const string PredictedLabel = "PredictedLabel";
    public const string Score = "Score";

    public static SchemaShape.Column[] MakeShape(SchemaShape.Column label)
    {
        var predicted = AnnotationUtils.GetTrainerOutputAnnotation();
        if (label.Annotations.TryFindColumn(AnnotationUtils.Kinds.KeyValues, out var names))
            predicted = predicted.Append(names);
        return
        [
            new SchemaShape.Column(PredictedLabel, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.UInt32, true, new SchemaShape(predicted)),
            new SchemaShape.Column(Score, SchemaShape.Column.VectorKind.Vector, NumberDataViewType.Single, false,
                new SchemaShape(AnnotationUtils.AnnotationsForMulticlassScoreColumn(label))),
        ];
    }

    // label: the label column's annotations in training; its key names name the classes.
    public static DataViewSchema.DetachedColumn[] Make(int classCount, DataViewSchema.Annotations label, uint setId)
    {
        var predicted = Common(AnnotationUtils.Const.ScoreValueKind.PredictedLabel, setId);
        var score = Common(AnnotationUtils.Const.ScoreValueKind.Score, setId);
        if (label.Schema.GetColumnOrNull(AnnotationUtils.Kinds.KeyValues) is { } names)
        {
            predicted.Add(label, name => name == AnnotationUtils.Kinds.KeyValues);
            var getter = GenericCall.Invoke<Delegate>(GenericCall.Method<DataViewSchema.Annotations>(nameof(label.GetGetter)), label,
                [names.Type.RawType], names);
            score.Add(AnnotationUtils.Kinds.TrainingLabelValues, names.Type, getter);
            if (names.Type.GetItemType() is TextDataViewType)
                score.Add(AnnotationUtils.Kinds.SlotNames, names.Type, getter);
        }
        return
        [
            new DataViewSchema.DetachedColumn(PredictedLabel, new KeyDataViewType(typeof(uint), classCount), predicted.ToAnnotations()),
            new DataViewSchema.DetachedColumn(Score, new VectorDataViewType(NumberDataViewType.Single, classCount), score.ToAnnotations()),
        ];
    }

    private static DataViewSchema.Annotations.Builder Common(string valueKind, uint setId)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.AddPrimitiveValue(AnnotationUtils.Kinds.ScoreColumnSetId, AnnotationUtils.ScoreColumnSetIdType, setId);
        builder.AddPrimitiveValue(AnnotationUtils.Kinds.ScoreColumnKind, TextDataViewType.Instance,
            AnnotationUtils.Const.ScoreColumnKind.MulticlassClassification.AsMemory());
        builder.AddPrimitiveValue(AnnotationUtils.Kinds.ScoreValueKind, TextDataViewType.Instance, valueKind.AsMemory());
        return builder;
    }
}
