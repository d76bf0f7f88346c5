#region readme
using Microsoft.ML;
using Microsoft.ML.Data;
using Microsoft.ML.Gan;
#endregion

/// <summary>The example in the package's README, which the tests hold against it.</summary>
internal static class Training
{
    public static void Run()
    {
        #region readme
        // Pictures of 16×16 pixels: a bright square, somewhere.
        var drawings = Enumerable.Range(0, 256).Select(i => new Drawing { Pixels = new byte[256] }).ToList();
        for (var i = 0; i < drawings.Count; i++)
            for (var p = 0; p < 36; p++)
                drawings[i].Pixels[(i % 10 + p / 6) * 16 + i / 10 % 10 + p % 6] = 255;

        var ml = new MLContext(seed: 1);
        var pipeline = ml.Transforms.Gan("Generated", imageColumnName: "Pixels", architecture: GanArchitecture.Mlp(), kimg: 2);
        using var gan = pipeline.Fit(ml.Data.LoadFromEnumerable(drawings));

        var rows = ml.Data.LoadFromEnumerable(Enumerable.Repeat(new Row(), 4));
        IDataView pictures = gan.Transform(rows);       // one picture a row, in the column Generated
        ml.Model.Save(gan, rows.Schema, "gan.zip");     // new MLContext().Model.Load reads it in any program
        #endregion
        SavedModel.Print(pictures);
    }
}

#region readme
class Drawing { [VectorType(1, 16, 16)] public byte[] Pixels { get; set; } = []; }
class Row { public int Id { get; set; } }
#endregion
