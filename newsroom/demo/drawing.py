"""A small drawing table over Pillow: supersampled shapes, soft light, stippled shading, paper grain.

Points are in units of a sheet 1920 wide, whatever the size asked for; angles are in degrees, clockwise, 0 to the
right. Colours are RGB tuples, or RGBA where a shape lets through what is below. Everything random comes from the
canvas's own generator, so the same name gives the same picture.
"""

import math
import random
from collections.abc import Callable, Iterable, Iterator
from contextlib import contextmanager

from PIL import Image, ImageChops, ImageDraw, ImageFilter

Point = tuple[float, float]
Colour = tuple[int, ...]
Ramp = Callable[[float, float], float]

PAPER = (255, 253, 250)
INK = (23, 25, 28)
BRICK = (156, 43, 27)
OCHRE = (205, 145, 62)
SAND = (232, 214, 180)
CLAY = (201, 124, 92)
OLIVE = (112, 122, 74)
SLATE = (66, 92, 101)
PLUM = (82, 56, 66)

SUPER = 2  # drawn twice as large, then made small: smooth edges


def mix(first: Colour, second: Colour, share: float) -> Colour:
    """The colour that is ``share`` (0 to 1) of the way from the first to the second."""
    share = max(0.0, min(1.0, share))
    return tuple(round(a + (b - a) * share) for a, b in zip(first[:3], second[:3], strict=True))


def clear(colour: Colour, alpha: float) -> Colour:
    """The colour with an opacity of 0 to 1."""
    return (*colour[:3], round(255 * max(0.0, min(1.0, alpha))))


def turn(points: Iterable[Point], angle: float, about: Point) -> list[Point]:
    """The points turned by ``angle`` about one point."""
    c, s = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    ax, ay = about
    return [(ax + (x - ax) * c - (y - ay) * s, ay + (x - ax) * s + (y - ay) * c) for x, y in points]


def box(x0: float, y0: float, x1: float, y1: float) -> list[Point]:
    """A rectangle's corners."""
    return [(x0, y0), (x1, y0), (x1, y1), (x0, y1)]


def oval(x: float, y: float, rx: float, ry: float | None = None, start=0.0, end=360.0, n=72) -> list[Point]:
    """Points on an ellipse about (x, y), or on its arc from ``start`` to ``end``."""
    ry = rx if ry is None else ry
    steps = [math.radians(start + (end - start) * i / n) for i in range(n + 1)]
    return [(x + rx * math.cos(a), y + ry * math.sin(a)) for a in steps]


def smooth(points: list[Point], closed: bool = True, steps: int = 10) -> list[Point]:
    """A Catmull-Rom curve through the points."""
    n, out = len(points), []
    for i in range(n if closed else n - 1):
        if closed:
            p0, p1, p2, p3 = (points[(i + k) % n] for k in (-1, 0, 1, 2))
        else:
            p0, p1, p2, p3 = (points[max(0, min(n - 1, i + k))] for k in (-1, 0, 1, 2))
        for j in range(steps):
            t = j / steps
            out.append(
                tuple(
                    0.5 * (2 * b + (c - a) * t + (2 * a - 5 * b + 4 * c - d) * t * t + (3 * b - a - 3 * c + d) * t**3)
                    for a, b, c, d in zip(p0, p1, p2, p3, strict=True)
                )
            )
    return out if closed else [*out, points[-1]]


def along(angle: float, start: float = 0.0, end: float = 1.0, power: float = 1.0) -> Ramp:
    """A ramp from 0 to 1 across a shape's bounding box in the direction of ``angle``."""
    c, s = math.cos(math.radians(angle)), math.sin(math.radians(angle))
    low = min(0, c) + min(0, s)
    length = abs(c) + abs(s)

    def ramp(u: float, v: float) -> float:
        t = ((u * c + v * s) - low) / length
        return max(0.0, min(1.0, (t - start) / (end - start))) ** power

    return ramp


def around(cx: float, cy: float, start: float, end: float, power: float = 1.0) -> Ramp:
    """A ramp from 0 at the distance ``start`` to 1 at ``end`` from a point, in fractions of the bounding box."""

    def ramp(u: float, v: float) -> float:
        t = math.hypot(u - cx, v - cy)
        return max(0.0, min(1.0, (t - start) / (end - start))) ** power

    return ramp


def _fading(u: float, v: float) -> float:
    return max(0.0, 1 - math.hypot(u - 0.5, v - 0.5) * 2) ** 1.8


class Canvas:
    """A sheet to draw on; ``finish`` gives the picture."""

    def __init__(self, name: str, width: int, shape: tuple[int, int] = (1920, 1280), ground: Colour = PAPER):
        self.random = random.Random(name)
        self.width, self.height = shape
        self.size = (width, round(width * shape[1] / shape[0]))
        self.ground = ground[:3]
        self._begin(SUPER)
        self.lights: list[tuple[float, float, float, float, Colour, float]] = []
        self.noise = Image.frombytes("L", self.size, self.random.randbytes(self.size[0] * self.size[1]))

    def _begin(self, scale: int) -> None:
        self.scale = scale
        self.unit = scale * self.size[0] / self.width
        self.image = Image.new("RGB", (self.size[0] * scale, self.size[1] * scale), self.ground)
        self.pen = ImageDraw.Draw(self.image, "RGBA")

    @contextmanager
    def backdrop(self) -> Iterator[None]:
        """What lies behind everything, drawn in single size: it has no edges to smooth, and costs a quarter."""
        self._begin(1)
        yield
        behind = self.image.resize((self.size[0] * SUPER, self.size[1] * SUPER), Image.Resampling.BILINEAR)
        self._begin(SUPER)
        self.image.paste(behind)

    @property
    def sheet(self) -> list[Point]:
        """The whole sheet's corners."""
        return box(0, 0, self.width, self.height)

    def _scaled(self, points: Iterable[Point], dx: float = 0, dy: float = 0) -> list[Point]:
        return [(x * self.unit - dx, y * self.unit - dy) for x, y in points]

    def polygon(self, points: Iterable[Point], fill: Colour) -> None:
        """A filled shape."""
        self.pen.polygon(self._scaled(points), fill=fill)

    def rectangle(self, x0: float, y0: float, x1: float, y1: float, fill: Colour, radius: float = 0) -> None:
        """A filled rectangle, its corners rounded by ``radius``."""
        corners = [x0 * self.unit, y0 * self.unit, x1 * self.unit, y1 * self.unit]
        self.pen.rounded_rectangle(corners, radius * self.unit, fill=fill)

    def ellipse(self, x: float, y: float, rx: float, ry: float | None = None, fill: Colour = INK) -> None:
        """A filled ellipse about (x, y)."""
        ry = rx if ry is None else ry
        self.pen.ellipse([v * self.unit for v in (x - rx, y - ry, x + rx, y + ry)], fill=fill)

    def line(self, points: Iterable[Point], fill: Colour, width: float) -> None:
        """A line with round joints and, where it is thick and opaque, round ends."""
        scaled = self._scaled(points)
        thick = max(1, round(width * self.unit))
        self.pen.line(scaled, fill=fill, width=thick, joint="curve")
        if len(fill) == 3 and thick > 3:
            r = thick / 2
            for x, y in (scaled[0], scaled[-1]):
                self.pen.ellipse([x - r, y - r, x + r, y + r], fill=fill)

    def paint(
        self,
        points: list[Point],
        colour: Colour,
        ramp: Ramp | None = None,
        *,
        stipple: bool = False,
        blur: float = 0,
        alpha: float = 1.0,
    ) -> None:
        """Colour inside a shape, by a ramp, in smooth tone or in dots, with a soft edge of ``blur`` units."""
        pad = blur * 2.5
        xs, ys = [x for x, _ in points], [y for _, y in points]
        x0 = max(0, math.floor((min(xs) - pad) * self.unit))
        y0 = max(0, math.floor((min(ys) - pad) * self.unit))
        x1 = min(self.image.width, math.ceil((max(xs) + pad) * self.unit) + 1)
        y1 = min(self.image.height, math.ceil((max(ys) + pad) * self.unit) + 1)
        if x1 - x0 < 2 or y1 - y0 < 2:
            return
        wide, high = x1 - x0, y1 - y0
        # What is blurred needs no fine grid: a coarse mask enlarged looks the same and costs little.
        coarse = max(1.0, blur * self.unit / 5)
        small = (max(2, round(wide / coarse)), max(2, round(high / coarse)))
        upright = points == box(min(xs), min(ys), max(xs), max(ys)) and not blur
        mask = None
        if not upright:
            mask = Image.new("L", small, 0)
            fx, fy = small[0] / wide, small[1] / high
            corners = [(x * fx, y * fy) for x, y in self._scaled(points, x0, y0)]
            ImageDraw.Draw(mask).polygon(corners, fill=255)
        if blur:
            mask = mask.filter(ImageFilter.GaussianBlur(blur * self.unit / coarse))
            mask = mask.resize((wide, high), Image.Resampling.BICUBIC)
        if ramp is not None:
            left, top = min(xs) * self.unit, min(ys) * self.unit
            across = max(1e-6, (max(xs) - min(xs)) * self.unit)
            down = max(1e-6, (max(ys) - min(ys)) * self.unit)
            tone = self._tone(ramp, x0, y0, wide, high, left, top, across, down)
            if alpha < 1 and not stipple:
                tone, alpha = tone.point(lambda v: round(v * alpha)), 1.0
            # A dot is one pixel of the finished picture, so it is enlarged as it is.
            how = Image.Resampling.NEAREST if stipple else Image.Resampling.BILINEAR
            tone = (self._dots(tone, wide, high, alpha) if stipple else tone).resize((wide, high), how)
            mask = tone if mask is None else ImageChops.multiply(mask, tone)
        elif mask is None:
            mask = Image.new("L", (wide, high), round(255 * alpha))
        elif alpha < 1:
            mask = mask.point(lambda v: round(v * alpha))
        self.image.paste(colour[:3], (x0, y0), mask)

    def _tone(self, ramp, x0, y0, wide, high, left, top, across, down) -> Image.Image:
        nx, ny = min(48, wide), min(48, high)
        values = bytes(
            round(255 * ramp((x0 + (i + 0.5) * wide / nx - left) / across, (y0 + (j + 0.5) * high / ny - top) / down))
            for j in range(ny)
            for i in range(nx)
        )
        return Image.frombytes("L", (nx, ny), values)

    def _dots(self, tone: Image.Image, wide: int, high: int, alpha: float) -> Image.Image:
        w, h = max(1, wide // self.scale), max(1, high // self.scale)
        tone = tone.resize((w, h), Image.Resampling.BICUBIC)
        dx = self.random.randrange(max(1, self.noise.width - w + 1))
        dy = self.random.randrange(max(1, self.noise.height - h + 1))
        noise = self.noise.crop((dx, dy, dx + w, dy + h))
        return ImageChops.add(tone, noise, 1, -255).point(lambda v: round(min(255, v * 5) * alpha))

    def shade(self, points: list[Point], colour: Colour, ramp: Ramp, alpha: float = 1.0) -> None:
        """Stippled shading inside a shape: the hand of all these pictures."""
        self.paint(points, colour, ramp, stipple=True, alpha=alpha)

    def shadow(self, points: list[Point], dx: float, dy: float, blur: float, alpha: float = 0.5) -> None:
        """The soft shadow that a shape throws, moved by (dx, dy)."""
        self.paint([(x + dx, y + dy) for x, y in points], INK, blur=blur, alpha=alpha)

    def glow(self, x: float, y: float, rx: float, ry: float, colour: Colour, alpha: float) -> None:
        """Light about a point, gone at the radius."""
        self.paint(box(x - rx, y - ry, x + rx, y + ry), colour, _fading, alpha=alpha)

    def light(self, x: float, y: float, rx: float, ry: float, colour: Colour, alpha: float) -> None:
        """The same, over the finished picture: cheaper, as it is laid on after the picture was made small."""
        self.lights.append((x, y, rx, ry, colour, alpha))

    def wood(self, points: list[Point], base: Colour, x0, y0, x1, y1, angle=0.0, boards=5, dark=0.35) -> None:
        """Boards with their grain inside a shape; the boards lie in the box given, turned by ``angle``."""
        rnd, middle = self.random, ((x0 + x1) / 2, (y0 + y1) / 2)
        self.polygon(points, base)
        step = (y1 - y0) / boards
        for i in range(boards):
            top = y0 + i * step
            tone = mix(base, INK if rnd.random() < 0.5 else SAND, rnd.uniform(0.02, 0.12))
            board = turn(box(x0, top, x1, top + step), angle, middle)
            self.polygon(board, tone)
            for _ in range(26):
                y = top + rnd.random() * step
                a, b = sorted((rnd.uniform(x0, x1), rnd.uniform(x0, x1)))
                wave, lean = rnd.uniform(1, 5), rnd.uniform(-0.01, 0.01)
                run = [
                    (x, y + wave * math.sin(x / 170 + i * 3) + lean * (x - a))
                    for x in (a + (b - a) * k / 14 for k in range(15))
                ]
                colour = clear(mix(base, INK, 0.55), rnd.uniform(0.12, dark * 1.1))
                self.line(turn(run, angle, middle), colour, rnd.uniform(0.8, 2.6))
            seam = turn([(x0, top), (x1, top)], angle, middle)
            self.line(seam, clear(INK, dark), 3)
            self.line([(x, y + 3) for x, y in seam], clear(SAND, 0.12), 2)

    def scatter(self, n: int, x0, y0, x1, y1, colours, low: float, high: float, alpha: float = 1.0) -> None:
        """Small specks in a box: dust, crumbs, leaves far away."""
        rnd = self.random
        for _ in range(n):
            r = rnd.uniform(low, high)
            colour = clear(rnd.choice(colours), alpha * rnd.uniform(0.5, 1))
            self.ellipse(rnd.uniform(x0, x1), rnd.uniform(y0, y1), r, r * rnd.uniform(0.6, 1), colour)

    def _lamp(self, x: float, y: float, rx: float, ry: float) -> Ramp:
        wide, high = self.width, self.height
        return lambda u, v: _fading((u * wide - x) / rx / 2 + 0.5, (v * high - y) / ry / 2 + 0.5)

    def finish(self, vignette: float = 0.35, grain: float = 13) -> Image.Image:
        """The picture in its size, with edges a little darker and the grain of paper."""
        picture = self.image.reduce(SUPER)
        shares = [(lamp[4], lamp[5], self._lamp(*lamp[:4])) for lamp in self.lights]
        shares.append((mix(INK, PLUM, 0.4), vignette, around(0.5, 0.48, 0.42, 0.95, 1.4)))
        for colour, alpha, ramp in shares:
            tone = self._tone(ramp, 0, 0, *self.size, 0, 0, *self.size)
            tone = tone.point(lambda v, alpha=alpha: round(v * alpha))
            picture.paste(colour[:3], None, tone.resize(self.size, Image.Resampling.BILINEAR))
        half = (max(1, self.size[0] // 2), max(1, self.size[1] // 2))
        coarse = Image.frombytes("L", half, self.random.randbytes(half[0] * half[1]))
        coarse = coarse.filter(ImageFilter.GaussianBlur(1)).resize(self.size, Image.Resampling.BILINEAR)
        fine = self.noise.point(lambda v: round(128 + (v - 128) * grain / 128))
        rough = coarse.point(lambda v: max(0, min(255, round(128 + (v - 128) * grain * 1.6 / 128))))
        for noise in (fine, rough):
            picture = ImageChops.add(picture, Image.merge("RGB", [noise] * 3), 1, -128)
        return picture
