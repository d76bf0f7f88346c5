using System.Globalization;

namespace EmojiSample;

/// <summary>
/// What emoji show: Unicode's groups, but that hearts and signs of emotion are no faces here, plants no animals, and people,
/// animals and food are several groups: a class should look alike. The first group that a code point of a text belongs to is the
/// text's: a person with a rocket is a person.
/// </summary>
public enum EmojiGroup
{
    Flags,
    People,
    Portraits,
    Faces,
    Heads,
    Beasts,
    Birds,
    Critters,
    Plants,
    Fruit,
    Drinks,
    Dishes,
    Travel,
    Activities,
    Objects,
    Symbols,
    Other,
}

/// <summary>Which group a text belongs to.</summary>
internal static class EmojiGroups
{
    /// <summary>Groups whose pictures have something in common, so that a small network learns them in minutes.</summary>
    public static readonly IReadOnlyCollection<EmojiGroup> Alike =
        [EmojiGroup.Flags, EmojiGroup.Portraits, EmojiGroup.Faces, EmojiGroup.Heads, EmojiGroup.Beasts, EmojiGroup.Fruit];

    /// <summary>All groups of emoji.</summary>
    public static readonly IReadOnlyCollection<EmojiGroup> All = [.. Enum.GetValues<EmojiGroup>().Except([EmojiGroup.Other])];

    private const int FirstFlagLetter = 0x1F1E6;
    private const int LastFlagLetter = 0x1F1FF;

    // First and last code points, hexadecimal, Unicode 15. What is not assigned goes with its neighbours.
    private static readonly (EmojiGroup Group, string Ranges)[] _table =
    [
        (EmojiGroup.Flags, """
            1F1E6-1F1FF 1F38C 1F3C1 1F3F3-1F3F4 1F6A9
            """),
        // People by what the font shows of them: head and shoulders, or anything else, with what makes more of a portrait.
        (EmojiGroup.People, """
            261D 26F7 26F9 270A-270D 1F37C 1F3C2-1F3C4 1F3C7 1F3CA-1F3CC 1F440-1F450 1F463-1F465 1F46A-1F46D 1F46F 1F483 1F485
            1F48F 1F491 1F4AA 1F574 1F57A 1F590-1F596 1F5E3 1F64C 1F64F 1F6A3 1F6B4-1F6B6 1F6C0 1F6CC 1F90C 1F90F 1F918-1F91F
            1F930-1F933 1F938-1F93E 1F9AF 1F9B4-1F9B9 1F9BB-1F9BF 1F9CC-1F9CF 1F9D7-1F9D8 1F9DA 1F9DC 1F9DE 1F9E0 1FAC0-1FAC4
            1FAE6 1FAF0-1FAF8
            """),
        (EmojiGroup.Portraits, """
            1F385 1F466-1F469 1F46E 1F470-1F478 1F47C 1F481-1F482 1F486-1F487 1F575 1F645-1F647 1F64B 1F64D-1F64E 1F926
            1F934-1F937 1F977 1F9D1-1F9D6 1F9D9 1F9DB 1F9DD 1F9DF 1FAC5
            """),
        (EmojiGroup.Faces, """
            2620 2639-263A 1F479-1F47B 1F47D-1F480 1F4A9 1F600-1F644 1F648-1F64A 1F910-1F917 1F920-1F925 1F927-1F92F 1F970-1F976
            1F978-1F97A 1F9D0 1FAE0-1FAE5 1FAE8
            """),
        // Animals by what the font shows of them: a head, what stands on four legs, a bird, or what sits, climbs, swims, creeps or
        // never was.
        (EmojiGroup.Heads, """
            1F414 1F417 1F428 1F42D-1F432 1F434-1F43D 1F981 1F984 1F98A 1F993 1F99D 1FACE
            """),
        (EmojiGroup.Beasts, """
            1F400-1F406 1F408 1F40E-1F411 1F415-1F416 1F418 1F429-1F42B 1F98C 1F98F 1F992 1F994 1F999 1F99B 1F9A1 1F9A3 1F9A8
            1F9AC 1F9AE 1FACF
            """),
        (EmojiGroup.Birds, """
            1F413 1F423-1F427 1F54A 1F983 1F985-1F986 1F989 1F99A 1F99C 1F9A2 1F9A4 1F9A9 1FAB6 1FABD-1FABF
            """),
        (EmojiGroup.Critters, """
            1F407 1F409-1F40D 1F412 1F419-1F422 1F42C 1F433 1F43E-1F43F 1F577-1F578 1F982 1F987-1F988 1F98B 1F98D-1F98E
            1F995-1F998 1F99F-1F9A0 1F9A5-1F9A7 1F9AB 1F9AD 1FAB0-1FAB3 1FAB8 1FABC
            """),
        (EmojiGroup.Plants, """
            2618 1F331-1F335 1F337-1F33C 1F33E-1F344 1F3F5 1F490 1F4AE 1F940 1FAB4 1FAB7 1FAB9-1FABB
            """),
        // Food as animals: fruit and vegetables, what holds a drink, and what is cooked, baked or laid on a table.
        (EmojiGroup.Fruit, """
            1F330 1F336 1F33D 1F345-1F353 1F951-1F952 1F954-1F955 1F95C-1F95D 1F965-1F966 1F96C-1F96D 1F9C4-1F9C5 1FAD0-1FAD2
            1FADA-1FADB
            """),
        (EmojiGroup.Drinks, """
            2615 1F375-1F37B 1F37E 1F3FA 1F942-1F943 1F95B 1F964 1F9C3 1F9C9 1F9CB 1FAD6-1FAD7 1FAD9
            """),
        (EmojiGroup.Dishes, """
            1F32D-1F32F 1F354-1F374 1F37D 1F37F 1F382 1F52A 1F944 1F950 1F953 1F956-1F95A 1F95E-1F963 1F967-1F96B 1F96E-1F96F
            1F980 1F990-1F991 1F99E 1F9AA 1F9C0-1F9C2 1F9C6-1F9C8 1F9CA 1FAD3-1FAD5 1FAD8
            """),
        (EmojiGroup.Travel, """
            231A-231B 23F0-23F3 2600-2604 2614 2668 2693 26A1 26C4-26C8 26E9-26F2 26F4-26F5 26FA-26FD 2708 2744 2B50 1F300-1F32C
            1F3A0-1F3A2 1F3AA 1F3CD-1F3CE 1F3D4-1F3E6 1F3E8-1F3ED 1F3EF-1F3F0 1F488 1F492 1F4A7 1F4BA 1F525 1F54B-1F54D
            1F550-1F567 1F570 1F5FA-1F5FE 1F680-1F6A2 1F6A4-1F6A8 1F6B2 1F6CE 1F6D1 1F6D5-1F6D6 1F6DD-1F6DF 1F6E2-1F6F6
            1F6F8-1F6FC 1F9ED 1F9F1 1F9F3 1FA82 1FA90 1FAA8 1FAB5
            """),
        (EmojiGroup.Activities, """
            265F-2666 26BD-26BE 26F3 26F8 2728 1F004-1F0CF 1F380-1F381 1F383-1F384 1F386-1F38B 1F38D-1F391 1F396-1F397 1F39F 1F3A3
            1F3A8 1F3AB 1F3AD-1F3B4 1F3BD-1F3C0 1F3C5-1F3C6 1F3C8-1F3C9 1F3CF-1F3D3 1F3F8 1F52B 1F52E 1F579 1F5BC 1F6F7 1F93F
            1F945-1F94F 1F9E7-1F9E9 1F9F5-1F9F6 1F9F8 1FA80-1FA81 1FA84-1FA86 1FAA1-1FAA2 1FAA9
            """),
        (EmojiGroup.Objects, """
            2328 260E 2692 2694 2696-2699 26B0-26B1 26CF-26D3 2702 2709 270F-2712 1F392-1F393 1F399-1F39E 1F3A4-1F3A5 1F3A7 1F3A9
            1F3AC 1F3B5-1F3BC 1F3EE 1F3F7 1F3F9 1F451-1F462 1F484 1F489-1F48A 1F48D-1F48E 1F4A1 1F4A3 1F4B0 1F4B3-1F4B9
            1F4BB-1F4DA 1F4DC-1F4F2 1F4F7-1F4FF 1F507-1F517 1F526-1F529 1F52C-1F52D 1F56F 1F576 1F587-1F58D 1F5A5-1F5B2
            1F5C2-1F5E1 1F5F3 1F5FF 1F6AA 1F6AC 1F6BD 1F6BF 1F6C1 1F6CB 1F6CD 1F6CF 1F6D2 1F6D7 1F6E0-1F6E1 1F941 1F97B-1F97F
            1F9BA 1F9E2-1F9E6 1F9EA-1F9EC 1F9EE-1F9F0 1F9F2 1F9F4 1F9F7 1F9F9-1FA74 1FA78-1FA7C 1FA83 1FA87-1FA88
            1FA91-1FAA0 1FAA3-1FAA7 1FAAA-1FAAE 1FAE7
            """),
        (EmojiGroup.Symbols, """
            23-21AA 23CF-23EF 23F8-25FE 2611 2622-2638 2640-2653 267B-267F 2695 269B-26A0 26A7-26AB 26CE 26D4 2705 2714-2721
            2733-2734 2747-2B1C 2B55-3299 1F170-1F19A 1F201-1F251 1F3A6 1F3E7 1F48B-1F48C 1F493-1F4A0 1F4A2 1F4A4-1F4A6 1F4A8
            1F4AB-1F4AD 1F4AF 1F4B1-1F4B2 1F4DB 1F4F3-1F4F6 1F500-1F506 1F518-1F524 1F52F-1F549 1F54E 1F573 1F5A4 1F5E8-1F5EF
            1F6AB 1F6AD-1F6B1 1F6B3 1F6B7-1F6BC 1F6BE 1F6C2-1F6C5 1F6D0 1F6DC 1F7E0-1F7F0 1F90D-1F90E 1F9E1 1FA75-1FA77 1FAAF
            """),
    ];

    private static readonly (int First, int Last, EmojiGroup Group)[] _ranges =
        [.. _table.SelectMany(entry => Ranges(entry.Ranges).Select(range => (range.First, range.Last, entry.Group))).OrderBy(range => range.First)];

    public static EmojiGroup Of(IReadOnlyList<int> codePoints)
    {
        if (codePoints is [>= FirstFlagLetter and <= LastFlagLetter])
            return EmojiGroup.Symbols; // two of these letters are a flag, one is a letter
        var group = codePoints.Select(Of).DefaultIfEmpty(EmojiGroup.Other).Min();
        var ofSeveral = group == EmojiGroup.Portraits && codePoints.Count(code => Of(code) == group) > 1; // couples and families
        return ofSeveral ? EmojiGroup.People : group;
    }

    private static EmojiGroup Of(int codePoint)
    {
        int low = 0, high = _ranges.Length - 1;
        while (low <= high)
        {
            var middle = (low + high) / 2;
            var (first, last, group) = _ranges[middle];
            if (codePoint < first)
                high = middle - 1;
            else if (codePoint > last)
                low = middle + 1;
            else
                return group;
        }

        return EmojiGroup.Other;
    }

    private static IEnumerable<(int First, int Last)> Ranges(string text)
    {
        foreach (var range in text.Split((char[]?)null, StringSplitOptions.RemoveEmptyEntries))
        {
            var ends = range.Split('-');
            yield return (Number(ends[0]), Number(ends[^1]));
        }

        static int Number(string digits) => int.Parse(digits, NumberStyles.HexNumber, CultureInfo.InvariantCulture);
    }
}
