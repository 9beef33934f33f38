"""Pictures: what is no picture is refused quickly, what is one loses everything but its pixels."""

import io
import resource
import struct
import zlib
from time import process_time

import pytest
from PIL import Image, ImageCms

from newsroom.lib.images import (
    PHOTO,
    WIDTHS,
    Crop,
    PictureRefused,
    box,
    encode,
    open_picture,
    recipe,
    renditions,
    same_picture,
)
from newsroom.lib.marks import Marks
from tests.factories import picture

MOST = 60_000_000
SECRET = b"SECRETWORD"


def opened(data: bytes) -> Image.Image:
    return open_picture(data, most_pixels=MOST)


def chunk(kind: bytes, data: bytes) -> bytes:
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", zlib.crc32(kind + data))


def bomb(width: int, height: int) -> bytes:
    """A valid one-bit PNG of this size, all one colour, in a few kilobytes."""
    packer, rows, made = zlib.compressobj(9), b"\0" * (1 + width // 8) * 100, b""
    for _hundred in range(height // 100):
        made += packer.compress(rows)
    head = struct.pack(">IIBBBBB", width, height, 1, 0, 0, 0, 0)
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", made + packer.flush()) + chunk(b"IEND", b"")


def with_metadata() -> bytes:
    exif = Image.Exif()
    exif[0x010E] = SECRET.decode()  # description
    exif[0x9003] = "2026:11:22 10:00:00"
    exif.get_ifd(0x8825)[2] = (36.0, 11.0, 28.0)  # GPS latitude
    exif.get_ifd(0x8769)[0xA431] = SECRET.decode()  # the camera's serial number
    profile = ImageCms.ImageCmsProfile(ImageCms.createProfile("sRGB")).tobytes()
    xmp = b"<x:xmpmeta xmlns:x='adobe:ns:meta/'>" + SECRET + b"</x:xmpmeta>"
    return picture((640, 420), exif=exif.tobytes(), icc_profile=profile, xmp=xmp, comment=SECRET)


# --- what is no picture --------------------------------------------------------------------------------------


@pytest.mark.parametrize(
    "data",
    [
        b"",
        b"\0" * 1000,
        b"not a picture at all",
        b"<!doctype html><script>ran(1)</script>",
        b"<svg xmlns='http://www.w3.org/2000/svg' onload='ran(1)'/>",
        b"%!PS-Adobe-3.0 EPSF-3.0\n%%BoundingBox: 0 0 100 100\n%%EndComments\n",
        b"%PDF-1.7\n1 0 obj<</Type/Catalog>>endobj",
        b"8BPS\0\1" + b"\0" * 200,
        b"SIMPLE  =                    T" + b" " * 3000,
        b"push graphic-context\nviewbox 0 0 640 480\nimage over 0,0 0,0 'https://127.0.0.1/x'\n",
        b"\xff\xd8\xff\xe0" + b"\0" * 50,
        b"GIF89a" + b"\0" * 4,
        b"RIFF\x10\0\0\0WEBPVP8 ",
        b"\0\0\0\x20ftypheic" + b"\0" * 100,
    ],
)
def test_what_is_no_picture_is_refused(data):
    with pytest.raises(PictureRefused, match="picture"):
        opened(data)


@pytest.mark.parametrize("format", ["TIFF", "BMP", "PPM", "ICO", "TGA", "PCX", "JPEG2000"])
def test_formats_that_a_newsroom_does_not_send_are_refused(format):
    with pytest.raises(PictureRefused, match="Send JPEG"):
        opened(picture((64, 64), format))


@pytest.mark.parametrize("format", ["JPEG", "PNG", "WEBP", "GIF", "AVIF"])
def test_a_truncated_picture_is_refused_at_every_length(format):
    whole = picture((64, 64), format, mode="P" if format == "GIF" else "RGB")
    assert opened(whole).size == (64, 64)
    for cut in range(1, 10):
        with pytest.raises(PictureRefused):
            opened(whole[: len(whole) * cut // 12])


@pytest.mark.parametrize(("width", "height"), [(20_000, 20_000), (10_000, 10_000), (8_000, 8_000), (65_000, 65_000)])
def test_a_bomb_is_refused_in_under_a_second_with_flat_memory(width, height):
    data = bomb(width, height) if width < 60_000 else b""
    if not data:  # the head alone says so; there is nothing behind it
        head = struct.pack(">IIBBBBB", width, height, 8, 2, 0, 0, 0)
        data = b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", b"") + chunk(b"IEND", b"")
    assert len(data) < 200_000
    before, begun = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss, process_time()
    with pytest.raises(PictureRefused, match="megapixels"):
        opened(data)
    assert process_time() - begun < 1
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 20_000  # kilobytes


def test_the_bomb_is_a_picture():
    assert opened(bomb(800, 800)).size == (800, 800)


def test_a_text_chunk_that_unpacks_without_end_is_refused_or_left_alone():
    whole = picture((64, 64), "PNG")
    heavy = chunk(b"zTXt", b"Comment\0\0" + zlib.compress(b"\0" * 200_000_000, 1))
    before = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    try:
        opened(whole[:33] + heavy + whole[33:])
    except PictureRefused:
        pass
    assert resource.getrusage(resource.RUSAGE_SELF).ru_maxrss - before < 150_000


@pytest.mark.parametrize("size", [(1, 1), (15, 400), (400, 15), (400, 19), (8000, 100)])
def test_what_is_too_small_or_too_narrow_is_refused(size):
    with pytest.raises(PictureRefused, match="small"):
        opened(picture(size, "PNG"))


# --- what is one ---------------------------------------------------------------------------------------------


def test_nothing_but_pixels_is_carried_on():
    data = with_metadata()
    assert data.count(SECRET) >= 3
    clean = opened(data)
    assert not clean.info and not clean.getexif()
    for format in ("jpeg", "webp", "png"):
        kept = encode(clean, format)
        again = Image.open(io.BytesIO(kept))
        assert SECRET not in kept and b"Exif" not in kept and b"xmpmeta" not in kept
        assert not {"exif", "icc_profile", "xmp", "comment", "photoshop"} & again.info.keys()


@pytest.mark.parametrize("turn", range(1, 9))
def test_orientation_is_done_to_the_pixels(turn):
    upright = Image.open(io.BytesIO(picture((300, 200), "PNG")))
    back = {2: [0], 3: [3], 4: [1], 5: [5], 6: [2], 7: [6], 8: [4]}.get(turn, [])
    stored = upright
    for how in back:
        stored = stored.transpose(Image.Transpose(how))
    exif = Image.Exif()
    exif[0x0112] = turn
    out = io.BytesIO()
    stored.save(out, "PNG", exif=exif.tobytes())
    clean = opened(out.getvalue())
    assert clean.size == (300, 200)
    assert clean.tobytes() == upright.convert("RGB").tobytes()


def near(pixel: tuple, wanted: tuple) -> bool:
    return all(abs(a - b) <= 12 for a, b in zip(pixel, wanted, strict=True))


def test_transparency_stays_in_png_and_lies_on_white_elsewhere():
    glass = Image.new("RGBA", (100, 100), (255, 0, 0, 0))
    out = io.BytesIO()
    glass.save(out, "PNG")
    clean = opened(out.getvalue())
    assert clean.mode == "RGBA"
    for format in ("jpeg", "webp"):
        assert near(Image.open(io.BytesIO(encode(clean, format))).convert("RGB").getpixel((50, 50)), (255, 255, 255))
    assert Image.open(io.BytesIO(encode(clean, "png"))).getpixel((50, 50))[3] == 0


@pytest.mark.parametrize("mode", ["L", "LA", "P", "1", "CMYK", "YCbCr", "RGBA", "I;16"])
def test_every_mode_of_colour_becomes_what_browsers_show(mode):
    format = {"CMYK": "JPEG", "YCbCr": "JPEG"}.get(mode, "PNG")
    source = Image.new("I;16", (64, 64), 0x8000) if mode == "I;16" else Image.new("L", (64, 64), 128).convert(mode)
    if mode == "1":
        source = Image.new("1", (64, 64), 1)
    out = io.BytesIO()
    source.save(out, format)
    clean = opened(out.getvalue())
    assert clean.mode in ("RGB", "RGBA")
    grey = clean.convert("RGB").getpixel((32, 32))
    assert near(grey, (255, 255, 255) if mode == "1" else (128, 128, 128))


def test_cmyk_red_is_red():
    out = io.BytesIO()
    Image.new("RGB", (64, 64), (220, 20, 20)).convert("CMYK").save(out, "JPEG", quality=95)
    red, green, blue = opened(out.getvalue()).getpixel((32, 32))
    assert red > 180 and green < 70 and blue < 70


def test_a_wide_gamut_is_brought_to_srgb_and_a_broken_profile_does_no_harm():
    plain = picture((64, 64))
    lab = ImageCms.ImageCmsProfile(ImageCms.createProfile("LAB")).tobytes()
    for profile in (b"broken", b"\0" * 500, lab):
        assert opened(picture((64, 64), icc_profile=profile)).getpixel((5, 5)) == opened(plain).getpixel((5, 5))


def test_of_a_moving_picture_the_first_frame_is_kept():
    frames = [Image.new("RGB", (64, 64), colour) for colour in ("red", "blue", "green")]
    out = io.BytesIO()
    frames[0].save(out, "GIF", save_all=True, append_images=frames[1:], duration=50)
    clean = opened(out.getvalue())
    assert near(clean.convert("RGB").getpixel((5, 5)), (255, 0, 0)) and getattr(clean, "n_frames", 1) == 1


# --- cutting -------------------------------------------------------------------------------------------------


@pytest.mark.parametrize("size", [(1800, 1200), (1200, 1800), (330, 200), (2000, 101), (17, 16), (1000, 1000)])
def test_no_rendition_is_larger_than_the_picture_and_each_says_its_own_size(size):
    picture_ = Image.new("RGB", size, "teal")
    made = list(renditions(picture_, PHOTO, (0.5, 0.5)))
    assert {r.crop for r in made} == {"full", "3x2", "16x9", "4x3", "1x1"}
    for r in made:
        real = Image.open(io.BytesIO(r.data))
        assert real.size == (r.width, r.height) and r.width <= size[0] and r.height <= size[1]
        assert real.format.lower() == r.format
    full = sorted({r.width for r in made if r.crop == "full"})
    assert full == ([w for w in WIDTHS if w <= size[0]] or [size[0]])


@pytest.mark.parametrize("crop", [c for c in PHOTO if c.ratio])
def test_crops_have_their_ratio(crop: Crop):
    for r in renditions(Image.new("RGB", (1800, 1150)), (crop,), (0.3, 0.8)):
        assert abs(r.width / r.height / crop.ratio - 1) < 0.01


@pytest.mark.parametrize(
    ("size", "ratio", "focal", "expected"),
    [
        ((200, 100), 1.0, (0.5, 0.5), (50, 0, 150, 100)),
        ((200, 100), 1.0, (0.0, 0.5), (0, 0, 100, 100)),
        ((200, 100), 1.0, (1.0, 0.5), (100, 0, 200, 100)),
        ((100, 200), 1.0, (0.5, 0.25), (0, 0, 100, 100)),
        ((100, 200), 1.0, (0.5, 1.0), (0, 100, 100, 200)),
        ((200, 100), None, (0, 0), (0, 0, 200, 100)),
        ((300, 200), 1.5, (0, 0), (0, 0, 300, 200)),
    ],
)
def test_the_box_lies_as_near_the_focal_point_as_it_fits(size, ratio, focal, expected):
    assert box(size, ratio, focal) == expected


def test_another_focal_point_or_picture_has_another_name():
    one, other = "a" * 64, "b" * 64
    credits = (Marks(), Marks(creator="Nazdar Amin"), Marks(credit="Nazdar Amin"))
    points = ((0.5, 0.5), (0.5, 0.51))
    names = {recipe(file, PHOTO, at, said) for file in (one, other) for at in points for said in credits}
    assert len(names) == 12
    assert recipe(one, PHOTO, (0.5, 0.5)) == recipe(one, PHOTO, (0.5, 0.5))
    assert same_picture(recipe(one, PHOTO, points[0]), recipe(one, PHOTO, points[1], credits[1]))
    assert not same_picture(recipe(one, PHOTO, points[0]), recipe(other, PHOTO, points[0]))
    assert not same_picture("", "") and not same_picture("aaaaaaaa1111", "aaaaaaaa2222")  # names of an earlier recipe


def test_a_large_picture_is_reduced_while_it_is_read():
    for mode in ("RGB", "RGBA", "P", "L"):
        out = io.BytesIO()
        Image.new(mode, (5000, 1000)).save(out, "PNG")
        assert opened(out.getvalue()).size == (4096, 819), mode
    exif = Image.Exif()
    exif[0x0112] = 6  # lies on its side
    out = io.BytesIO()
    Image.new("RGB", (9000, 1000)).save(out, "JPEG", exif=exif.tobytes())
    assert opened(out.getvalue()).size == (455, 4096)
