"""Pictures of things that lie on tables: proofs, an envelope, bread, a game of chess."""

import math

from newsroom.demo.drawing import (
    BRICK,
    CLAY,
    INK,
    OCHRE,
    OLIVE,
    PAPER,
    PLUM,
    SAND,
    SLATE,
    Canvas,
    Point,
    along,
    around,
    box,
    clear,
    mix,
    oval,
    smooth,
    turn,
)

WALNUT = mix(PLUM, (70, 40, 28), 0.55)


class Sheet:
    """A turned sheet of paper on a canvas, drawn on in its own coordinates from its top left corner."""

    def __init__(self, canvas: Canvas, x, y, wide, high, angle, colour=PAPER):
        self.canvas, self.x, self.y, self.wide, self.high, self.angle = canvas, x, y, wide, high, angle
        corners = self.at(box(0, 0, wide, high))
        canvas.shadow(corners, 26, 34, 30, 0.5)
        canvas.shadow(corners, 6, 8, 6, 0.45)
        canvas.polygon(corners, colour)
        canvas.shade(corners, mix(SAND, CLAY, 0.25), along(60, 0.35, 1.4), 0.55)

    def at(self, points) -> list[Point]:
        """The sheet's points on the canvas."""
        middle = (self.x + self.wide / 2, self.y + self.high / 2)
        return turn([(self.x + x, self.y + y) for x, y in points], self.angle, middle)

    def bar(self, x, y, wide, high, colour) -> None:
        """A block of type."""
        self.canvas.polygon(self.at(box(x, y, x + wide, y + high)), colour)

    def column(self, x, y, wide, lines, step=19, colour=None, thick=8) -> None:
        """Lines for text: some are shorter, as the last line of a paragraph is."""
        rnd = self.canvas.random
        colour = colour or mix(INK, PAPER, 0.52)
        for i in range(lines):
            ends = rnd.random() < 0.16 or i == lines - 1
            run = wide * (rnd.uniform(0.35, 0.8) if ends else 1)
            # Words, not bars: a line with gaps reads as print even from far away.
            left = x
            while left < x + run - 6:
                word = min(rnd.uniform(18, 58), x + run - left)
                self.bar(left, y + i * step, word, thick, colour)
                left += word + 6

    def picture(self, x, y, wide, high, sky=SAND, land=SLATE) -> None:
        """A small landscape in a box."""
        area = self.at(box(x, y, x + wide, y + high))
        self.canvas.polygon(area, sky)
        self.canvas.shade(area, CLAY, along(90 + self.angle, 0.1, 1.1), 0.7)
        self.canvas.polygon(self.at(oval(x + wide * 0.72, y + high * 0.34, high * 0.13)), PAPER)
        for k, tone in enumerate((mix(land, sky, 0.5), mix(land, sky, 0.2), land)):
            top = high * (0.45 + 0.15 * k)
            hills = [(x + wide * i / 24, y + top + high * 0.09 * math.sin(i * 0.55 + k * 2.2 + x)) for i in range(25)]
            hill = self.at([*hills, (x + wide, y + high), (x, y + high)])
            self.canvas.polygon(hill, tone)
            self.canvas.shade(hill, INK, along(90, 0.3, 1.6), 0.5)


def pencil(canvas: Canvas, x, y, length, angle, colour=BRICK, thick=30) -> None:
    """A pencil whose point is at (x, y)."""

    def at(points):
        return turn([(x + a, y + b) for a, b in points], angle, (x, y))

    t = thick / 2
    outline = at([(0, 0), (70, -t), (length, -t), (length, t), (70, t)])
    canvas.shadow(outline, 14, 22, 14, 0.55)
    canvas.polygon(at([(0, 0), (74, -t), (74, t)]), mix(SAND, OCHRE, 0.35))
    canvas.polygon(at([(0, 0), (26, -t * 0.37), (26, t * 0.37)]), mix(colour, INK, 0.15))
    for low, high, tone in (
        (-1, -0.35, mix(colour, PAPER, 0.25)),
        (-0.35, 0.4, colour),
        (0.4, 1, mix(colour, INK, 0.4)),
    ):
        edge = at([(74, t * low), (length - 60, t * low), (length - 60, t * high), (74, t * high)])
        canvas.polygon(edge, tone)
        canvas.polygon(at(oval(74, t * (low + high) / 2, 12, t * (high - low) / 2)), tone)
    for low, high, tone in ((-1, 0.2, mix(OCHRE, PAPER, 0.35)), (0.2, 1, mix(OCHRE, INK, 0.35))):
        canvas.polygon(
            at([(length - 60, t * low), (length - 22, t * low), (length - 22, t * high), (length - 60, t * high)]),
            tone,
        )
    canvas.polygon(at(box(length - 22, -t, length, t)), mix(CLAY, PAPER, 0.25))


def desk(canvas: Canvas, base, light: Point, boards=5, angle=0.0, warmth=0.5, under=None) -> None:
    """A table top that fills the sheet, lit from one side; something large throws its shadow on it."""
    w, h = canvas.width, canvas.height
    with canvas.backdrop():
        canvas.wood(canvas.sheet, base, -300, -300, w + 300, h + 300, angle, boards)
        far = around(light[0] / w, light[1] / h, 0.15, 1.15)
        canvas.shade(canvas.sheet, INK, far, 0.75)
        canvas.glow(light[0], light[1], 1300, 1000, mix(OCHRE, PAPER, 0.35), warmth)
        if under:
            canvas.shadow(under, 10, 16, 16, 0.55)


def proof(canvas: Canvas) -> None:
    """A proof page with correction marks and a red pencil."""
    rnd = canvas.random
    desk(canvas, WALNUT, (520, 200), 6, -3)
    Sheet(canvas, 180, 190, 1000, 1300, -11, mix(PAPER, SAND, 0.45))
    page = Sheet(canvas, 430, 90, 1060, 1420, 3.2)
    dark = mix(INK, PAPER, 0.14)
    page.bar(80, 70, 900, 5, dark)
    page.bar(80, 104, 760, 52, dark)
    page.bar(80, 176, 560, 52, dark)
    page.column(80, 262, 840, 2, 27, mix(INK, PAPER, 0.4), 12)
    page.picture(80, 344, 590, 330)
    page.column(700, 348, 280, 18)
    for x in (80, 390, 700):
        page.column(x, 716, 280, 36)
    red = mix(BRICK, (214, 60, 40), 0.35)

    def stroke(points, width=7):
        rough = [(x + rnd.uniform(-1.5, 1.5), y + rnd.uniform(-1.5, 1.5)) for x, y in points]
        canvas.line(page.at(smooth(rough, closed=False)), red, width)

    stroke([(x, y) for x, y in oval(262, 201, 232, 66, -120, 262, 16)])
    stroke([(x, y) for x, y in oval(268, 205, 222, 58, -100, 30, 8)], 5)
    stroke([(492, 190), (560, 150), (700, 172), (860, 196)], 6)
    stroke([(900, 176), (924, 206), (1000, 132)], 8)
    for i in range(3):
        stroke([(704, 442 + i * 19), (790, 438 + i * 19), (880, 445 + i * 19), (972, 440 + i * 19)], 6)
    stroke([(976, 450), (1012, 440), (1020, 476), (998, 500), (1026, 520)], 6)
    stroke([(170, 905), (190, 872), (210, 905)], 7)
    stroke([(190, 872), (130, 842), (62, 850), (36, 884), (58, 916), (84, 892)], 5)
    stroke([(392, 830), (380, 836), (380, 1000), (392, 1006)], 6)
    stroke([(700 + 14 * k, 884 + (8 if k % 2 else -2)) for k in range(21)], 5)
    pencil(canvas, 1150, 800, 820, 31, BRICK, 40)
    canvas.light(560, 160, 1000, 760, mix(OCHRE, PAPER, 0.7), 0.32)


def envelope(canvas: Canvas) -> None:
    """A sealed envelope and a clock."""
    rnd = canvas.random
    desk(canvas, mix(SLATE, INK, 0.42), (760, 330), 5, 4, 0.42)

    def at(points):
        return turn([(250 + x, 360 + y) for x, y in points], -7, (750, 680))

    w, h = 1020, 660
    body = at(box(0, 0, w, h))
    cream = mix(PAPER, SAND, 0.35)
    canvas.shadow(body, 34, 46, 36, 0.6)
    canvas.shadow(body, 8, 10, 8, 0.5)
    canvas.polygon(body, cream)
    for side, tone in (
        ([(0, 0), (w * 0.5, h * 0.56), (0, h)], 0.06),
        ([(w, 0), (w * 0.5, h * 0.56), (w, h)], 0.16),
    ):
        canvas.polygon(at(side), mix(cream, CLAY, tone))
        canvas.shade(at(side), mix(CLAY, PLUM, 0.3), along(20, 0.5, 1.5), 0.4)
    fold = at([(0, h), (w * 0.44, h * 0.5), (w * 0.5, h * 0.47), (w * 0.56, h * 0.5), (w, h)])
    canvas.shadow(fold, 0, -6, 8, 0.25)
    canvas.polygon(fold, mix(cream, SAND, 0.3))
    canvas.shade(fold, mix(CLAY, PLUM, 0.2), along(70, 0.3, 1.3), 0.45)
    flap = at(smooth([(0, 0), (w * 0.46, h * 0.575), (w * 0.5, h * 0.6), (w * 0.54, h * 0.575), (w, 0)], False))
    canvas.shadow(flap, 6, 16, 16, 0.4)
    canvas.polygon(flap, mix(cream, PAPER, 0.45))
    canvas.shade(flap, mix(SAND, CLAY, 0.5), along(80, 0.3, 1.2), 0.7)
    canvas.line(at([(4, 3), (w - 4, 3)]), PAPER, 4)
    sx, sy = at([(w * 0.5, h * 0.56)])[0]
    rim = smooth(
        [
            (sx + (128 + rnd.uniform(-11, 13)) * math.cos(a), sy + (124 + rnd.uniform(-10, 12)) * math.sin(a))
            for a in (math.tau * i / 14 for i in range(14))
        ]
    )
    canvas.shadow(rim, 10, 16, 12, 0.55)
    canvas.polygon(rim, BRICK)
    canvas.shade(rim, mix(BRICK, INK, 0.6), along(55, 0.35, 1.1), 0.9)
    canvas.shade(rim, mix(BRICK, PAPER, 0.5), along(235, 0.62, 1.15), 0.8)
    well = oval(sx, sy, 88)
    canvas.polygon(oval(sx + 3, sy + 4, 93), mix(BRICK, PAPER, 0.28))
    canvas.polygon(well, mix(BRICK, INK, 0.24))
    canvas.shade(well, mix(BRICK, INK, 0.65), along(235, 0.4, 1.1), 0.9)
    for k in range(8):  # an eight-leaved star, pressed into the wax
        leaf = turn(smooth([(sx, sy - 12), (sx + 17, sy - 42), (sx, sy - 70), (sx - 17, sy - 42)]), 45 * k, (sx, sy))
        canvas.polygon([(x + 2, y + 3) for x, y in leaf], mix(BRICK, INK, 0.6))
        canvas.polygon(leaf, mix(BRICK, CLAY, 0.38))
    cx, cy, r = 1575, 500, 255
    canvas.shadow(oval(cx, cy, r), 40, 54, 36, 0.65)
    canvas.polygon(oval(cx, cy, r), mix(OCHRE, INK, 0.2))
    canvas.shade(oval(cx, cy, r), mix(OCHRE, PAPER, 0.6), along(235, 0.45, 1.0), 1)
    canvas.shade(oval(cx, cy, r), mix(OCHRE, INK, 0.75), along(55, 0.5, 1.1), 1)
    canvas.polygon(oval(cx, cy, r - 30), mix(OCHRE, INK, 0.6))
    face = oval(cx, cy, r - 38)
    canvas.polygon(face, mix(PAPER, SAND, 0.25))
    canvas.shade(face, mix(CLAY, SLATE, 0.4), around(0.62, 0.66, 0.3, 0.85), 0.7)
    for i in range(60):
        long = 34 if i % 5 == 0 else 12
        a = math.tau * i / 60
        inner, outer = r - 56 - long, r - 56
        mark = [(cx + q * math.sin(a), cy - q * math.cos(a)) for q in (inner, outer)]
        canvas.line(mark, mix(INK, PAPER, 0.1), 9 if i % 5 == 0 else 3)
    for turns, length, thick in ((11.86 / 12, 112, 17), (51.5 / 60, 178, 11)):
        a = math.tau * turns
        hand = [
            (cx - 26 * math.sin(a), cy + 26 * math.cos(a)),
            (cx + length * math.sin(a), cy - length * math.cos(a)),
        ]
        canvas.line([(x + 7, y + 10) for x, y in hand], clear(INK, 0.25), thick)
        canvas.line(hand, INK, thick)
    canvas.ellipse(cx, cy, 17, fill=BRICK)
    canvas.paint(oval(cx - 70, cy - 84, 150, 110), PAPER, along(225, 0.35, 1.2), alpha=0.5)
    canvas.light(720, 420, 1000, 800, mix(OCHRE, PAPER, 0.6), 0.28)


def layout(canvas: Canvas) -> None:
    """The front page in blocks, on a table."""
    desk(canvas, mix(OCHRE, WALNUT, 0.62), (700, 100), 6, 2, 0.4)
    paper = mix(PAPER, SAND, 0.25)
    grey = mix(INK, PAPER, 0.62)
    left = Sheet(canvas, -120, 170, 760, 1020, -9, paper)
    left.bar(60, 60, 640, 60, mix(INK, PAPER, 0.25))
    left.picture(60, 160, 640, 330, mix(SAND, OCHRE, 0.4), OLIVE)
    left.column(60, 530, 305, 24, 20, grey)
    left.column(395, 530, 305, 24, 20, grey)
    right = Sheet(canvas, 1310, 60, 740, 1000, 8, paper)
    right.bar(60, 60, 420, 44, mix(INK, PAPER, 0.25))
    right.column(60, 140, 300, 22, 20, grey)
    right.picture(390, 140, 290, 420, mix(SAND, CLAY, 0.3), PLUM)
    for i in range(6):
        right.bar(60, 630 + i * 62, 620, 3, mix(INK, PAPER, 0.7))
        right.column(60, 650 + i * 62, 560, 1, 20, mix(INK, PAPER, 0.4), 14)
    page = Sheet(canvas, 520, 80, 900, 1240, -2)
    page.bar(60, 48, 780, 4, INK)
    page.bar(300, 70, 300, 40, mix(INK, PAPER, 0.1))
    page.bar(60, 128, 780, 4, INK)
    lead = page.at(box(60, 160, 840, 300))
    canvas.polygon(lead, BRICK)
    canvas.shade(lead, mix(BRICK, INK, 0.5), along(25, 0.3, 1.3), 0.8)
    page.bar(92, 192, 640, 26, mix(PAPER, SAND, 0.2))
    page.bar(92, 238, 430, 26, mix(PAPER, SAND, 0.2))
    page.picture(60, 324, 510, 340)
    page.column(594, 328, 246, 17, 20)
    page.bar(60, 692, 780, 3, mix(INK, PAPER, 0.6))
    page.bar(60, 716, 360, 30, mix(INK, PAPER, 0.2))
    page.column(60, 768, 370, 9, 20)
    page.picture(460, 716, 380, 232, mix(SAND, OCHRE, 0.3), mix(OLIVE, INK, 0.2))
    for i in range(4):
        page.bar(60, 980 + i * 62, 780, 3, mix(INK, PAPER, 0.7))
        page.column(60, 1002 + i * 62, 640, 1, 20, mix(INK, PAPER, 0.35), 15)
    pencil(canvas, 1200, 1010, 720, 24, mix(SLATE, INK, 0.1), 36)
    rule = turn(box(330, 1120, 1010, 1190), -14, (670, 1155))
    canvas.shadow(rule, 10, 16, 10, 0.5)
    canvas.polygon(rule, mix(OCHRE, SAND, 0.35))
    canvas.shade(rule, mix(OCHRE, INK, 0.5), along(90, 0.4, 1.3), 0.6)
    for i in range(64):
        deep = 26 if i % 5 == 0 else 13
        mark = turn([(342 + i * 10.4, 1122), (342 + i * 10.4, 1122 + deep)], -14, (670, 1155))
        canvas.line(mark, clear(INK, 0.8), 2.5)
    canvas.light(760, 120, 1100, 800, mix(OCHRE, PAPER, 0.7), 0.25)
