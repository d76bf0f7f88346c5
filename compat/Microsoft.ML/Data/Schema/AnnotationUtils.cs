using Microsoft.ML.Runtime;

namespace Microsoft.ML.Data;

// The names under which columns carry what is known of their values.
internal static class AnnotationUtils
{
    public static class Kinds
    {
        public const string ScoreColumnSetId = "ScoreColumnSetId";
        public const string ScoreColumnKind = "ScoreColumnKind";
        public const string ScoreValueKind = "ScoreValueKind";
        public const string IsNormalized = "IsNormalized";
        public const string IsUserVisible = "IsUserVisible";
        public const string KeyValues = "KeyValues";
        public const string SlotNames = "SlotNames";
        public const string CategoricalSlotRanges = "CategoricalSlotRanges";
        public const string TrainingLabelValues = "TrainingLabelValues";
    }

    public static class Const
    {
        public static class ScoreColumnKind
        {
            public const string AnomalyDetection = "AnomalyDetection";
            public const string BinaryClassification = "BinaryClassification";
            public const string MulticlassClassification = "MulticlassClassification";
            public const string Regression = "Regression";
        }

        public static class ScoreValueKind
        {
            public const string PredictedLabel = "PredictedLabel";
            public const string Probability = "Probability";
            public const string Score = "Score";
        }
    }

    public static KeyDataViewType ScoreColumnSetIdType { get; } = new(typeof(uint), int.MaxValue);

    public static VectorDataViewType GetNamesType(int size) => new(TextDataViewType.Instance, size);

    public static bool HasSlotNames(this SchemaShape.Column col) =>
        col.Annotations.TryFindColumn(Kinds.SlotNames, out var names)
        && names.Kind == SchemaShape.Column.VectorKind.Vector
        && names.ItemType is TextDataViewType;

    public static bool HasSlotNames(this DataViewSchema.Column column, int vectorSize) =>
        vectorSize > 0
        && column.Annotations.Schema.GetColumnOrNull(Kinds.SlotNames)?.Type is VectorDataViewType names
        && names.Size == vectorSize
        && names.ItemType is TextDataViewType;

    public static bool IsNormalized(this SchemaShape.Column column) =>
        column.Annotations.TryFindColumn(Kinds.IsNormalized, out var flag)
        && flag.Kind == SchemaShape.Column.VectorKind.Scalar
        && flag.ItemType is BooleanDataViewType;

    public static IEnumerable<SchemaShape.Column> GetTrainerOutputAnnotation(bool isNormalized = false)
    {
        yield return new(Kinds.ScoreColumnSetId, SchemaShape.Column.VectorKind.Scalar, NumberDataViewType.UInt32, true);
        yield return new(Kinds.ScoreColumnKind, SchemaShape.Column.VectorKind.Scalar, TextDataViewType.Instance, false);
        yield return new(Kinds.ScoreValueKind, SchemaShape.Column.VectorKind.Scalar, TextDataViewType.Instance, false);
        if (isNormalized)
            yield return new(Kinds.IsNormalized, SchemaShape.Column.VectorKind.Scalar, BooleanDataViewType.Instance, false);
    }

    public static IEnumerable<SchemaShape.Column> AnnotationsForMulticlassScoreColumn(SchemaShape.Column? labelColumn = null)
    {
        if (labelColumn is { IsKey: true } label
            && label.Annotations.TryFindColumn(Kinds.KeyValues, out var names)
            && names.Kind == SchemaShape.Column.VectorKind.Vector)
        {
            if (names.ItemType is TextDataViewType)
                yield return new(Kinds.SlotNames, SchemaShape.Column.VectorKind.Vector, TextDataViewType.Instance, false);
            yield return new(Kinds.TrainingLabelValues, SchemaShape.Column.VectorKind.Vector, names.ItemType, false);
        }

        foreach (var column in GetTrainerOutputAnnotation())
            yield return column;
    }

    public static Exception ExceptGetAnnotation(this IExceptionContext ctx) => ctx.Except("Invalid call to GetAnnotation");
}
