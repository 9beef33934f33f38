#!/usr/bin/env python
"""Commands of the newsroom: `python manage.py help` lists them."""

import os
import sys


def main() -> None:
    os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
    from django.core.management import execute_from_command_line
    from django.db import OperationalError

    try:
        execute_from_command_line(sys.argv)
    except OperationalError as error:
        if "unable to open database file" not in str(error):
            raise
        from django.conf import settings

        sys.exit(
            f"There is no newsroom in {settings.DATA_DIR}. Start it there first (make run), or say where it is:"
            " DATA_DIR=/path/to/it before the command."
        )


if __name__ == "__main__":
    main()
