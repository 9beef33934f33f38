"""Whether a request is somebody reading a page, and from what kind of place they came. Pure.

A robot that says it is a browser is counted as a reader: nothing short of following people would tell them apart.
"""

from functools import lru_cache
from urllib.parse import urlsplit

OWN, SEARCH, SOCIAL, LETTER, OTHER, NONE = SOURCES = ("own", "search", "social", "letter", "other", "none")
MARK = "letter"  # the query of links in our newsletters, the same for all who get one: `/2026/11/28/slug/?letter`

# Every browser's name begins with one of these since 1996, and few other programs' do.
_BROWSERS = ("Mozilla/", "Opera/")
_ROBOTS = (
    "bot", "crawl", "spider", "slurp", "scrap", "archiv", "preview", "facebookexternal", "meta-external", "google-",
    "headless", "phantom", "lighthouse", "pagespeed", "gtmetrix", "pingdom", "uptime", "monitor", "statuscake", "check",
    "validator", "scan", "feed", "rss", "reader/", "python", "curl", "wget", "http-client", "httpclient", "libwww",
    "ahrefs", "semrush", "yandexmetrika", "chatgpt-user", "perplexity", "claude-user", "mediapartners", "whatsapp",
)  # fmt: skip

_SEARCH = {
    "bing.com", "duckduckgo.com", "search.yahoo.com", "ecosia.org", "startpage.com", "qwant.com", "search.brave.com",
    "kagi.com", "naver.com", "seznam.cz", "mojeek.com", "swisscows.com", "baidu.com", "sogou.com", "news.yahoo.com",
    "com.google.android.googlequicksearchbox", "com.google.android.apps.magazines",
}  # fmt: skip
_SEARCH_NAMES = ("google", "yandex")  # they have one domain a country
_SOCIAL = {
    "facebook.com", "fb.com", "messenger.com", "instagram.com", "threads.net", "threads.com", "t.co", "twitter.com",
    "x.com", "linkedin.com", "lnkd.in", "reddit.com", "youtube.com", "tiktok.com", "telegram.org", "t.me",
    "telegram.me", "com.facebook.katana", "org.telegram.messenger",
    "whatsapp.com", "wa.me", "viber.com", "pinterest.com", "bsky.app", "mastodon.social", "vk.com", "ok.ru",
    "snapchat.com", "discord.com", "tumblr.com", "quora.com", "weibo.com",
    "com.twitter.android", "com.linkedin.android", "com.reddit.frontpage", "news.ycombinator.com",
}  # fmt: skip
_MAIL = {
    "mail.google.com", "outlook.live.com", "outlook.office.com", "outlook.office365.com", "mail.yahoo.com",
    "mail.proton.me", "app.tuta.com", "mail.aol.com", "mail.zoho.com", "fastmail.com", "mail.yandex.com",
    "mail.yandex.ru", "e.mail.ru", "gmx.net", "web.de", "icloud.com", "com.google.android.gm",
    "com.microsoft.office.outlook",
}  # fmt: skip


@lru_cache(maxsize=2048)
def is_robot(agent: str) -> bool:
    """Whether a program of this name (`User-Agent`) is none with which people read. Names are forgotten again: the
    newest few stay in this process's memory, apart from anything else, so that each need not be looked through anew."""
    if not agent.startswith(_BROWSERS):
        return True
    plain = agent.lower()
    return any(word in plain for word in _ROBOTS)


# Where browsers say that nobody asked for the page yet: today's, then what older ones and their add-ons send.
PURPOSES = ("sec-purpose", "purpose", "x-purpose", "x-moz")


def is_ahead(dest: str | None, purpose: str | None) -> bool:
    """Whether a browser fetches the page before anybody asked for it, or for something that is no page on a screen
    (`Sec-Fetch-Dest`). `purpose` is the first of PURPOSES that says something: "prefetch", "prefetch;prerender",
    "preview"."""
    return (dest is not None and dest != "document") or (purpose is not None and "pre" in purpose.lower())


def source(referrer: str, query: str, own: str) -> str:
    """One of SOURCES. `referrer` is where the browser says it came from, `query` that of the address asked for, `own`
    our host as the reader typed it."""
    if query and is_marked(query):
        return LETTER
    if not referrer:
        return NONE
    parts = referrer.split("/", 3)
    host = parts[2] if len(parts) > 2 else ""
    return OWN if host == own else _kind_of(host)


def is_marked(query: str) -> bool:
    """Whether a query has the mark of our newsletters."""
    return MARK in query and any(part.partition("=")[0] == MARK for part in query.split("&"))


@lru_cache(maxsize=1024)
def _kind_of(netloc: str) -> str:
    try:
        host = urlsplit(f"//{netloc}").hostname or ""
    except ValueError:
        host = ""
    if not host:
        return OTHER
    parts = host.split(".")
    ends = {".".join(parts[n:]) for n in range(len(parts))}
    if ends & _MAIL:
        return LETTER
    if ends & _SEARCH or (_named(parts) in _SEARCH_NAMES and parts[0] in ("www", "m", "news", *_SEARCH_NAMES)):
        return SEARCH
    return SOCIAL if ends & _SOCIAL else OTHER


def _named(parts: list[str]) -> str:
    """The name under which a host is registered: "google" of www.google.co.uk and of google.de."""
    if len(parts) > 2 and len(parts[-1]) == 2 and parts[-2] in ("co", "com", "org", "net"):
        return parts[-3]
    return parts[-2] if len(parts) > 1 else ""
