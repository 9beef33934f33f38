"""The demo newsroom's pictures, drawn by code: one for each story that has a picture."""

from PIL import Image

from newsroom.demo import (
    scenes_garden,
    scenes_market,
    scenes_oud,
    scenes_place,
    scenes_still,
    scenes_table,
    scenes_town,
)
from newsroom.demo.drawing import Canvas
from newsroom.demo.portraits import logo, portrait

__all__ = ["SCENES", "draw", "logo", "portrait"]

SCENES = {
    "how-we-correct-mistakes": scenes_table.proof,
    "what-an-embargo-is": scenes_table.envelope,
    "who-decides-the-front-page": scenes_table.layout,
    "bread-queue": scenes_still.bread,
    "chess-club": scenes_still.chess,
    "oud-makers-workshop": scenes_oud.oud,
    "night-buses": scenes_town.night_bus,
    "swifts-return": scenes_town.swifts,
    "market-hall-roof": scenes_market.market,
    "library-opening-hours": scenes_place.library,
    "football-pitch-new-grass": scenes_place.pitch,
    "school-garden": scenes_garden.garden,
}


def draw(name: str, width: int = 1920) -> Image.Image:
    """The picture of a story's file slug, RGB, three to two, ``width`` pixels wide.

    The same name gives the same picture. Raises ``KeyError`` for a story without one.
    """
    scene = SCENES[name]
    canvas = Canvas(name, width)
    scene(canvas)
    return canvas.finish()
