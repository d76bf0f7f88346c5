#!/usr/bin/env python3
"""Makes pictures.json: small picture files of many kinds, and the pixels that a reader must find in them.

Run with Debian 12's python3 and python3-pil 9.4.0:  python3 pictures_fixtures.py
Each entry has the file (base64), its size, and its R, G, B bytes as they look on black, by Pillow's decoder.
"""
import base64
import io
import json
import pathlib
import struct
import zlib

from PIL import Image

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


def on_black(file):
    """R, G, B of each pixel, times its opacity."""
    image = Image.open(io.BytesIO(file))
    if image.mode.startswith("I"):
        gray = Image.new("L", image.size)
        gray.putdata([value >> 8 for value in image.getdata()])
        image = gray
    image = image.convert("RGBA")
    return bytes(round(c * pixel[3] / 255) for pixel in image.getdata() for c in pixel[:3])


def palette_with_transparency():
    image = picture("RGB").quantize(8)
    return saved(image, "PNG", transparency=bytes([0, 255, 100, 255, 30, 255, 255, 200]))


def bmp32_from_top():
    """32 bits a pixel, rows from the top (a negative height)."""
    pixels = b"".join(bytes([level(x, y, 2), level(x, y, 1), level(x, y, 0), 0]) for y in range(HEIGHT) for x in range(WIDTH))
    header = struct.pack("<IiiHHIIiiII", 40, WIDTH, -HEIGHT, 1, 32, 0, len(pixels), 2835, 2835, 0, 0)
    return b"BM" + struct.pack("<IHHI", 54 + len(pixels), 0, 0, 54) + header + pixels


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

entries = {}
for name, file in FILES.items():
    width, height = Image.open(io.BytesIO(file)).size
    entries[name] = {
        "file": base64.b64encode(file).decode(),
        "width": width,
        "height": height,
        "rgb": base64.b64encode(on_black(file)).decode(),
    }
path = pathlib.Path(__file__).with_name("pictures.json")
path.write_text(json.dumps({"pillow": __import__("PIL").__version__, "pictures": entries}, indent=1) + "\n")
