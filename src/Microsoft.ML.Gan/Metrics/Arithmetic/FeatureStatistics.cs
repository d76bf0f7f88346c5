using TorchSharp;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Metrics;

/// <summary>
/// Mean and covariance of feature vectors, updated batch by batch: no N×D array is kept, and no digits cancel. The sums are float64, on
/// the device of the features. Rows are added in parts of fixed size, so the batch size does not change a single bit.
/// </summary>
/// <remarks>
/// Parts are merged by the update of Chan, Golub and LeVeque (1979): with n rows of mean m so far and a part of p rows of mean q,
/// the sum of squares around the mean grows by the part's own and by n·p/(n+p)·(q − m)(q − m)ᵀ.
/// </remarks>
/// <param name="extractorId">The id of the extractor that computed the features. Statistics with different ids are never compared.</param>
internal sealed class FeatureStatistics(string extractorId) : IDisposable
{
    private const int PartRows = 512;
    private const string CountName = "count";
    private const string MeanName = "mean";
    private const string ScatterName = "scatter";
    private Tensor? _mean;
    private Tensor? _scatter;
    private Tensor? _waiting;
    private int _waitingRows;
    private long _folded;

    /// <summary>The id of the extractor that computed the features.</summary>
    public string ExtractorId { get; } = extractorId;

    /// <summary>The number of rows that were added.</summary>
    public long Count => _folded + _waitingRows;

    /// <summary>The length of a feature vector; 0 before the first batch.</summary>
    public long Dimensions => _mean?.shape[0] ?? 0;

    /// <summary>Adds feature vectors, N×D.</summary>
    public void Add(Tensor batch)
    {
        if (batch.dim() != 2)
            throw new ArgumentException($"Features are N×D, but have the shape [{string.Join(", ", batch.shape)}].", nameof(batch));
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        Prepare(batch);
        for (long row = 0; row < batch.shape[0];)
        {
            var rows = (int)Math.Min(PartRows - _waitingRows, batch.shape[0] - row);
            _waiting!.narrow(0, _waitingRows, rows).copy_(batch.narrow(0, row, rows));
            _waitingRows += rows;
            row += rows;
            if (_waitingRows == PartRows)
                Fold();
        }
    }

    /// <summary>The mean, D, float64. The caller owns it.</summary>
    public Tensor Mean()
    {
        Finish();
        return _mean!.clone();
    }

    /// <summary>The unbiased covariance (over N − 1, as NumPy's <c>cov</c>), D×D, float64. The caller owns it.</summary>
    public Tensor Covariance()
    {
        Finish();
        return _scatter! / (Count - 1);
    }

    /// <summary>The statistics as tensors, which the caller owns; <see cref="FromTensors"/> reads them.</summary>
    public IReadOnlyDictionary<string, Tensor> ToTensors()
    {
        Finish();
        return new Dictionary<string, Tensor>
        {
            [CountName] = tensor([Count]),
            [MeanName] = _mean!.cpu().clone(),
            [ScatterName] = _scatter!.cpu().clone(),
        };
    }

    /// <summary>Reads the tensors of <see cref="ToTensors"/>. The caller still owns them.</summary>
    /// <exception cref="InvalidDataException">A tensor is missing, or its shape or type is wrong.</exception>
    public static FeatureStatistics FromTensors(string extractorId, IReadOnlyDictionary<string, Tensor> tensors)
    {
        using var scope = NewDisposeScope();
        using var count = Named(tensors, CountName, ScalarType.Int64, 1);
        using var mean = Named(tensors, MeanName, ScalarType.Float64, -1);
        using var scatter = Named(tensors, ScatterName, ScalarType.Float64, mean.shape[0], mean.shape[0]);
        if (count.item<long>() < 1)
            throw new InvalidDataException($"Feature statistics of {count.item<long>()} images are impossible; there must be at least 1.");
        return new FeatureStatistics(extractorId)
        {
            _folded = count.item<long>(),
            _mean = mean.clone().DetachFromDisposeScope(),
            _scatter = scatter.clone().DetachFromDisposeScope(),
        };
    }

    public void Dispose()
    {
        _mean?.Dispose();
        _scatter?.Dispose();
        _waiting?.Dispose();
    }

    private static Tensor Named(IReadOnlyDictionary<string, Tensor> tensors, string name, ScalarType type, params long[] shape)
    {
        if (!tensors.TryGetValue(name, out var value))
            throw new InvalidDataException($"The feature statistics lack '{name}'.");
        var fits = value.dtype == type && value.dim() == shape.Length && value.shape.Zip(shape, (have, want) => want < 0 || have == want).All(same => same);
        return fits
            ? value.alias()
            : throw new InvalidDataException($"'{name}' of the feature statistics is {value.dtype} of shape [{string.Join(", ", value.shape)}].");
    }

    private void Prepare(Tensor batch)
    {
        var dimensions = batch.shape[1];
        if (_mean is not null && dimensions != Dimensions)
            throw new ArgumentException($"A batch has {dimensions} features an image, those before had {Dimensions}.", nameof(batch));
        _mean ??= zeros(dimensions, dtype: ScalarType.Float64, device: batch.device).DetachFromDisposeScope();
        _scatter ??= zeros(dimensions, dimensions, dtype: ScalarType.Float64, device: batch.device).DetachFromDisposeScope();
        _waiting ??= empty(PartRows, dimensions, dtype: ScalarType.Float64, device: _mean.device).DetachFromDisposeScope();
    }

    private void Finish()
    {
        if (Count == 0)
            throw new InvalidOperationException("Feature statistics need at least one image.");
        using var scope = NewDisposeScope();
        using var noGradient = no_grad();
        Fold();
    }

    /// <summary>Updates with one matrix product: the term of the two means is an additional row.</summary>
    private void Fold()
    {
        if (_waitingRows == 0)
            return;
        using var scope = NewDisposeScope();
        var part = _waiting!.narrow(0, 0, _waitingRows);
        var partMean = part.mean([0L]);
        var total = _folded + _waitingRows;
        var step = partMean - _mean!;
        var rows = cat([part - partMean, (step * Math.Sqrt((double)_folded * _waitingRows / total)).unsqueeze(0)]);
        _scatter!.addmm_(rows.t(), rows);
        _mean!.add_(step * ((double)_waitingRows / total));
        _folded = total;
        _waitingRows = 0;
    }
}
