"""Cut and encode one picture. Pure: bytes in, bytes out; where they are kept is `newsroom.lib.media`'s matter."""

import hashlib
import io
import math
import warnings
from collections.abc import Iterator
from dataclasses import dataclass

from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps, UnidentifiedImageError

# What a camera, a phone or a graphics desk sends. Never EPS, PSD, FITS, PDF or SVG, whose readers run programs or
# unpack without bound; HEIC has no reader under a licence that we could ship.
FORMATS = ("JPEG", "PNG", "WEBP", "GIF", "AVIF")
SUFFIX = {"jpeg": "jpg", "webp": "webp", "png": "png"}
WIDTHS = (400, 640, 800, 1280, 1600)
LONGEST = 4096  # pixels of the longer side that are carried on: twice the largest rendition, and more
RECIPE = 1  # part of every name: a change of recipe changes all addresses


class PictureRefused(ValueError):
    """The file cannot become a picture; the message says why and what to do."""


@dataclass(frozen=True)
class Crop:
    """A shape to cut: `ratio` width to height (None: as it is), its widths in pixels and formats."""

    name: str
    ratio: float | None
    widths: tuple[int, ...]
    formats: tuple[str, ...]


PHOTO = (
    Crop("full", None, WIDTHS, ("webp", "jpeg")),
    Crop("3x2", 3 / 2, (160, 320, 640), ("webp", "jpeg")),
    Crop("16x9", 16 / 9, (1200,), ("jpeg",)),  # for search engines and share cards, which ask for 1200 or more
)
PORTRAIT = (Crop("1x1", 1.0, (72, 144, 320), ("webp", "jpeg")),)
LOGO = (Crop("full", None, (112, 600), ("png",)),)


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


def encode(picture: Image.Image, format: str, quality: int = 78) -> bytes:
    """The picture as `jpeg`, `webp` or `png` bytes. JPEG lays transparency on white."""
    out = io.BytesIO()
    if format == "png":
        # The last few percent of a large one cost seconds.
        picture.save(out, "PNG", optimize=picture.width * picture.height < 10**6)
        return out.getvalue()
    if picture.mode == "RGBA":
        paper = Image.new("RGB", picture.size, "white")
        paper.paste(picture, mask=picture.getchannel("A"))
        picture = paper
    if format == "webp":
        picture.save(out, "WEBP", quality=quality, method=3)
    else:
        picture.save(out, "JPEG", quality=quality, optimize=True, progressive=True, subsampling="4:2:0")
    return out.getvalue()


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


def renditions(picture: Image.Image, crops: tuple[Crop, ...], focal: tuple[float, float]) -> Iterator[Rendition]:
    """Every file that `crops` asks for, never larger than the picture (its own width stands in for the missing)."""
    for crop in crops:
        left, top, right, bottom = box(picture.size, crop.ratio, focal)
        cut = (
            picture.crop((left, top, right, bottom))
            if (left, top) != (0, 0) or (right, bottom) != picture.size
            else picture
        )
        widths = [w for w in crop.widths if w <= cut.width] or [cut.width]
        for width in sorted(widths, reverse=True):
            height = max(1, round(cut.height * width / cut.width))
            small = cut if width == cut.width else cut.resize((width, height), Image.Resampling.LANCZOS)
            for format in crop.formats:
                yield Rendition(crop.name, format, width, height, encode(small, format))


def recipe_hash(data: bytes, crops: tuple[Crop, ...], focal: tuple[float, float]) -> str:
    """Names what the files are made of: another picture, focal point or recipe gives other addresses."""
    said = repr((RECIPE, crops, [round(f, 3) for f in focal])).encode()
    return hashlib.sha256(hashlib.sha256(data).digest() + said).hexdigest()[:12]
