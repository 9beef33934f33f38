"""The market hall, with light falling through its roof."""

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
)

WARM = mix(CLAY, PLUM, 0.7)


def market(canvas: Canvas) -> None:
    """The market hall: light through the roof, stalls to the left and right."""
    rnd = canvas.random
    w, h = canvas.width, canvas.height
    vx, vy = 960, 690  # the point where all lines meet
    timber = mix(WARM, INK, 0.35)
    canvas.polygon(canvas.sheet, mix(PLUM, INK, 0.4))
    roof = [(0, -160), (w, -160), (vx + 130, vy - 190), (vx - 130, vy - 190)]
    canvas.polygon(roof, mix(WARM, INK, 0.55))

    def at(x, y, z):
        """A place in the hall on the sheet: z is 0 in front, 1 far away."""
        s = 1 / (1 + z * 6.2)
        return vx + x * s, vy + y * s

    def span(corners):
        return [at(*corner) for corner in corners]

    side, eaves, ridge, floor = 1180, -520, -1010, 560
    ground = span([(-side, floor, 0), (side, floor, 0), (side, floor, 1), (-side, floor, 1)])
    canvas.polygon([(-300, h), (w + 300, h), *ground[2:]], mix(CLAY, PLUM, 0.4))
    for x in range(-1100, 1101, 220):
        canvas.line(span([(x, floor, 0), (x, floor, 1)]), clear(INK, 0.16), 2)
    for k in range(22):
        canvas.line(span([(-side, floor, k**1.5 / 100), (side, floor, k**1.5 / 100)]), clear(INK, 0.16), 2)
    for x in (-1, 1):
        wall = span([(x * side, eaves, 0), (x * side, floor, 0), (x * side, floor, 1), (x * side, eaves, 1)])
        canvas.polygon(wall, mix(CLAY, PLUM, 0.62))
        slope = span([(x * side, eaves, 0), (0, ridge, 0), (0, ridge, 1), (x * side, eaves, 1)])
        canvas.polygon(slope, mix(WARM, INK, 0.48 if x > 0 else 0.6))
        for k in range(9):  # glass between the beams
            z0, z1 = k * 0.125 + 0.016, (k + 1) * 0.125 - 0.016
            if k > 7:
                continue
            pane = span([(x * 640, -744, z0), (x * 250, -906, z0), (x * 250, -906, z1), (x * 640, -744, z1)])
            canvas.polygon(pane, mix(PAPER, OCHRE, 0.12 if x < 0 else 0.3))
            canvas.shade(pane, mix(OCHRE, SLATE, 0.4), along(90, 0.3, 1.2), 0.5)
            for t in (0.33, 0.66):
                bar = [(x * (640 - 390 * t), -744 - 162 * t, z) for z in (z0, z1)]
                canvas.line(span(bar), timber, 7 / (1 + z0 * 5))
    end = span([(-side, floor, 1), (-side, eaves, 1), (0, ridge, 1), (side, eaves, 1), (side, floor, 1)])
    canvas.polygon(end, mix(CLAY, SAND, 0.3))
    canvas.shade(end, PLUM, along(90, 0.4, 1.2), 0.7)
    arch = [
        at(70 * math.cos(a) * 4.4, 130 + 300 * math.sin(a), 1) for a in (math.pi + math.pi * i / 24 for i in range(25))
    ]
    gate = [*arch, at(308, floor, 1), at(-308, floor, 1)]
    canvas.polygon(gate, mix(PAPER, SAND, 0.3))
    canvas.glow(vx, vy + 20, 260, 220, PAPER, 0.7)
    for k in range(8, -1, -1):  # from far to near: truss, then what stands before it
        z = k * 0.125
        s = 1 / (1 + z * 6.2)
        tone = mix(timber, mix(CLAY, OCHRE, 0.4), z * 0.55)
        if k:
            for x in (-1, 1):
                stall(canvas, at, x, z - 0.02, s, rnd, k)
        thick = 46 * s
        for x in (-1, 1):
            canvas.line(span([(x * side, eaves, z), (0, ridge, z)]), tone, thick)
            canvas.line(span([(x * side * 0.5, eaves, z), (x * side * 0.56, -745, z)]), tone, thick * 0.6)
            canvas.line(span([(x * 80, eaves, z), (x * 520, -770, z)]), tone, thick * 0.6)
            canvas.line(span([(x * side, eaves, z), (x * side, floor, z)]), mix(tone, INK, 0.2), thick * 1.1)
            canvas.line(span([(x * side, eaves + 230, z), (x * (side - 230), eaves, z)]), tone, thick * 0.6)
        canvas.line(span([(-side, eaves, z), (side, eaves, z)]), tone, thick)
        canvas.line(span([(0, eaves, z), (0, ridge, z)]), tone, thick * 0.8)
        light = [(x, y - thick * 0.36) for x, y in span([(-side, eaves, z), (side, eaves, z)])]
        canvas.line(light, clear(mix(OCHRE, PAPER, 0.4), 0.5), max(1.5, thick * 0.12))
        if k in (5, 6, 7):
            for x in (-250, -60, 150, 290)[k % 2 : 4 - (k == 7)]:
                shopper(canvas, *at(x + rnd.uniform(-30, 30), floor, z), 320 * s, rnd)
    for x, y, tall in ((610, 1120, 400), (1235, 1050, 330)):
        shopper(canvas, x, y, tall, rnd)
    sun = mix(PAPER, OCHRE, 0.2)
    for k, z in enumerate((0.62, 0.36, 0.18, 0.06)):
        foot = span([(90, floor, z), (430, floor, z), (470, floor, z + 0.07), (130, floor, z + 0.07)])
        top = span([(-630, -748, z), (-300, -884, z)])
        canvas.paint(foot, sun, blur=7, alpha=0.5)
        shaft = [top[0], top[1], foot[1], foot[0]]
        canvas.paint(shaft, sun, along(90, 1.25, 0.0), blur=6 + 5 / (k + 1), alpha=0.42 + 0.06 * k)
    canvas.scatter(160, 300, 200, 1500, 1000, (PAPER, mix(PAPER, OCHRE, 0.3)), 1, 3, 0.5)
    canvas.light(900, 520, 800, 620, mix(PAPER, OCHRE, 0.3), 0.2)


def stall(canvas: Canvas, at, x, z, s, rnd, k) -> None:
    """A stall at one side, with a striped awning and crates of fruit."""
    outer, inner, floor = x * 1120, x * 520, 560

    def span(corners):
        return [at(*corner) for corner in corners]

    tone = (BRICK, SLATE, OLIVE, OCHRE)[(k + (x > 0)) % 4]
    far = z + 0.085
    canvas.polygon(span([(inner, floor, z), (outer, floor, z), (outer, 230, z), (inner, 230, z)]), mix(WARM, INK, 0.25))
    canvas.polygon(
        span([(inner, floor, z), (inner, floor, far), (inner, 230, far), (inner, 230, z)]), mix(WARM, INK, 0.45)
    )
    canvas.polygon(
        span([(inner, 230, z), (outer, 230, z), (outer, 160, far), (inner, 160, far)]), mix(WARM, OCHRE, 0.25)
    )
    for i in range(1, 8):
        plank = inner + (outer - inner) * i / 8
        canvas.line(span([(plank, 250, z), (plank, floor, z)]), clear(INK, 0.35), 5 * s)
    canvas.line(span([(inner, 236, z), (outer, 236, z)]), mix(WARM, OCHRE, 0.5), 16 * s)
    for row in range(3):
        for col in range(7):
            cx, cy = at(inner + (outer - inner) * (col + 0.6) / 7, 205 - row * 26, z + row * 0.024)
            fruit = ((BRICK, OCHRE), (OLIVE, mix(OLIVE, SAND, 0.4)), (OCHRE, CLAY))[(col // 2 + k) % 3][row % 2]
            r = 46 * s / (1 + row * 0.1)
            canvas.ellipse(cx, cy, r, r * 0.92, mix(fruit, INK, 0.35))
            canvas.ellipse(cx - r * 0.12, cy - r * 0.12, r * 0.82, r * 0.76, fruit)
            canvas.ellipse(cx - r * 0.35, cy - r * 0.38, r * 0.25, fill=clear(PAPER, 0.45))
    for px in (inner, outer):
        canvas.line(span([(px, 230, z), (px, -190, z)]), mix(WARM, INK, 0.5), 12 * s)
    stripes = 9
    for i in range(stripes):
        a, b = (inner + (outer - inner) * q / stripes for q in (i, i + 1))
        colour = tone if i % 2 == 0 else mix(PAPER, SAND, 0.45)
        colour = mix(colour, PLUM, 0.12 + 0.05 * (x > 0))
        canvas.polygon(span([(a, -120, z - 0.012), (b, -120, z - 0.012), (b, -270, far), (a, -270, far)]), colour)
        fringe = span([(a, -120, z - 0.012), (b, -120, z - 0.012)])
        mid = ((fringe[0][0] + fringe[1][0]) / 2, fringe[0][1])
        canvas.polygon(
            [*oval(mid[0], mid[1], abs(fringe[1][0] - fringe[0][0]) / 2, 42 * s, 0, 180, 16)], mix(colour, INK, 0.22)
        )
    shelter = span([(inner, -120, z), (outer, -120, z), (outer, -270, far), (inner, -270, far)])
    canvas.shade(shelter, mix(PLUM, INK, 0.3), along(0 if x > 0 else 180, 0.3, 1.2), 0.7)
    canvas.paint(
        span([(inner, -76, z), (outer, -76, z), (outer, 150, z), (inner, 150, z)]),
        INK,
        along(270, 0.2, 1.0),
        alpha=0.35,
    )


def shopper(canvas: Canvas, x, y, tall, rnd) -> None:
    """A figure from behind, small and dark against the light."""
    coat = mix(rnd.choice((SLATE, PLUM, OLIVE, BRICK)), INK, 0.45)
    dark, t, w = mix(coat, INK, 0.55), tall, tall * 0.13
    canvas.paint(oval(x + t * 0.14, y, t * 0.26, t * 0.035), INK, blur=5, alpha=0.55)
    for side, step in ((-1, 0.0), (1, 0.05)):  # one foot before the other
        hip, ankle = x + side * w * 0.42, x + side * w * 0.5
        leg = [(hip - w * 0.3, y - t * 0.45), (hip + w * 0.3, y - t * 0.45), (ankle + w * 0.2, y - t * step)]
        canvas.polygon([*leg, (ankle - w * 0.2, y - t * step)], dark)
        canvas.ellipse(ankle + w * 0.08, y - t * step, w * 0.32, w * 0.14, INK)
    half = [(0.78, 0.34), (0.84, 0.55), (0.98, 0.72), (0.88, 0.8), (0.36, 0.84)]
    shape = smooth([(x - a * w, y - b * t) for a, b in half], False, 6)
    shape += smooth([(x + a * w, y - b * t) for a, b in reversed(half)], False, 6)
    for side in (-1, 1):
        elbow, hand = (x + side * w * 1.2, y - t * 0.6), (x + side * w * 1.12, y - t * 0.44)
        arm = smooth([(x + side * w * 0.84, y - t * 0.78), elbow, hand], False, 6)
        canvas.line(arm, mix(coat, INK, 0.25), t * 0.05)
    canvas.polygon(shape, coat)
    canvas.shade(shape, mix(OCHRE, PAPER, 0.3), along(0, 0.74, 1.1), 0.75)
    canvas.shade(shape, INK, along(180, 0.4, 1.2), 0.6)
    canvas.polygon(box(x - w * 0.2, y - t * 0.88, x + w * 0.2, y - t * 0.83), mix(CLAY, PLUM, 0.5))
    if rnd.random() < 0.5:
        scarf = mix(rnd.choice((SAND, CLAY, SLATE)), PLUM, 0.45)
        veil = [(x - w * 0.75, y - t * 0.78), (x - w * 0.52, y - t * 0.93), (x, y - t * 1.0)]
        veil = smooth([*veil, (x + w * 0.52, y - t * 0.93), (x + w * 0.75, y - t * 0.78)], False, 8)
        canvas.polygon(veil, scarf)
        canvas.shade(veil, INK, along(180, 0.4, 1.2), 0.6)
    else:
        canvas.ellipse(x, y - t * 0.92, t * 0.057, t * 0.07, mix(INK, PLUM, 0.3))
    bag = [
        (x + w * 0.8, y - t * 0.42),
        (x + w * 1.5, y - t * 0.42),
        (x + w * 1.7, y - t * 0.24),
        (x + w * 0.7, y - t * 0.24),
    ]
    canvas.polygon(bag, mix(OCHRE, PLUM, 0.4))
    canvas.shade(bag, INK, along(180, 0.4, 1.2), 0.5)
