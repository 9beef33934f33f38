"""An oud on its maker's bench."""

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
    box,
    clear,
    mix,
    oval,
    smooth,
    turn,
)
from newsroom.demo.scenes_table import WALNUT


def oud(canvas: Canvas) -> None:
    """An oud on a workbench under hanging tools."""
    rnd = canvas.random
    w, h = canvas.width, canvas.height
    wall = box(0, 0, w, 860)
    canvas.polygon(wall, mix(CLAY, SAND, 0.45))
    canvas.shade(wall, mix(CLAY, PLUM, 0.5), along(28, 0.25, 1.25), 0.8)
    canvas.scatter(500, 0, 0, w, 860, (mix(CLAY, SAND, 0.7), mix(CLAY, PLUM, 0.4)), 1, 4, 0.35)
    for i in range(2):  # light from a window outside the picture: four leaning panes
        for j in range(2):
            left, top = 210 + i * 262, 60 + j * 300
            pane = [(left + top * 0.42, top), (left + 238 + top * 0.42, top - 30)]
            pane += [(left + 238 + (top + 276) * 0.42, top + 246), (left + (top + 276) * 0.42, top + 276)]
            canvas.paint(pane, mix(PAPER, OCHRE, 0.25), blur=5, alpha=0.55)
    rail = box(760, 150, w, 184)
    canvas.shadow(rail, 10, 18, 10, 0.4)
    canvas.polygon(rail, WALNUT)
    canvas.shade(rail, INK, along(90, 0.3, 1.3), 0.6)
    tools(canvas, 184)
    bench = box(0, 850, w, h)
    canvas.wood(bench, mix(OCHRE, WALNUT, 0.5), -60, 850, w + 60, h + 60, 0, 4, 0.45)
    canvas.paint(box(0, 850, w, 900), PAPER, along(270, 0, 1), alpha=0.3)
    canvas.shade(bench, mix(PLUM, INK, 0.6), along(25, 0.3, 1.2), 0.8)
    canvas.paint(box(0, 820, w, 856), INK, blur=10, alpha=0.35)
    instrument(canvas)
    for _ in range(34):  # shavings: little curls of the plane
        x, y = rnd.uniform(120, 1800), rnd.uniform(1000, 1240)
        if 220 < x < 1080 and y < 1205:
            continue
        r, begin = rnd.uniform(14, 34), rnd.uniform(0, 360)
        curl = [
            (
                x + r * (1 - t * 0.6) * math.cos(math.radians(begin + t * 560)),
                y + r * 0.6 * (1 - t * 0.6) * math.sin(math.radians(begin + t * 560)),
            )
            for t in (k / 24 for k in range(25))
        ]
        canvas.line([(a + 5, b + 8) for a, b in curl], clear(INK, 0.3), 10)
        tone = mix(SAND, OCHRE, rnd.random() * 0.6)
        canvas.line(curl, mix(tone, INK, 0.3), 10)
        canvas.line([(a, b - 2) for a, b in curl], tone, 6)
    canvas.light(520, 420, 1100, 800, mix(OCHRE, PAPER, 0.6), 0.28)


def tools(canvas: Canvas, top) -> None:
    """Chisels, a saw, a plane iron and clamps on their hooks."""
    steel, handle = mix(SLATE, PAPER, 0.35), mix(OCHRE, BRICK, 0.4)

    def hang(points, colour):
        canvas.shadow(points, 16, 20, 9, 0.38)
        canvas.polygon(points, colour)
        canvas.shade(points, INK, along(0, 0.4, 1.2), 0.55)

    for i, (long, wide) in enumerate(((150, 17), (178, 24), (132, 13), (166, 30))):
        x = 860 + i * 82
        hang(
            smooth(
                [
                    (x - 15, top - 6),
                    (x + 15, top - 6),
                    (x + 19, top + 60),
                    (x + 13, top + 118),
                    (x - 13, top + 118),
                    (x - 19, top + 60),
                ]
            ),
            (handle, BRICK, handle, mix(OLIVE, INK, 0.2))[i],
        )
        hang(box(x - 9, top + 112, x + 9, top + 132), mix(OCHRE, PAPER, 0.3))
        blade = [
            (x - wide / 2, top + 130),
            (x + wide / 2, top + 130),
            (x + wide / 2, top + 122 + long),
            (x - wide / 2, top + 136 + long),
        ]
        hang(blade, steel)
    x = 1268
    blade = [(x, top + 108), (x + 62, top + 108), (x + 52, top + 470), (x + 22, top + 470)]
    hang(blade, steel)
    teeth = [(x + 22 - (7 if k % 2 else 0) - 22 * (1 - k / 50), top + 108 + k * 7.2) for k in range(51)]
    canvas.line(teeth, mix(SLATE, INK, 0.4), 4)
    hang(
        smooth(
            [
                (x - 4, top + 4),
                (x + 58, top - 8),
                (x + 76, top + 40),
                (x + 66, top + 116),
                (x + 4, top + 116),
                (x - 12, top + 60),
            ]
        ),
        mix(BRICK, INK, 0.15),
    )
    canvas.polygon(oval(x + 32, top + 54, 17, 30), mix(CLAY, PLUM, 0.4))
    for x, long in ((1440, 330), (1540, 280)):
        hang(box(x, top - 4, x + 16, top + long), mix(SLATE, INK, 0.35))
        hang(box(x - 6, top + 10, x + 84, top + 40), mix(SLATE, INK, 0.2))
        hang(box(x - 6, top + long - 90, x + 84, top + long - 60), mix(SLATE, INK, 0.2))
        hang(box(x + 62, top + long - 110, x + 74, top + long + 30), steel)
        hang(box(x + 54, top + long + 26, x + 82, top + long + 92), handle)
    rose = oval(1735, top + 120, 92)
    canvas.line([(1735, top - 8), (1735, top + 40)], INK, 4)
    hang(rose, mix(SAND, OCHRE, 0.35))
    lattice(canvas, 1735, top + 120, 76, mix(CLAY, PLUM, 0.55))


def lattice(canvas: Canvas, x, y, r, colour, squeeze=1.0, angle=0.0) -> None:
    """A carved rose: petals cut out of a disc, in two rings."""
    for count, at, long, wide in ((12, 0.72, 0.2, 0.1), (8, 0.36, 0.2, 0.09)):
        for k in range(count):
            leaf = turn(oval(x + r * at, y, r * long, r * wide, n=16), 360 * k / count + 10, (x, y))
            leaf = [(a, y + (b - y) * squeeze) for a, b in leaf]
            canvas.polygon(turn(leaf, angle, (x, y)), colour)
    canvas.polygon(turn(oval(x, y, r * 0.1, r * 0.1 * squeeze, n=16), angle, (x, y)), colour)


def instrument(canvas: Canvas) -> None:
    """The oud itself, its neck to the right, its striped bowl below the soundboard."""
    cx, cy = 640, 820

    def at(points):
        return turn([(cx + x, cy + y) for x, y in points], -9, (cx, cy))

    def pear(top, bottom, steps=14):
        """The outline of an oud's face or bowl; the neck's joint is at x = 480."""
        upper = [
            (480, -34),
            (330, -90 * top),
            (160, -190 * top),
            (-60, -232 * top),
            (-250, -190 * top),
            (-352, -90 * top),
        ]
        lower = [(-378, 10), (-352, 110 * bottom), (-250, 205 * bottom), (-60, 245 * bottom), (160, 200 * bottom)]
        return smooth([*upper, *lower, (330, 100 * bottom), (480, 38)], True, steps)

    bowl = at(pear(0.9, 1.42))
    canvas.paint(oval(cx + 70, cy + 334, 400, 36), INK, blur=20, alpha=0.8)
    light, dark = mix(OCHRE, SAND, 0.25), mix(WALNUT, BRICK, 0.3)
    for k in range(9):  # the ribs, from the outermost inwards
        share = 1.42 - k * 0.06
        canvas.polygon(at(pear(0.9, share)), (dark, light)[k % 2])
    canvas.shade(bowl, mix(PLUM, INK, 0.7), along(80, 0.55, 1.02), 0.95)
    neck = at([(440, -34), (985, -27), (985, 27), (440, 38)])
    canvas.shadow(neck, 10, 60, 24, 0.4)
    canvas.polygon(at([(440, 30), (985, 22), (980, 50), (470, 78)]), mix(WALNUT, BRICK, 0.25))
    face = at(pear(1, 0.93))
    canvas.polygon(at(pear(1.03, 0.97)), mix(WALNUT, INK, 0.3))
    canvas.polygon(face, mix(SAND, OCHRE, 0.16))
    for k in range(46):
        y = -225 + k * 10
        half = 420 * math.sqrt(max(0, 1 - (y / 240) ** 2))
        run = [(-60 - half * 0.72, y), (-60 + half * 0.9, y * 0.8)]
        canvas.line(at(run), clear(mix(OCHRE, BRICK, 0.3), 0.2), 2)
    canvas.shade(face, mix(OCHRE, BRICK, 0.35), along(60, 0.4, 1.2), 0.75)
    canvas.shade(face, PAPER, along(240, 0.55, 1.15), 0.7)
    canvas.polygon(neck, mix(INK, PLUM, 0.35))
    canvas.shade(neck, mix(CLAY, SAND, 0.3), along(270, 0.5, 1.2), 0.6)
    for x, y, r in ((130, 4, 92), (-70, -112, 50), (-70, 112, 50)):
        ring = at(oval(x, y, r))
        canvas.polygon(at(oval(x, y, r + 13)), mix(WALNUT, OCHRE, 0.3))
        canvas.polygon(ring, mix(INK, PLUM, 0.5))
        ox, oy = at([(x, y)])[0]
        lattice(canvas, ox, oy, r * 0.98, mix(SAND, OCHRE, 0.4), 1, -9)
        canvas.line(ring, mix(SAND, PAPER, 0.2), 4)
    guard = at(smooth([(-150, -40), (-95, -56), (-60, 0), (-95, 56), (-150, 40), (-168, 0)]))
    canvas.polygon(guard, mix(BRICK, INK, 0.3))
    bridge = at(smooth([(-262, -110), (-236, -112), (-232, 0), (-236, 112), (-262, 110), (-268, 0)]))
    canvas.shadow(bridge, 6, 8, 5, 0.5)
    canvas.polygon(bridge, mix(WALNUT, INK, 0.35))
    for k in range(11):
        y = (k - 5) / 5
        canvas.line(at([(-244, y * 84 + 3), (985, y * 20 + 3)]), clear(INK, 0.3), 2)
        canvas.line(at([(-246, y * 84), (985, y * 20)]), mix(PAPER, SAND, 0.3), 2.2)
    nut = at(box(975, -32, 992, 32))
    # The pegbox bends back from the nut, as on every oud.
    spine = [(988, -30), (1010, -24), (900, 232), (868, 250), (850, 236), (958, 30)]
    head = at(spine)
    canvas.shadow(head, 14, 22, 12, 0.45)
    canvas.polygon(head, mix(WALNUT, BRICK, 0.2))
    canvas.shade(head, INK, along(90, 0.3, 1.1), 0.7)
    canvas.polygon(nut, PAPER)
    for k in range(5):
        t = 0.18 + k * 0.17
        px, py = 985 - 112 * t, 10 + 225 * t
        for side in (-1, 1):
            tip = (px + side * 74, py + side * 30)
            canvas.line(at([(px + side * 14, py + side * 5), tip]), mix(WALNUT, INK, 0.5), 9)
            canvas.polygon(at(turn(oval(tip[0], tip[1], 20, 12), 22, tip)), mix(INK, PLUM, 0.4))
            canvas.polygon(at(turn(oval(tip[0] - 3, tip[1] - 4, 8, 4), 22, tip)), mix(CLAY, PAPER, 0.3))
