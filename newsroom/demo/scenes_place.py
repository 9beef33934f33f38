"""Pictures of places: the library, the football pitch from above."""

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
    along,
    around,
    box,
    clear,
    mix,
    oval,
    smooth,
    turn,
)
from newsroom.demo.scenes_table import WALNUT

EARTH = mix(CLAY, PLUM, 0.45)
GRASS = mix(OLIVE, SAND, 0.12)


def library(canvas: Canvas) -> None:
    """Shelves, a ladder, and a lamp on a reading table."""
    rnd = canvas.random
    w, h = canvas.width, canvas.height
    canvas.polygon(canvas.sheet, mix(WALNUT, INK, 0.55))
    spines = (
        BRICK,
        OCHRE,
        OLIVE,
        SLATE,
        PLUM,
        CLAY,
        mix(SAND, OCHRE, 0.3),
        mix(SLATE, INK, 0.35),
        mix(BRICK, INK, 0.35),
    )
    shelf = 214
    for row in range(6):
        foot = 168 + row * shelf
        for bay in range(4):
            x0, x1 = bay * 490 - 20, bay * 490 + 450
            niche = box(x0, foot - shelf + 26, x1, foot)
            canvas.polygon(niche, mix(WALNUT, INK, 0.72))
            x = x0 + 8
            while x < x1 - 16:
                if rnd.random() < 0.045:
                    x += rnd.uniform(24, 60)
                    continue
                wide = rnd.uniform(20, 50)
                if x + wide > x1 - 6:
                    break
                tall = rnd.uniform(118, 172)
                book = box(x, foot - tall, x + wide, foot)
                lean = rnd.random() < 0.05 and x + wide + 34 < x1
                if lean:
                    book = turn(book, 9, (x + wide, foot))
                    book = [(a + 26, b - 2) for a, b in book]
                colour = mix(rnd.choice(spines), rnd.choice((INK, SAND)), rnd.uniform(0.02, 0.2))
                canvas.polygon(book, colour)
                light = [book[0], (book[0][0] + wide * 0.22, book[0][1]), (book[3][0] + wide * 0.22, foot), book[3]]
                canvas.polygon(light, clear(PAPER, 0.13))
                dark = [(book[1][0] - wide * 0.3, book[1][1]), book[1], book[2], (book[2][0] - wide * 0.3, foot)]
                canvas.polygon(dark, clear(INK, 0.26))
                if not lean:
                    gold = clear(mix(OCHRE, PAPER, 0.35), 0.8)
                    for band in rnd.choice(((0.14,), (0.1, 0.16), (0.12, 0.8), (0.1, 0.16, 0.78, 0.84), ())):
                        y = foot - tall + tall * band
                        canvas.polygon(box(x, y, x + wide, y + 4), gold)
                    if wide > 30 and rnd.random() < 0.5:
                        label = box(x + 7, foot - tall * 0.72, x + wide - 7, foot - tall * 0.5)
                        canvas.polygon(label, clear(mix(PAPER, SAND, 0.4), 0.85))
                x += wide + 1.5 + (30 if lean else 0)
            canvas.paint(box(x0, foot - shelf + 26, x1, foot - shelf + 80), INK, along(270), alpha=0.6)
        plank = box(-10, foot, w + 10, foot + 26)
        canvas.polygon(plank, mix(WALNUT, OCHRE, 0.32))
        canvas.shade(plank, INK, along(90, 0.35, 1.2), 0.6)
        canvas.line([(0, foot + 2), (w, foot + 2)], clear(mix(OCHRE, PAPER, 0.4), 0.6), 3)
    for bay in range(-1, 4):
        x = bay * 490 + 450
        post = box(x, 0, x + 40, h)
        canvas.polygon(post, mix(WALNUT, OCHRE, 0.26))
        canvas.shade(post, INK, along(0, 0.35, 1.1), 0.7)
        canvas.line([(x + 3, 0), (x + 3, h)], clear(mix(OCHRE, PAPER, 0.4), 0.5), 3)
    ladder(canvas)
    canvas.shade(canvas.sheet, mix(INK, PLUM, 0.2), around(0.68, 0.62, 0.12, 0.8), 0.85)
    table = box(0, 1060, w, h)
    canvas.shadow(table, 0, -14, 20, 0.6)
    canvas.wood(table, mix(WALNUT, OCHRE, 0.22), -40, 1060, w + 40, h + 40, 0, 3)
    canvas.paint(box(0, 1060, w, 1074), mix(OCHRE, PAPER, 0.5), around(0.68, 0.5, 0.6, 0.05), alpha=0.9)
    canvas.shade(table, INK, around(0.68, 0.2, 0.15, 0.85), 0.85)
    canvas.paint(oval(1300, 1130, 480, 70), mix(OCHRE, PAPER, 0.5), blur=36, alpha=0.5)
    open_book(canvas, 930, 1130)
    pile(canvas, 1600, 1128)
    lamp(canvas, 1300, 1130)


def ladder(canvas: Canvas) -> None:
    """A ladder that leans on the shelves."""
    foot, top = (330, 1130), (560, -40)
    for dx in (0, 150):
        rail = [
            (foot[0] + dx - 13, foot[1]),
            (foot[0] + dx + 13, foot[1]),
            (top[0] + dx * 0.84 + 11, top[1]),
            (top[0] + dx * 0.84 - 11, top[1]),
        ]
        canvas.shadow(rail, 26, 12, 9, 0.55)
        canvas.polygon(rail, mix(OCHRE, SAND, 0.2))
        canvas.shade(rail, mix(WALNUT, INK, 0.2), along(0, 0.4, 1.1), 0.8)
    for k in range(9):
        t = 0.07 + k * 0.108
        x = foot[0] + (top[0] - foot[0]) * t
        y = foot[1] + (top[1] - foot[1]) * t
        rung = box(x - 8, y - 10, x + 158 - 24 * t, y + 10)
        canvas.shadow(rung, 20, 14, 7, 0.5)
        canvas.polygon(rung, mix(OCHRE, SAND, 0.35))
        canvas.polygon(box(x - 8, y + 2, x + 158 - 24 * t, y + 10), mix(OCHRE, WALNUT, 0.5))


def lamp(canvas: Canvas, x, foot) -> None:
    """A brass reading lamp with a green shade."""
    canvas.glow(x, foot - 240, 820, 640, mix(OCHRE, PAPER, 0.4), 0.62)
    cone = [(x - 170, foot - 330), (x + 170, foot - 330), (x + 420, foot + 20), (x - 420, foot + 20)]
    canvas.paint(cone, mix(PAPER, OCHRE, 0.3), along(90, 1.1, 0.0), blur=22, alpha=0.55)
    canvas.paint(oval(x, foot + 12, 120, 22), INK, blur=8, alpha=0.6)
    brass = mix(OCHRE, PLUM, 0.2)
    base = [*oval(x, foot, 104, 26, 0, 180), *oval(x, foot - 16, 104, 26, 180, 360)]
    canvas.polygon(base, brass)
    canvas.shade(base, mix(brass, INK, 0.7), along(0, 0.4, 1.1), 0.9)
    stem = box(x - 11, foot - 340, x + 11, foot - 22)
    canvas.polygon(stem, brass)
    canvas.shade(stem, mix(brass, INK, 0.7), along(0, 0.35, 1.0), 0.9)
    canvas.shade(stem, PAPER, along(180, 0.55, 1.0), 0.7)
    shape = smooth(
        [
            (x - 214, foot - 330),
            (x - 186, foot - 420),
            (x - 110, foot - 474),
            (x, foot - 490),
            (x + 110, foot - 474),
            (x + 186, foot - 420),
            (x + 214, foot - 330),
        ],
        False,
    )
    green = mix(OLIVE, (30, 92, 62), 0.5)
    canvas.shadow(shape, 0, 14, 12, 0.5)
    canvas.polygon(shape, green)
    canvas.shade(shape, mix(green, INK, 0.6), along(60, 0.45, 1.1), 0.9)
    canvas.shade(shape, mix(green, PAPER, 0.6), along(240, 0.6, 1.1), 0.85)
    canvas.paint(box(x - 206, foot - 372, x + 206, foot - 332), mix(OCHRE, PAPER, 0.4), along(90), alpha=0.5)
    canvas.rectangle(x - 216, foot - 338, x + 216, foot - 322, mix(OCHRE, PAPER, 0.55), 8)
    canvas.ellipse(x, foot - 494, 14, 12, brass)
    canvas.line([(x + 60, foot - 322), (x + 60, foot - 240)], mix(brass, PAPER, 0.3), 3)
    canvas.ellipse(x + 60, foot - 236, 7, 9, mix(brass, PAPER, 0.4))


def open_book(canvas: Canvas, x, y) -> None:
    """A book lying open."""
    canvas.paint(oval(x, y + 38, 280, 26), INK, blur=12, alpha=0.6)
    canvas.polygon([(x - 276, y + 34), (x + 276, y + 34), (x + 262, y + 48), (x - 262, y + 48)], mix(BRICK, INK, 0.2))
    for side in (-1, 1):
        page = smooth([(x, y - 28), (x + side * 90, y - 56), (x + side * 240, y - 44)], False)
        page += smooth([(x + side * 270, y + 34), (x + side * 110, y + 22), (x, y + 42)], False)
        canvas.polygon([(a, b + 8) for a, b in page], mix(SAND, CLAY, 0.35))
        canvas.polygon(page, mix(PAPER, SAND, 0.3))
        canvas.shade(page, mix(CLAY, PLUM, 0.3), along(0 if side < 0 else 180, 0.55, 1.1), 0.7)
        for k in range(6):
            t = k / 6
            run = smooth(
                [
                    (x + side * (26 + 6 * t), y - 18 + t * 50),
                    (x + side * 100, y - 40 + t * 52),
                    (x + side * (222 + 20 * t), y - 32 + t * 54),
                ],
                False,
                6,
            )
            canvas.line(run, clear(INK, 0.42), 3.5)


def pile(canvas: Canvas, x, y) -> None:
    """Books lying on one another."""
    canvas.paint(oval(x, y + 24, 190, 24), INK, blur=12, alpha=0.6)
    for k, (tone, half, dx) in enumerate(((SLATE, 172, 0), (BRICK, 150, 10), (OCHRE, 156, -14), (OLIVE, 120, 6))):
        top = y - 34 - k * 48
        cover = box(x + dx - half, top, x + dx + half, top + 46)
        canvas.rectangle(x + dx - half, top, x + dx + half, top + 46, tone, 7)
        canvas.polygon(box(x + dx - half + 16, top + 8, x + dx + half + 2, top + 38), mix(SAND, PAPER, 0.3))
        for i in range(4):
            canvas.line(
                [(x + dx - half + 18, top + 13 + i * 7), (x + dx + half, top + 13 + i * 7)], clear(CLAY, 0.5), 1.6
            )
        canvas.shade(cover, INK, along(20, 0.4, 1.2), 0.65)


def crown(canvas: Canvas, x, y, r, tone) -> None:
    """A tree from above, with its shadow."""
    rnd = canvas.random
    canvas.paint(oval(x + r * 0.5, y + r * 0.55, r * 1.02, r), INK, blur=r * 0.12, alpha=0.5)
    for k in range(34):
        a, q = rnd.random() * math.tau, r * math.sqrt(rnd.random()) * 0.72
        lit = 0.5 - 0.5 * (math.cos(a - math.radians(45)) * q / r)
        colour = mix(mix(tone, INK, 0.5), mix(tone, SAND, 0.42), lit * 0.7 + k / 110)
        size = r * rnd.uniform(0.22, 0.36) * (1 - k / 90)
        canvas.ellipse(x + q * math.cos(a), y + q * math.sin(a), size, size, colour)
    whole = oval(x, y, r)
    canvas.shade(whole, mix(tone, INK, 0.7), along(50, 0.5, 1.2), 0.7)
    canvas.shade(whole, mix(tone, SAND, 0.7), along(230, 0.6, 1.2), 0.6)


def pitch(canvas: Canvas) -> None:
    """A football pitch from above; in one corner the last rolls of turf wait on bare earth."""
    rnd = canvas.random
    middle = (960, 640)
    with canvas.backdrop():
        canvas.polygon(canvas.sheet, EARTH)
        canvas.shade(canvas.sheet, mix(SAND, CLAY, 0.5), along(230, 0.1, 1.1), 0.75)
        canvas.scatter(900, 0, 0, 1920, 1280, (mix(EARTH, INK, 0.4), mix(EARTH, SAND, 0.5)), 1, 4.5, 0.5)

    def at(points):
        return turn(points, -7, middle)

    left, top, right, foot = 170, 150, 1790, 1150
    edge = at(box(left - 46, top - 46, right + 46, foot + 46))
    canvas.polygon(edge, mix(GRASS, INK, 0.22))
    light, dark = mix(GRASS, (150, 168, 84), 0.55), mix(GRASS, (62, 92, 52), 0.55)
    n = 14
    for k in range(n):
        a, b = left + (right - left) * k / n, left + (right - left) * (k + 1) / n
        stripe = at(box(a, top - 46, b, foot + 46))
        canvas.polygon(stripe, (light, dark)[k % 2])
        canvas.shade(stripe, (mix(light, PAPER, 0.3), mix(dark, INK, 0.3))[k % 2], along(90, 0.2, 1.4), 0.5)
    for _ in range(2400):
        x, y = rnd.uniform(left - 40, right + 40), rnd.uniform(top - 40, foot + 40)
        blade = at([(x, y), (x + rnd.uniform(-5, 5), y - rnd.uniform(6, 13))])
        canvas.line(blade, clear(rnd.choice((PAPER, INK, SAND)), 0.13), 2)
    white = mix(PAPER, SAND, 0.12)

    def mark(points, thick=8):
        canvas.line(at(points), white, thick)

    cx, cy = (left + right) / 2, (top + foot) / 2
    mark([*box(left, top, right, foot), (left, top), (left + 10, top)])
    mark([(cx, top), (cx, foot)])
    mark(oval(cx, cy, 142))
    canvas.polygon(at(oval(cx, cy, 12)), white)
    for side, x in ((1, left), (-1, right)):
        mark([(x, cy - 300), (x + side * 252, cy - 300), (x + side * 252, cy + 300), (x, cy + 300)])
        mark([(x, cy - 136), (x + side * 88, cy - 136), (x + side * 88, cy + 136), (x, cy + 136)])
        canvas.polygon(at(oval(x + side * 172, cy, 10)), white)
        arc = oval(x + side * 172, cy, 142, 142, -54, 54) if side > 0 else oval(x - 172, cy, 142, 142, 126, 234)
        mark(arc)
        net = at(box(x - side * 46, cy - 62, x, cy + 62))
        canvas.shadow(net, 12, 14, 5, 0.5)
        canvas.polygon(net, clear(PAPER, 0.28))
        for k in range(9):
            canvas.line(at([(x - side * 46, cy - 62 + k * 15.5), (x, cy - 62 + k * 15.5)]), clear(PAPER, 0.55), 2)
        mark([(x, cy - 62), (x - side * 46, cy - 62), (x - side * 46, cy + 62), (x, cy + 62)], 6)
    for x, y, begin in ((left, top, 0), (right, top, 90), (left, foot, 270)):
        mark(oval(x, y, 34, 34, begin, begin + 90, 12), 6)
    unlaid(canvas, at, right, foot)
    for x, y, r in ((60, 90, 120), (250, 30, 84), (1640, 60, 78), (1860, 120, 118), (70, 1200, 128), (300, 1262, 84)):
        crown(canvas, x, y, r, mix(OLIVE, (70, 96, 60), rnd.random()))
    posts = at([(left - 70 + k * 146, foot + 82) for k in range(9)])
    canvas.line([(x + 8, y + 12) for x, y in posts], clear(INK, 0.4), 4)
    canvas.line(posts, mix(SAND, OCHRE, 0.4), 4)
    for x, y in posts:
        canvas.line([(x, y), (x + 26, y + 30)], clear(INK, 0.45), 9)
        canvas.ellipse(x, y, 9, fill=BRICK)
    canvas.light(300, 140, 1300, 1000, mix(OCHRE, PAPER, 0.5), 0.3)


def unlaid(canvas: Canvas, at, right, foot) -> None:
    """The corner that is still earth, its turf lying ready in rolls."""
    rnd = canvas.random
    corner = [(right + 60, foot - 330), (right - 96, foot - 330), (right - 96, foot - 220), (right - 212, foot - 220)]
    corner += [(right - 212, foot - 110), (right - 330, foot - 110), (right - 330, foot + 60), (right + 60, foot + 60)]
    canvas.polygon(at(corner), mix(EARTH, INK, 0.18))
    canvas.shade(at(corner), mix(EARTH, SAND, 0.5), along(50, 0.2, 1.2), 0.6)
    for _ in range(420):
        x, y = right + rnd.uniform(-330, 60), foot + rnd.uniform(-330, 60)
        if (x - right < -212 and y - foot < -100) or (x - right < -96 and y - foot < -212):
            continue
        r = rnd.uniform(2, 6)
        spot = at([(x, y)])[0]
        canvas.ellipse(*spot, r, r * 0.8, clear(rnd.choice((mix(EARTH, INK, 0.5), mix(EARTH, SAND, 0.5))), 0.6))
    green = mix(GRASS, (150, 168, 84), 0.5)
    for x, y in ((-96, -330), (-212, -220), (-330, -110)):  # the laid turf is a hand thicker than the earth
        lip = at(box(right + x, foot + y, right + x + 118, foot + y + 10))
        canvas.polygon(lip, mix(PLUM, INK, 0.3))
    for k, (x, y, angle) in enumerate(
        ((-150, -150, 4), (-40, -260, -6), (-262, -42, 2), (-60, -90, 9), (-150, 4, -4), (-30, 16, 2))
    ):
        cx, cy = at([(right + x, foot + y)])[0]
        long, r = 96, 30

        def lie(points, angle=angle, cx=cx, cy=cy):
            return turn([(cx + a, cy + b) for a, b in points], angle - 7, (cx, cy))

        roll = lie([*oval(-long / 2, 0, 12, r, 90, 270), *oval(long / 2, 0, 12, r, -90, 90)])
        canvas.shadow(roll, 14, 18, 8, 0.6)
        canvas.polygon(roll, mix(green, INK, 0.08 * (k % 2)))
        canvas.shade(roll, mix(OLIVE, INK, 0.6), along(85, 0.4, 1.1), 0.9)
        canvas.shade(roll, mix(green, PAPER, 0.5), along(265, 0.6, 1.1), 0.8)
        canvas.polygon(lie(oval(long / 2, 0, 12, r)), mix(EARTH, INK, 0.35))
        for q in (0.75, 0.45, 0.18):
            canvas.line(lie(oval(long / 2, 0, 12 * q, r * q)), mix(green, SAND, 0.2), 3.5)
