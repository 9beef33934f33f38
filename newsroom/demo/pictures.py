"""The demo newsroom's pictures, drawn by code: one for each story that has a picture."""

from PIL import Image

from newsroom.demo import (
    scenes_garden,
    scenes_hills,
    scenes_market,
    scenes_oud,
    scenes_place,
    scenes_river,
    scenes_still,
    scenes_street,
    scenes_table,
    scenes_town,
    scenes_work,
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
    "no-trackers-on-these-pages": scenes_work.phone,
    "canal-cleanup": scenes_river.canal,
    "footbridge-lights": scenes_river.footbridge,
    "river-taxi": scenes_river.ferry,
    "hill-honey": scenes_hills.hives,
    "mountain-road": scenes_hills.mountain,
    "wheat-count": scenes_hills.wheat,
    "date-harvest": scenes_hills.palms,
    "open-air-cinema": scenes_street.cinema,
    "cycling-club": scenes_street.bicycles,
    "street-lamps": scenes_street.lamps,
    "parking-fees": scenes_street.parking,
    "pottery-kiln": scenes_work.kiln,
    "water-meters": scenes_work.meter,
    "school-meals": scenes_work.soup,
}


def draw(name: str, width: int = 1920) -> Image.Image:
    """The picture of a story's file slug, RGB, three to two, ``width`` pixels wide.

    The same name gives the same picture. Raises ``KeyError`` for a story without one.
    """
    scene = SCENES[name]
    canvas = Canvas(name, width)
    scene(canvas)
    return canvas.finish()
