#!/usr/bin/env python3
"""Makes pictures.json: small picture files of many kinds, and the pixels that a reader must find in them.

Run with Debian 12's python3 and python3-pil 9.4.0:  python3 pictures_fixtures.py
"pictures" are whole ones: the file (base64), its size, and its R, G, B bytes as they look on white, by Pillow's decoder.
"turned" are pictures with an EXIF orientation, with size and bytes as they look upright. "broken" are files that must be refused.
"""
import base64
import io
import json
import pathlib
import struct
import zlib

from PIL import Image, ImageOps

WIDTH, HEIGHT = 8, 6


def level(x, y, channel):
    return (37 * x + 53 * y + 97 * channel + 11 * x * y) % 256


def picture(mode, value=level):
    bands = len(Image.new(mode, (1, 1)).getbands())
    image = Image.new(mode, (WIDTH, HEIGHT))
    for y in range(HEIGHT):
        for x in range(WIDTH):
            values = tuple(value(x, y, c) for c in range(bands))
            image.putpixel((x, y), values if bands > 1 else values[0])
    return image


def smooth(x, y, channel):
    """What JPEG hardly changes."""
    return 60 + 12 * x + 9 * y + 25 * channel


def saved(image, format, **options):
    file = io.BytesIO()
    image.save(file, format, **options)
    return file.getvalue()


def chunk(kind, content):
    return struct.pack(">I", len(content)) + kind + content + struct.pack(">I", zlib.crc32(kind + content))


def png(depth, color, rows, interlace=0, before=b""):
    header = chunk(b"IHDR", struct.pack(">IIBBBBB", WIDTH, HEIGHT, depth, color, 0, 0, interlace))
    return b"\x89PNG\r\n\x1a\n" + header + before + chunk(b"IDAT", zlib.compress(rows)) + chunk(b"IEND", b"")


def rows16(channels):
    """Rows of 16-bit values: the level above, other bits below."""
    return b"".join(
        b"\0" + b"".join(struct.pack(">BB", level(x, y, c), (x * 29 + c) % 256) for x in range(WIDTH) for c in range(channels))
        for y in range(HEIGHT))


def adam7():
    """RGB in the seven passes of an interlaced PNG."""
    passes = [(0, 0, 8, 8), (4, 0, 8, 8), (0, 4, 4, 8), (2, 0, 4, 4), (0, 2, 2, 4), (1, 0, 2, 2), (0, 1, 1, 2)]
    data = b""
    for left, top, right, down in passes:
        columns = range(left, WIDTH, right)
        for y in range(top, HEIGHT, down) if columns else ():
            data += b"\0" + bytes(level(x, y, c) for x in columns for c in range(3))
    return data


def on_white(file):
    """R, G, B of each pixel, where it is not opaque on white."""
    image = Image.open(io.BytesIO(file))
    if image.mode.startswith("I"):
        gray = Image.new("L", image.size)
        gray.putdata([value >> 8 for value in image.getdata()])
        image = gray
    image = ImageOps.exif_transpose(image).convert("RGBA")
    return bytes(round((c * pixel[3] + 255 * (255 - pixel[3])) / 255) for pixel in image.getdata() for c in pixel[:3])


def palette_with_transparency():
    image = picture("RGB").quantize(8)
    return saved(image, "PNG", transparency=bytes([0, 255, 100, 255, 30, 255, 255, 200]))


def bmp32_from_top():
    """32 bits a pixel, rows from the top (a negative height)."""
    pixels = b"".join(bytes([level(x, y, 2), level(x, y, 1), level(x, y, 0), 0]) for y in range(HEIGHT) for x in range(WIDTH))
    header = struct.pack("<IiiHHIIiiII", 40, WIDTH, -HEIGHT, 1, 32, 0, len(pixels), 2835, 2835, 0, 0)
    return b"BM" + struct.pack("<IHHI", 54 + len(pixels), 0, 0, 54) + header + pixels


def bmp_without_opacity():
    """32 bits a pixel, of which the header says that 8 are opacity, by a writer that left them 0; its pixels are given, for readers differ."""
    pixels = b"".join(bytes([level(x, y, 2), level(x, y, 1), level(x, y, 0), 0]) for y in reversed(range(HEIGHT)) for x in range(WIDTH))
    header = struct.pack("<IiiHHIIiiII", 124, WIDTH, HEIGHT, 1, 32, 3, len(pixels), 2835, 2835, 0, 0)
    header += struct.pack("<IIII", 0xFF0000, 0xFF00, 0xFF, 0xFF000000) + b"BGRs" + bytes(64)
    return b"BM" + struct.pack("<IHHI", 138 + len(pixels), 0, 0, 138) + header + pixels


gray, rgb, rgba, smooth_rgb = picture("L"), picture("RGB"), picture("RGBA"), picture("RGB", smooth)
FILES = {
    "png gray": saved(gray, "PNG"),
    "png gray 1 bit": saved(gray.convert("1"), "PNG"),
    "png gray 16 bit": png(16, 0, rows16(1)),
    "png gray alpha": saved(picture("LA"), "PNG"),
    "png rgb": saved(rgb, "PNG"),
    "png rgb 16 bit": png(16, 2, rows16(3)),
    "png rgb interlaced": png(8, 2, adam7(), interlace=1),
    "png rgb key colour": png(8, 2, b"".join(b"\0" + bytes(level(x, y, c) for x in range(WIDTH) for c in range(3)) for y in range(HEIGHT)),
                              before=chunk(b"tRNS", struct.pack(">HHH", *(level(3, 2, c) for c in range(3))))),
    "png rgba": saved(rgba, "PNG"),
    "png palette": saved(rgb.quantize(64), "PNG"),
    "png palette 2 bit": saved(rgb.quantize(4), "PNG", bits=2),
    "png palette alpha": palette_with_transparency(),
    "png 1x1": saved(Image.new("RGB", (1, 1), (10, 20, 30)), "PNG"),
    "jpeg gray": saved(picture("L", smooth), "JPEG", quality=95),
    "jpeg rgb": saved(smooth_rgb, "JPEG", quality=95, subsampling=0),
    "jpeg progressive": saved(smooth_rgb, "JPEG", quality=95, subsampling=0, progressive=True),
    "jpeg cmyk": saved(picture("CMYK", smooth), "JPEG", quality=95),
    "jpeg 1x1": saved(Image.new("RGB", (1, 1), (10, 20, 30)), "JPEG", quality=95),
    "bmp 24 bit": saved(rgb, "BMP"),
    "bmp palette": saved(rgb.quantize(64), "BMP"),
    "bmp 1 bit": saved(gray.convert("1"), "BMP"),
    "bmp 32 bit from top": bmp32_from_top(),
    "gif": saved(rgb.quantize(64), "GIF"),
    "webp lossless": saved(rgb, "WEBP", lossless=True),
    "webp alpha": saved(rgba, "WEBP", lossless=True, exact=True),
    "webp lossy": saved(smooth_rgb, "WEBP", quality=95),
}

NO_OPACITY = bmp_without_opacity()
FILES |= {
    "bmp 32 bit, opacity 0": NO_OPACITY,
    "gif animated": saved(rgb.quantize(64), "GIF", save_all=True, append_images=[rgb.transpose(Image.ROTATE_180).quantize(64)]),
    "png animated": saved(rgb, "PNG", save_all=True, append_images=[rgb.transpose(Image.ROTATE_180)]),
    "webp animated": saved(rgb, "WEBP", lossless=True, save_all=True, append_images=[rgb.transpose(Image.ROTATE_180)]),
    "jpeg with another behind it": saved(smooth_rgb, "JPEG", quality=95, subsampling=0) + saved(gray, "JPEG"),
    "jpeg with zeros behind it": saved(smooth_rgb, "JPEG", quality=95, subsampling=0) + bytes(700),
}


def turned():
    """A picture that is not symmetric, with each of the eight orientations that there are, and one that there is not."""
    files = {}
    exif = Image.Exif()
    for orientation in range(0, 10):
        exif[0x112] = orientation
        files[f"jpeg {orientation}"] = saved(smooth_rgb, "JPEG", quality=95, subsampling=0, exif=exif)
        files[f"webp {orientation}"] = saved(smooth_rgb, "WEBP", lossless=True, exif=exif)
    return files


def broken():
    """Files of which a careless reader makes a picture that is partly gray or black."""
    size = (64, 48)
    image = Image.new("RGB", size)
    image.putdata([((5 * x + y * y) % 256, (x * y) % 256, (40 * x // (y + 1)) % 256) for y in range(size[1]) for x in range(size[0])])
    rows = b"".join(b"\0" + image.tobytes()[y * size[0] * 3:(y + 1) * size[0] * 3] for y in range(size[1]))
    packed = zlib.compress(rows)
    end = b"\xff\xd9"

    def png_of(data, width=size[0], height=size[1]):
        header = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
        return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", header) + chunk(b"IDAT", data) + chunk(b"IEND", b"")

    def half(file):
        return file[:len(file) // 2]

    def flipped(file, at, bits=0x55):
        return file[:at] + bytes([file[at] ^ bits]) + file[at + 1:]

    def whole_riff(file):
        """A WebP that was cut, with sizes as if it had not been."""
        return file[:4] + struct.pack("<I", len(file) - 8) + file[8:16] + struct.pack("<I", len(file) - 20) + file[20:]

    jpeg, progressive = saved(image, "JPEG"), saved(image, "JPEG", progressive=True)
    return {
        "jpeg half": half(jpeg),
        "jpeg half, with the end marker": half(jpeg) + end,
        "jpeg nine tenths, with the end marker": jpeg[:len(jpeg) * 9 // 10] + end,
        "jpeg progressive half": half(progressive),
        "jpeg progressive half, with the end marker": half(progressive) + end,
        "jpeg progressive, the last bytes missing before the end marker": progressive[:-40] + end,
        "png half": half(png_of(packed)),
        "png of data that are no zlib": png_of(b"\x55" * len(packed)),
        "png of data with a flipped byte": png_of(flipped(packed, len(packed) // 2)),
        "png of data with a wrong checksum": png_of(flipped(packed, len(packed) - 1)),
        "png of too few rows": png_of(zlib.compress(rows[:len(rows) // 2])),
        "png of data that end early": png_of(half(packed)),
        "png with a wrong CRC": flipped(png_of(packed), 200),
        "gif half": half(saved(image.quantize(64), "GIF")),
        "gif half, with an end": half(saved(image.quantize(64), "GIF")) + b"\0;",
        "webp half": half(saved(image, "WEBP")),
        "webp half, with sizes for it": whole_riff(half(saved(image, "WEBP", lossless=True))),
        "bmp half": half(saved(image, "BMP")),
        "bmp palette half": half(saved(image.quantize(64), "BMP")),
    }


def entry(file):
    width, height = ImageOps.exif_transpose(Image.open(io.BytesIO(file))).size
    pixels = bytes(level(x, y, c) for y in range(HEIGHT) for x in range(WIDTH) for c in range(3)) if file == NO_OPACITY else on_white(file)
    return {
        "file": base64.b64encode(file).decode(),
        "width": width,
        "height": height,
        "rgb": base64.b64encode(pixels).decode(),
    }


path = pathlib.Path(__file__).with_name("pictures.json")
path.write_text(json.dumps({
    "pillow": __import__("PIL").__version__,
    "pictures": {name: entry(file) for name, file in FILES.items()},
    "turned": {name: entry(file) for name, file in turned().items()},
    "broken": {name: {"file": base64.b64encode(file).decode()} for name, file in broken().items()},
}, indent=1) + "\n")
