// Compiled by MSBuild as an inline task (WidenReferences.targets); no project contains this file.
using System;
using System.IO;
using Microsoft.Build.Framework;
using Microsoft.Build.Utilities;

/// <summary>
/// Copies assemblies, turning <c>internal</c> into <c>public</c> in the copies: a copy is only ever read by the compiler.
/// </summary>
/// <remarks>
/// Accessibility is three bits in the rows of three metadata tables (ECMA-335, partition II, 22.37 TypeDef, 22.15 Field,
/// 22.26 MethodDef). They are changed in place, so nothing else of the file has to be understood, moved or rewritten.
/// </remarks>
public sealed class WidenReferences : Task
{
    [Required]
    public ITaskItem[] Assemblies { get; set; }

    [Required]
    public string OutputDirectory { get; set; }

    public override bool Execute()
    {
        Directory.CreateDirectory(OutputDirectory);
        foreach (ITaskItem assembly in Assemblies)
        {
            string source = assembly.GetMetadata("FullPath");
            string target = Path.Combine(OutputDirectory, Path.GetFileName(source));
            byte[] image = File.ReadAllBytes(source);
            int changed = new MetadataTables(image).Widen();
            // Another build of the same project may be reading the old copy: the new one appears whole or not at all.
            string temporary = target + "." + Guid.NewGuid().ToString("N");
            File.WriteAllBytes(temporary, image);
            if (File.Exists(target))
                File.Delete(target);
            File.Move(temporary, target);
            Log.LogMessage(MessageImportance.Low, "{0}: {1} internal members are public in {2}", Path.GetFileName(source), changed, target);
        }
        return !Log.HasLoggedErrors;
    }

    /// <summary>Just enough of a portable executable's metadata to find the rows of its first seven tables.</summary>
    private sealed class MetadataTables
    {
        // Table numbers; the sizes of all tables up to MethodDef must be known to reach MethodDef.
        private const int Module = 0, TypeRef = 1, TypeDef = 2, FieldPtr = 3, Field = 4, MethodPtr = 5, MethodDef = 6, Param = 8;
        private const int ModuleRef = 26, TypeSpec = 27, AssemblyRef = 35;

        private readonly byte[] _image;
        private readonly int[] _rows = new int[64];
        private readonly int[] _start = new int[MethodDef + 1];
        private readonly int[] _rowSize = new int[MethodDef + 1];

        public MetadataTables(byte[] image)
        {
            _image = image;
            int tables = FindTablesStream();

            byte heapSizes = image[tables + 6];
            int text = (heapSizes & 1) != 0 ? 4 : 2, guid = (heapSizes & 2) != 0 ? 4 : 2, blob = (heapSizes & 4) != 0 ? 4 : 2;
            ulong present = BitConverter.ToUInt64(image, tables + 8);
            int position = tables + 24;
            for (int table = 0; table < 64; table++)
            {
                if ((present >> table & 1) == 0)
                    continue;
                _rows[table] = Int32At(position);
                position += 4;
            }

            int typeDefOrRef = CodedIndex(2, TypeDef, TypeRef, TypeSpec);
            int resolutionScope = CodedIndex(2, Module, ModuleRef, AssemblyRef, TypeRef);
            _rowSize[Module] = 2 + text + 3 * guid;
            _rowSize[TypeRef] = resolutionScope + 2 * text;
            _rowSize[TypeDef] = 4 + 2 * text + typeDefOrRef + Index(Field) + Index(MethodDef);
            _rowSize[FieldPtr] = Index(Field);
            _rowSize[Field] = 2 + text + blob;
            _rowSize[MethodPtr] = Index(MethodDef);
            _rowSize[MethodDef] = 8 + text + blob + Index(Param);
            for (int table = 0; table <= MethodDef; table++)
            {
                _start[table] = position;
                position += _rows[table] * _rowSize[table];
            }
        }

        /// <summary>Changes the accessibility of types, fields and methods, and says of how many.</summary>
        public int Widen()
        {
            // TypeAttributes.VisibilityMask: NotPublic 0 → Public 1; NestedAssembly 5, -FamANDAssem 6, -FamORAssem 7 → NestedPublic 2.
            int changed = Rewrite(TypeDef, 0, access => access == 0 ? 1 : access >= 5 ? 2 : access);
            // Field and method access: FamANDAssem 2 (private protected) → Family 4; Assembly 3 → Public 6.
            Func<int, int> member = access => access == 3 ? 6 : access == 2 ? 4 : access;
            changed += Rewrite(Field, 0, member);
            changed += Rewrite(MethodDef, 6, member);
            return changed;
        }

        private int Rewrite(int table, int flagsOffset, Func<int, int> widen)
        {
            int changed = 0;
            for (int row = 0; row < _rows[table]; row++)
            {
                int at = _start[table] + row * _rowSize[table] + flagsOffset;
                int access = _image[at] & 7, wider = widen(access);
                if (wider == access)
                    continue;
                _image[at] = (byte)(_image[at] & ~7 | wider);
                changed++;
            }
            return changed;
        }

        /// <summary>The offset of the stream named "#~", by way of the optional header's CLI directory.</summary>
        private int FindTablesStream()
        {
            int peHeader = Int32At(0x3c), sections = UInt16At(peHeader + 6), optionalHeader = peHeader + 24;
            int sectionTable = optionalHeader + UInt16At(peHeader + 20);
            int directories = optionalHeader + (UInt16At(optionalHeader) == 0x20b ? 112 : 96);
            int cliHeader = FileOffset(Int32At(directories + 14 * 8), sectionTable, sections);
            int metadata = FileOffset(Int32At(cliHeader + 8), sectionTable, sections);

            int streams = metadata + 16 + Int32At(metadata + 12), header = streams + 4;
            for (int stream = UInt16At(streams + 2); stream > 0; stream--)
            {
                int name = header + 8, end = Array.IndexOf(_image, (byte)0, name);
                if (System.Text.Encoding.ASCII.GetString(_image, name, end - name) == "#~")
                    return metadata + Int32At(header);
                header = name + (end - name + 4) / 4 * 4;
            }
            throw new BadImageFormatException("The assembly has no #~ stream.");
        }

        private int FileOffset(int address, int sectionTable, int sections)
        {
            for (int section = sectionTable; section < sectionTable + 40 * sections; section += 40)
            {
                int start = Int32At(section + 12), size = Math.Max(Int32At(section + 8), Int32At(section + 16));
                if (address >= start && address < start + size)
                    return address - start + Int32At(section + 20);
            }
            throw new BadImageFormatException("An address of the assembly lies in none of its sections.");
        }

        /// <summary>The size of an index into one table: two bytes while they suffice.</summary>
        private int Index(int table) => _rows[table] < 1 << 16 ? 2 : 4;

        /// <summary>The size of an index into one of several tables, whose low bits say which.</summary>
        private int CodedIndex(int tagBits, params int[] tables)
        {
            foreach (int table in tables)
            {
                if (_rows[table] >= 1 << (16 - tagBits))
                    return 4;
            }
            return 2;
        }

        private int UInt16At(int offset) => BitConverter.ToUInt16(_image, offset);

        private int Int32At(int offset) => BitConverter.ToInt32(_image, offset);
    }
}
