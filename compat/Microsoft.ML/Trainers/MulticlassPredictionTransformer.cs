using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Runtime;
using Microsoft.ML.Trainers;

[assembly: LoadableClass(typeof(ITransformer), typeof(MulticlassPredictionTransformer), null, typeof(SignatureLoadModel),
    "", MulticlassPredictionTransformer.LoaderSignature)]

namespace Microsoft.ML.Data;

// Adds a class and a score for each class to rows of features.
public sealed class MulticlassPredictionTransformer<TModel> : SingleFeaturePredictionTransformerBase<TModel>
    where TModel : class
{
    private readonly LinearMulticlassModelParametersBase _model;
    private readonly DataViewSchema.Annotations _labelNames;

    internal MulticlassPredictionTransformer(IHostEnvironment env, TModel model, DataViewSchema trainSchema, string featureColumnName, string labelColumnName)
        : this(env, model, featureColumnName, trainSchema[featureColumnName].Type, NamesOf(trainSchema[labelColumnName]))
    {
    }

    internal MulticlassPredictionTransformer(IHostEnvironment env, TModel model, string featureColumnName, DataViewType featureType,
        DataViewSchema.Annotations labelNames)
        : base(env.Register("MulticlassPredictionTransformer"), model, featureColumnName, featureType)
    {
        _model = model as LinearMulticlassModelParametersBase
            ?? throw env.Except($"A model of type {typeof(TModel)} cannot classify.");
        _labelNames = labelNames;
    }

    private static DataViewSchema.Annotations NamesOf(DataViewSchema.Column label)
    {
        var builder = new DataViewSchema.Annotations.Builder();
        builder.Add(label.Annotations, name => name == AnnotationUtils.Kinds.KeyValues);
        return builder.ToAnnotations();
    }

    private protected override void SaveModel(ModelSaveContext ctx)
    {
        ctx.CheckAtModel();
        ctx.SetVersionInfo(MulticlassPredictionTransformer.GetVersionInfo());
        ctx.SaveNonEmptyString(FeatureColumnName);
        KeyNames.Save(ctx, _labelNames);
        ctx.SaveModel(_model, MulticlassPredictionTransformer.ModelName);
    }

    private protected override IRowMapper MakeRowMapper(DataViewSchema schema) => new Mapper(this, schema);

    private sealed class Mapper : IRowMapper
    {
        private readonly MulticlassPredictionTransformer<TModel> _parent;
        private readonly DataViewSchema.Column _features;
        private readonly uint _setId;

        public Mapper(MulticlassPredictionTransformer<TModel> parent, DataViewSchema schema)
        {
            _parent = parent;
            _features = schema.GetColumnOrNull(parent.FeatureColumnName)
                ?? throw parent.Host.ExceptSchemaMismatch(nameof(schema), "feature", parent.FeatureColumnName);
            if (!parent.FeatureColumnType.SameSizeAndItemType(_features.Type))
                throw parent.Host.ExceptSchemaMismatch(nameof(schema), "feature", parent.FeatureColumnName,
                    parent.FeatureColumnType.ToString()!, _features.Type.ToString()!);
            _setId = NextSetId(schema);
        }

        private int ClassCount => _parent._model.ClassCount;

        public DataViewSchema.DetachedColumn[] GetOutputColumns() => MulticlassScoreColumns.Make(ClassCount, _parent._labelNames, _setId);

        public Func<int, bool> GetDependencies(Func<int, bool> activeOutput)
        {
            bool needed = activeOutput(0) || activeOutput(1);
            return column => needed && column == _features.Index;
        }

        public ITransformer GetTransformer() => _parent;

        void ICanSaveModel.Save(ModelSaveContext ctx) => _parent.SaveModel(ctx);

        public Delegate?[] CreateGetters(DataViewRow input, Func<int, bool> activeOutput, out Action? disposer)
        {
            disposer = null;
            if (!activeOutput(0) && !activeOutput(1))
                return [null, null];
            var getFeatures = input.GetGetter<VBuffer<float>>(_features);
            VBuffer<float> features = default;
            var scores = new float[ClassCount];
            long position = -1;

            // Both columns come from one scoring of the row.
            void Score()
            {
                if (position == input.Position)
                    return;
                getFeatures(ref features);
                _parent._model.Score(features, scores);
                position = input.Position;
            }

            ValueGetter<uint> getLabel = (ref uint dst) =>
            {
                Score();
                int best = 0;
                for (int i = 1; i < scores.Length; i++)
                    if (scores[i] > scores[best])
                        best = i;
                dst = float.IsNaN(scores[best]) ? 0 : (uint)best + 1;
            };
            ValueGetter<VBuffer<float>> getScore = (ref VBuffer<float> dst) =>
            {
                Score();
                var editor = VBufferEditor.Create(ref dst, scores.Length);
                scores.CopyTo(editor.Values);
                dst = editor.Commit();
            };
            return [activeOutput(0) ? getLabel : null, activeOutput(1) ? getScore : null];
        }

        // Columns of one scorer share a number that no scorer before it has.
        private static uint NextSetId(DataViewSchema schema)
        {
            uint max = 0;
            foreach (var column in schema)
            {
                if (column.Annotations.Schema.GetColumnOrNull(AnnotationUtils.Kinds.ScoreColumnSetId)?.Type.RawType != typeof(uint))
                    continue;
                uint id = 0;
                column.Annotations.GetValue(AnnotationUtils.Kinds.ScoreColumnSetId, ref id);
                max = Math.Max(max, id);
            }
            return max + 1;
        }
    }
}

internal static class MulticlassPredictionTransformer
{
    internal const string LoaderSignature = "MulticlassPredXfer";
    internal const string ModelName = "Model";

    internal static VersionInfo GetVersionInfo() => new(
        modelSignature: "MC  PRED",
        verWrittenCur: 0x00010001,
        verReadableCur: 0x00010001,
        verWeCanReadBack: 0x00010001,
        loaderSignature: LoaderSignature,
        loaderAssemblyName: typeof(MulticlassPredictionTransformer<>).Assembly.FullName!);

    private static ITransformer Create(IHostEnvironment env, ModelLoadContext ctx)
    {
        ctx.CheckAtModel(GetVersionInfo());
        string features = ctx.LoadNonEmptyString();
        var names = KeyNames.Load(env, ctx);
        ctx.LoadModel<MaximumEntropyModelParameters, SignatureLoadModel>(env, out var model, ModelName);
        return new MulticlassPredictionTransformer<MaximumEntropyModelParameters>(env, model, features,
            new VectorDataViewType(NumberDataViewType.Single, model.FeatureCount), names);
    }
}
