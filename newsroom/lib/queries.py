"""What comes in query strings and cookies, before anybody asks the database for it."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse, QueryDict

_NUL, _UNKNOWN = "\0", "\N{REPLACEMENT CHARACTER}"


class WithoutNul:
    """A middleware: PostgreSQL's texts cannot hold a NUL, and a list that is sifted by one has no such row. It stands
    as U+FFFD, as in HTML (WHATWG HTML, 13.2.5.1), which nothing here contains either. A cookie with one is none."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]):
        self.get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        if "%00" in request.META.get("QUERY_STRING", ""):
            query = QueryDict(mutable=True, encoding=request.GET.encoding)
            for name, values in request.GET.lists():
                query.setlist(name.replace(_NUL, _UNKNOWN), [value.replace(_NUL, _UNKNOWN) for value in values])
            query._mutable = False
            request.GET = query  # type: ignore[assignment]
        if any(_NUL in value for value in request.COOKIES.values()):
            request.COOKIES = {name: value for name, value in request.COOKIES.items() if _NUL not in value}
        return self.get_response(request)
