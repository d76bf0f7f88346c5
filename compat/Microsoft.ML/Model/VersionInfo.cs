using Microsoft.ML.Runtime;

namespace Microsoft.ML;

// What a component writes into the header of its model: what it is, who loads it, which versions understand it.
internal readonly struct VersionInfo
{
    public readonly ulong ModelSignature;
    public readonly uint VerWrittenCur;
    public readonly uint VerReadableCur;
    public readonly uint VerWeCanReadBack;
    public readonly string LoaderAssemblyName;
    public readonly string? LoaderSignature;
    public readonly string? LoaderSignatureAlt;

    public VersionInfo(
        string modelSignature,
        uint verWrittenCur,
        uint verReadableCur,
        uint verWeCanReadBack,
        string loaderAssemblyName,
        string? loaderSignature = null,
        string? loaderSignatureAlt = null)
    {
        Contracts.Check(modelSignature?.Length == 8, "Model signature must be eight characters");
        ulong signature = 0;
        for (var i = 0; i < modelSignature.Length; i++)
        {
            Contracts.Check(modelSignature[i] <= 0xFF, "Model signature must be ASCII");
            signature |= (ulong)modelSignature[i] << (i * 8);
        }

        ModelSignature = signature;
        VerWrittenCur = verWrittenCur;
        VerReadableCur = verReadableCur;
        VerWeCanReadBack = verWeCanReadBack;
        LoaderAssemblyName = loaderAssemblyName;
        LoaderSignature = loaderSignature;
        LoaderSignatureAlt = loaderSignatureAlt;
    }
}
