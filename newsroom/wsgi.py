"""The web application (PEP 3333)."""

import os

from django.core.wsgi import get_wsgi_application

from newsroom.lib.supervise import die_with_supervisor

die_with_supervisor()  # a killed server must not leave web processes behind
os.environ.setdefault("DJANGO_SETTINGS_MODULE", "newsroom.settings")
django = get_wsgi_application()

from django.conf import settings  # noqa: E402  needs the apps

from newsroom.lib.bodies import Bodies  # noqa: E402
from newsroom.pressed import Pressed  # noqa: E402

application = Pressed(django, otherwise=Bodies(django, cookie=settings.SESSION_COOKIE_NAME))
