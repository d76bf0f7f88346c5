// Compiled by MSBuild as an inline task (NativeTorch.targets); no project contains this file.
using System;
using System.IO;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Copies a 64-bit ELF library, making its need for one symbol version weak in the copy: where the loader does not find the
/// version, it goes on.
/// </summary>
/// <remarks>One bit (VER_FLG_WEAK) in the entries of SHT_GNU_verneed is set; nothing of the file moves.</remarks>
public sealed class WeakenVersion : Task
{
    private const uint VersionNeed = 0x6ffffffe;
    private const int Weak = 2;

    [Required]
    public string Source { get; set; }

    [Required]
    public string Target { get; set; }

    [Required]
    public string Version { get; set; }

    public override bool Execute()
    {
        byte[] image = File.ReadAllBytes(Source);
        int changed = Weaken(image);
        Directory.CreateDirectory(Path.GetDirectoryName(Target));
        // Projects are built side by side, and a program may have the old copy loaded: the new one appears whole or not at all.
        string temporary = Target + "." + Guid.NewGuid().ToString("N");
        File.WriteAllBytes(temporary, image);
        File.Delete(Target);
        File.Move(temporary, Target);
        Log.LogMessage(MessageImportance.Low, "{0}: {1} needs of {2} are weak in {3}", Path.GetFileName(Source), changed, Version, Target);
        return !Log.HasLoggedErrors;
    }

    private int Weaken(byte[] image)
    {
        int changed = 0;
        long sections = Int64At(image, 0x28);
        int size = UInt16At(image, 0x3a), count = UInt16At(image, 0x3c);
        for (int index = 0; index < count; index++)
        {
            long section = sections + index * size;
            if (UInt32At(image, section + 4) != VersionNeed)
                continue;
            long strings = Int64At(image, sections + UInt32At(image, section + 40) * size + 24);
            for (long need = Int64At(image, section + 24), next = -1; next != 0; need += next)
            {
                next = UInt32At(image, need + 12);
                for (long entry = need + UInt32At(image, need + 8), step = -1; step != 0; entry += step)
                {
                    step = UInt32At(image, entry + 12);
                    if (StringAt(image, strings + UInt32At(image, entry + 8)) != Version)
                        continue;
                    image[entry + 4] |= Weak;
                    changed++;
                }
            }
        }
        return changed;
    }

    private static string StringAt(byte[] image, long offset)
    {
        int end = Array.IndexOf(image, (byte)0, (int)offset);
        return System.Text.Encoding.ASCII.GetString(image, (int)offset, end - (int)offset);
    }

    private static int UInt16At(byte[] image, long offset) => BitConverter.ToUInt16(image, (int)offset);

    private static long UInt32At(byte[] image, long offset) => BitConverter.ToUInt32(image, (int)offset);

    private static long Int64At(byte[] image, long offset) => BitConverter.ToInt64(image, (int)offset);
}
