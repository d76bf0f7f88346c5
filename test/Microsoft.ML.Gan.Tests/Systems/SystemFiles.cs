using System.IO.Compression;
using System.Security.Cryptography;
using Microsoft.ML.Gan.Tests.Testing;
using static TorchSharp.torch;

namespace Microsoft.ML.Gan.Tests.Systems;

/// <summary>What the tests of systems do with saved models and with folders of checkpoints.</summary>
internal static class SystemFiles
{
    /// <summary>A hash of the vectors of bytes in a column.</summary>
    public static string Hash(IDataView rows, string column)
    {
        using var hash = IncrementalHash.CreateHash(HashAlgorithmName.SHA256);
        foreach (var values in Values.Vectors<byte>(rows, column))
            hash.AppendData(values);
        return Convert.ToHexString(hash.GetHashAndReset());
    }

    /// <summary>Changes the text of one part of a saved pipeline.</summary>
    public static void Edit(string model, string part, Func<string, string> change)
    {
        using var zip = ZipFile.Open(model, ZipArchiveMode.Update);
        var entry = zip.Entries.Single(one => one.FullName.Replace('\\', '/').EndsWith(part, StringComparison.Ordinal));
        string text;
        using (var reader = new StreamReader(entry.Open()))
            text = reader.ReadToEnd();
        var changed = change(text);
        Assert.AreNotEqual(text, changed);
        using var stream = entry.Open();
        stream.SetLength(0);
        using var writer = new StreamWriter(stream);
        writer.Write(changed);
    }

    /// <summary>How many tensors are counted as alive of networks that were released: TorchSharp counts one too many for each convolution that is made.</summary>
    public static long CountOfReleased(Func<nn.Module[]> create)
    {
        var before = LiveTensors.Settle();
        foreach (var network in create())
            network.Release();
        return LiveTensors.Count - before;
    }

    /// <summary>
    /// Does something, and prints a line for each checkpoint that appears in the folder meanwhile. A test that reads the lines can then kill
    /// the process in the middle of a <c>Fit</c>.
    /// </summary>
    public static TResult PrintCheckpoints<TResult>(string folder, Func<TResult> fit)
    {
        using var ended = new ManualResetEventSlim();
        var thread = new Thread(() =>
        {
            var printed = new HashSet<string>(StringComparer.Ordinal);
            while (!ended.Wait(TimeSpan.FromMilliseconds(2)))
            {
                foreach (var manifest in Directory.Exists(folder) ? Directory.GetFiles(folder, "step-*.json") : [])
                {
                    if (printed.Add(manifest))
                        Console.WriteLine(Path.GetFileName(manifest));
                }
            }
        });
        thread.Start();
        try
        {
            return fit();
        }
        finally
        {
            ended.Set();
            thread.Join();
        }
    }
}
