"""A NUL in a query string is a word that nothing has, on every database (PostgreSQL's texts cannot hold one)."""

import pytest

pytestmark = pytest.mark.django_db
NAMES = ("q", "who", "kind", "via", "view", "verb", "story", "section", "language", "step", "day", "before", "named",
         "page", "from", "to", "by", "p", "next", "done", "desk")  # fmt: skip


@pytest.mark.parametrize(
    "path",
    ["/admin/", "/admin/articles/complaint/", "/admin/articles/article/", "/admin/articles/act/",
     "/admin/articles/oldaddress/", "/admin/articles/photo/", "/admin/authors/author/", "/admin/articles/tag/",
     "/admin/articles/publication/", "/admin/articles/article/source/", "/admin/jobs/job/"],
)  # fmt: skip
def test_the_desk_s_lists(desk, everything, path):
    client = desk("admin")
    for name in NAMES:
        assert client.get(path, {name: "\0"}).status_code in (200, 302, 400), name
    assert client.get(path, dict.fromkeys(NAMES, "a\0b")).status_code in (200, 302, 400)


@pytest.mark.parametrize("path", ["/", "/search/", "/news/", "/corrections/", "/newsletter/", "/2026/", "/a/1/"])
def test_readers_pages(client, everything, path):
    for name in NAMES:
        assert client.get(path, {name: "\0"}).status_code in (200, 301, 302, 404), name


@pytest.mark.parametrize("path", ["/admin/", "/admin/login/", "/", "/newsletter/"])
@pytest.mark.parametrize("name", ["desk", "__Host-desk", "csrftoken"])
def test_a_cookie_with_one_is_none(client, room, settings, path, name):
    cookie = f'{name}="aaaaaaaaaaaa\\000bbbbbbbbbbbbbbbbbbb"'  # Python reads the octal
    assert client.get(path, headers={"Cookie": cookie}).status_code in (200, 302)
