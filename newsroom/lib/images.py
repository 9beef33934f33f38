"""Cut and encode one picture. Pure: bytes in, bytes out; where they are kept is `newsroom.lib.media`'s matter."""

import hashlib
import io
import math
import warnings
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

from newsroom.lib.marks import NONE, Marks

# What a camera, a phone or a graphics desk sends. Never EPS, PSD, FITS, PDF or SVG, whose readers run programs or
# unpack without bound; HEIC has no reader under a licence that we could ship.
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
SUFFIX = {"jpeg": "jpg", "webp": "webp", "png": "png", "avif": "avif"}
TYPES = {"avif": "image/avif", "webp": "image/webp", "jpeg": "image/jpeg", "png": "image/png"}
WIDTHS = (400, 640, 800, 1280, 1600)
LONGEST = 4096  # pixels of the longer side that are carried on: twice the largest rendition, and more
RECIPE = 2  # part of every name: a change of recipe changes all addresses

# AVIF is tried from the best of these on until a file is light: 45 kB at 800 x 533 pixels, and the like at other sizes.
# Beyond STILL_GOOD it would show, so a picture that is all noise may weigh 60 kB there before it is made worse.
AVIF_QUALITIES = (54, 47, 40, 34, 28, 20, 12, 5)
STILL_GOOD = 28
AVIF_AIM, AVIF_MOST = 45_000 / (800 * 533), 60_000 / (800 * 533)  # bytes a pixel


class PictureRefused(ValueError):
    """The file cannot become a picture; the message says why and what to do."""


@dataclass(frozen=True)
class Crop:
    """A shape to cut: `ratio` width to height (None: as it is), its widths in pixels and formats. What is made `later`
    takes too long for somebody to wait for it."""

    name: str
    ratio: float | None
    widths: tuple[int, ...]
    formats: tuple[str, ...]
    later: tuple[str, ...] = ()


PHOTO = (
    Crop("full", None, WIDTHS, ("webp", "jpeg"), later=("avif",)),
    Crop("3x2", 3 / 2, (320, 640, 800, 1280), ("webp", "jpeg"), later=("avif",)),
    # For search engines, which ask for these three shapes and 1200 pixels or more.
    Crop("16x9", 16 / 9, (1200,), ("jpeg",)),
    Crop("4x3", 4 / 3, (1200,), ("jpeg",)),
    Crop("1x1", 1.0, (1200,), ("jpeg",)),
)
PORTRAIT = (Crop("1x1", 1.0, (72, 144, 320), ("webp", "jpeg", "avif")),)  # so small that it takes no time
LOGO = (Crop("full", None, (112, 600), ("png",)),)


@dataclass(frozen=True)
class Planned:
    """A file to be made: shape, format, size in pixels, and the box to cut from the picture."""

    crop: str
    format: str
    width: int
    height: int
    box: tuple[int, int, int, int]


@dataclass(frozen=True)
class Rendition:
    """One encoded file: shape, format, size in pixels, and its bytes."""

    crop: str
    format: str
    width: int
    height: int
    data: bytes


def open_picture(data: bytes, *, most_pixels: int) -> Image.Image:
    """The picture in `data`, upright, in sRGB (RGB, or RGBA where it is partly transparent), without metadata.

    Its size is read from the header and compared with `most_pixels` before anything is unpacked. Raises
    PictureRefused. GPS, serial numbers, thumbnails and names go: only pixels are carried on.
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore")  # Pillow's own warning about size; ours is a refusal, below
            picture: Image.Image = Image.open(io.BytesIO(data), formats=FORMATS)
            width, height = picture.size
            if width * height > most_pixels:
                raise _too_large(_("%(n)s megapixels") % {"n": round(width * height / 1e6)}, most_pixels)
            if width < 16 or height < 16 or max(width, height) > 20 * min(width, height):
                raise PictureRefused(_("The picture is too small or too narrow to be shown."))
            profile = picture.info.get("icc_profile")
            # A JPEG is unpacked at a half, a quarter or an eighth where that is enough; other formats know no such way.
            share = min(1.0, LONGEST / max(width, height))
            picture.draft(None, (math.ceil(width * share), math.ceil(height * share)))
            picture.load()
            picture = _smaller(ImageOps.exif_transpose(picture))
            picture = _srgb(picture, profile)
    except PictureRefused:
        raise
    except Image.DecompressionBombError:  # Pillow's own ceiling, which it looks at before it gives us the size
        raise _too_large(_("hundreds of megapixels"), most_pixels) from None
    except UnidentifiedImageError:
        raise PictureRefused(_("This is not a picture that can be read. Send JPEG, PNG, WebP, AVIF or GIF.")) from None
    except (OSError, ValueError, SyntaxError, MemoryError, EOFError, TypeError, OverflowError):
        raise PictureRefused(_("The picture is damaged and cannot be read. Export it again and send that.")) from None
    clean = Image.new(picture.mode, picture.size)
    clean.paste(picture)
    return clean


def _smaller(picture: Image.Image) -> Image.Image:
    """The picture with LONGEST pixels at most on its longer side: all that follows costs by the pixel."""
    if max(picture.size) <= LONGEST:
        return picture
    if picture.mode.startswith("I") or picture.mode in ("1", "P", "PA"):
        picture = _srgb(picture, None)  # neither palettes nor 16 bits can be averaged
    if picture.info.get("transparency") is not None:
        picture = picture.convert("RGBA")
    share = LONGEST / max(picture.size)
    size = (max(1, round(picture.width * share)), max(1, round(picture.height * share)))
    return picture.resize(size, Image.Resampling.LANCZOS, reducing_gap=2.0)


def too_heavy(size: int, most: int) -> str:
    """The sentence for a file of `size` bytes that is over `most`; empty where it is not."""
    if size <= most:
        return ""
    return _("The file has %(have)d MB; at most %(most)d are taken. Save it smaller.") % {
        "have": size // 2**20 + 1,
        "most": most // 2**20,
    }


def _too_large(have: str, most_pixels: int) -> PictureRefused:
    return PictureRefused(
        _("The picture has %(have)s; at most %(most)s megapixels are taken. Save it smaller.")
        % {"have": have, "most": round(most_pixels / 1e6)}
    )


def _srgb(picture: Image.Image, profile: bytes | None) -> Image.Image:
    if picture.mode.startswith("I"):  # 16 bits a pixel: Pillow would cut all above 255 off, which leaves white
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
    transparent = picture.mode in ("RGBA", "LA", "PA") or "transparency" in picture.info
    mode = "RGBA" if transparent else "RGB"
    if profile and picture.mode in ("RGB", "CMYK", "L"):
        try:
            source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
            converted = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode="RGB")
            return converted or picture.convert(mode)
        except (ImageCms.PyCMSError, OSError, ValueError):
            pass  # a broken profile: the plain numbers are the best there is
    return picture.convert(mode)


def encode(picture: Image.Image, format: str, quality: int = 78, marks: Marks = NONE) -> bytes:
    """The picture as `jpeg`, `webp`, `avif` or `png` bytes, with `marks` of who made it (PNG: without). JPEG, WebP and
    AVIF lay transparency on white."""
    out = io.BytesIO()
    if format == "png":
        # The last few percent of a large one cost seconds.
        picture.save(out, "PNG", optimize=picture.width * picture.height < 10**6)
        return out.getvalue()
    more = {"xmp": marks.xmp()} if marks else {}
    if picture.mode == "RGBA":
        paper = Image.new("RGB", picture.size, "white")
        paper.paste(picture, mask=picture.getchannel("A"))
        picture = paper
    if format == "webp":
        picture.save(out, "WEBP", quality=quality, method=3, **more)
    elif format == "avif":
        # One thread: it is made while nobody waits, and the other cores belong to readers.
        picture.save(out, "AVIF", quality=quality, speed=8, subsampling="4:2:0", max_threads=1, **more)
    else:
        more |= {"extra": marks.app13()} if marks else {}
        picture.save(out, "JPEG", quality=quality, optimize=True, progressive=True, subsampling="4:2:0", **more)
    return out.getvalue()


def light_avif(picture: Image.Image, marks: Marks = NONE, best: int = AVIF_QUALITIES[0]) -> tuple[bytes, int]:
    """The picture as AVIF of a weight that a phone carries, and the quality at which it has it. `best` is where to
    begin: what a smaller copy needed, a larger one needs too."""
    pixels, said = picture.width * picture.height, len(marks.xmp()) if marks else 0
    data, quality = b"", best
    for quality in (q for q in AVIF_QUALITIES if q <= best):
        data = encode(picture, "avif", quality, marks)
        # A file of a few pixels is mostly its head.
        most = max(pixels * (AVIF_AIM if quality > STILL_GOOD else AVIF_MOST), 2_000) + said
        if len(data) <= most:
            break
    return data, quality


def box(size: tuple[int, int], ratio: float | None, focal: tuple[float, float]) -> tuple[int, int, int, int]:
    """The largest box of `ratio` in a picture of `size`, as near the focal point (0..1, 0..1) as it fits."""
    width, height = size
    if ratio is None or abs(width / height - ratio) < 0.005:
        return (0, 0, width, height)
    if width / height > ratio:
        wide = round(height * ratio)
        left = round(min(max(focal[0] * width - wide / 2, 0), width - wide))
        return (left, 0, left + wide, height)
    tall = round(width / ratio)
    top = round(min(max(focal[1] * height - tall / 2, 0), height - tall))
    return (0, top, width, top + tall)


def plan(
    size: tuple[int, int], crops: tuple[Crop, ...], focal: tuple[float, float], *, later: bool = False
) -> list[Planned]:
    """Every file that `crops` ask for of a picture of `size`, never larger than it (its own width stands in for the
    missing): those that are made at once, or those that are made `later`."""
    files = []
    for crop in crops:
        cut = box(size, crop.ratio, focal)
        wide, high = cut[2] - cut[0], cut[3] - cut[1]
        for width in sorted([w for w in crop.widths if w <= wide] or [wide], reverse=True):
            height = max(1, round(high * width / wide))
            files += [
                Planned(crop.name, format, width, height, cut) for format in (crop.later if later else crop.formats)
            ]
    return files


def resized(picture: Image.Image, file: Planned) -> Image.Image:
    """The pixels of one planned file."""
    if (file.width, file.height) == picture.size:
        return picture
    # Cut and made smaller in one go. A picture of 24 megapixels is first made smaller by whole numbers, which is quick.
    return picture.resize((file.width, file.height), Image.Resampling.LANCZOS, box=file.box, reducing_gap=3.0)


def renditions(
    picture: Image.Image, crops: tuple[Crop, ...], focal: tuple[float, float], marks: Marks = NONE
) -> Iterator[Rendition]:
    """Every file of `crops` that is made at once."""
    made: dict[tuple, bytes] = {}  # a picture of three to two is its own crop of that shape
    pixels: dict[tuple, Image.Image] = {}
    for file in plan(picture.size, crops, focal):
        size = (file.box, file.width)
        if (key := (*size, file.format)) not in made:
            if size not in pixels:
                pixels = {size: resized(picture, file)}
            made[key] = encode(pixels[size], file.format, marks=marks)
        yield Rendition(file.crop, file.format, file.width, file.height, made[key])


def recipe(sha256: str, crops: tuple[Crop, ...], focal: tuple[float, float], marks: Marks = NONE) -> str:
    """Sixteen letters that begin the names of all files of a picture: eight of the picture, eight of what is made of
    it. Another picture, focal point, credit or recipe gives other addresses. `sha256` is of the picture's bytes, in
    hexadecimal digits."""
    said = repr((sha256, RECIPE, crops, [round(f, 3) for f in focal], marks)).encode()
    return sha256[:8] + hashlib.sha256(said).hexdigest()[:8]


def recipe_in(rows: Sequence[Mapping]) -> str:
    """The recipe by which these files (rows with `name`) were made; empty where there are none."""
    return rows[0]["name"].partition("-")[0] if rows else ""


def same_picture(one: str, other: str) -> bool:
    """Whether two recipes are of one picture, perhaps cut or credited otherwise."""
    return len(one) == len(other) == 16 and one[:8] == other[:8]
