"""What the web server alone can do: a WSGI application that answers the bytes of the file BARE_BODY to everything."""

import os
from pathlib import Path

_body = Path(os.environ["BARE_BODY"]).read_bytes()
_headers = [("Content-Type", "text/html; charset=utf-8"), ("Content-Length", str(len(_body)))]


def application(environ, start_response):
    start_response("200 OK", _headers)
    return [_body]
