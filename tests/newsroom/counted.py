"""The web application as it is, with each render of a readers' page written down in the file RENDERS."""

import os
import time
from importlib import import_module

application = import_module("newsroom.wsgi").application  # sets Django up, so before all else
pressing = import_module("articles.pressing")
_real = pressing.render
_slow = float(os.environ.get("RENDER_SECONDS", "0"))


def _counted(key, now):
    with open(os.environ["RENDERS"], "a") as file:
        file.write(f"{os.getpid()} {key}\n")
    time.sleep(_slow)
    return _real(key, now)


pressing.render = _counted
