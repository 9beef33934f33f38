"""Asking machines of others over the network: the one way out besides mail.

Nothing of this machine and nothing of the network around it can be reached by an address that somebody gives: names are
looked up once, every address that they have must be one of the public internet, and the connection goes to what was
looked at (so that a name cannot change its mind in between). No redirect is followed, no proxy is used, and the whole
exchange ends in time, however slowly the other side talks.
"""

import http.client
import ipaddress
import socket
import ssl
import threading
from dataclasses import dataclass
from urllib.parse import urlsplit

from django.conf import settings

CONNECT = 5.0  # seconds for each try to connect
MOST = 64 << 10  # bytes of an answer that are read
_NAT64 = ipaddress.IPv6Network("64:ff9b::/96")


class NotAsked(ValueError):
    """An address that we do not ask; the sentence says why."""


class NoAnswer(Exception):
    """The other machine was not reached, or gave nothing that can be read as an answer in time."""


@dataclass(frozen=True)
class Answer:
    """`status` of HTTP and the first bytes of the body."""

    status: int
    body: bytes

    @property
    def fine(self) -> bool:
        return 200 <= self.status < 300


@dataclass(frozen=True)
class Place:
    """Where an address leads: the host as it is called, its port, and what is asked for there."""

    secure: bool
    host: str
    port: int
    target: str


def is_public(address: str) -> bool:
    """Whether an IP address is one of the public internet; one that stands inside another counts as itself."""
    found = ipaddress.ip_address(address.partition("%")[0])
    if isinstance(found, ipaddress.IPv6Address):
        inside = found.ipv4_mapped or found.sixtofour or (found.teredo or (None, None))[1]
        if found in _NAT64:
            inside = ipaddress.IPv4Address(int(found) & 0xFFFFFFFF)
        if inside is not None:
            return is_public(str(inside))
    return found.is_global and not (found.is_multicast or found.is_reserved or found.is_unspecified)


def place(address: str) -> Place:
    """What `address` names. Raises NotAsked for all but a plain http or https address."""
    if not address.isascii() or any(sign <= " " or sign in '\\<>"' for sign in address):
        raise NotAsked("The address has signs that stand in none.")
    try:
        parts = urlsplit(address)
        host, port = (parts.hostname or "").rstrip("."), parts.port
    except ValueError as error:
        raise NotAsked(f"This is no web address: {error}.") from None
    if parts.scheme not in ("http", "https") or not host:
        raise NotAsked("Only addresses that begin with http:// or https:// are asked.")
    if parts.username is not None or parts.password is not None:
        raise NotAsked("An address with a name and a password in it is not asked.")
    secure = parts.scheme == "https"
    target = (parts.path or "/") + (f"?{parts.query}" if parts.query else "")
    return Place(secure, host, port or (443 if secure else 80), target)


def _looked_up(where: Place) -> list[str]:
    """The IP addresses of the host. Raises NotAsked where one of them is not public, NoAnswer where there is none."""
    try:
        found = socket.getaddrinfo(where.host, where.port, type=socket.SOCK_STREAM)
    except (OSError, UnicodeError) as error:
        raise NoAnswer(f"The name {where.host} was not found: {error}") from error
    addresses = list(dict.fromkeys(str(row[4][0]) for row in found))
    if not all(is_public(one) for one in addresses):
        raise NotAsked(f"{where.host} is a machine of the network in the house; nothing is asked there.")
    return addresses


class _Connection(http.client.HTTPConnection):
    """To the addresses that were looked at, whatever the name is by now."""

    def __init__(self, where: Place, addresses: list[str]):
        super().__init__(where.host, where.port, timeout=CONNECT)
        self.where, self.addresses = where, addresses
        if where.port == (443 if where.secure else 80):
            self.default_port = where.port  # the Host header then has none

    def connect(self) -> None:
        trouble: OSError | None = None
        for address in self.addresses:
            try:
                self.sock = socket.create_connection((address, self.where.port), CONNECT)
                break
            except OSError as error:
                trouble = error
        else:
            raise trouble or OSError("no address")
        if self.where.secure:
            # The handshake afterwards, so that whoever watches the clock can end it.
            self.sock = ssl.create_default_context().wrap_socket(
                self.sock, server_hostname=self.where.host, do_handshake_on_connect=False
            )
            self.sock.do_handshake()

    def end(self) -> None:
        """Ends it from another thread; whoever waits for it gets an error."""
        if self.sock is not None:
            try:
                socket.socket.shutdown(self.sock, socket.SHUT_RDWR)
            except OSError:
                pass


def post(address: str, body: bytes, content_type: str, *, seconds: float = 10.0) -> Answer:
    """Sends `body` and gives the answer, whatever its status. Raises NotAsked or NoAnswer, within about `seconds` after
    the name was looked up."""
    where = place(address)
    connection = _Connection(where, _looked_up(where))
    clock = threading.Timer(seconds, connection.end)
    clock.daemon = True
    clock.start()
    try:
        connection.request(
            "POST", where.target, body,
            {"Content-Type": content_type, "User-Agent": f"newsroom (+{settings.BASE_URL}/)", "Accept": "*/*",
             "Connection": "close"},
        )  # fmt: skip
        answer = connection.getresponse()
        return Answer(answer.status, answer.read(MOST))
    except (OSError, http.client.HTTPException, ValueError) as error:
        raise NoAnswer(f"{where.host} gave no answer: {type(error).__name__}: {error}") from error
    finally:
        clock.cancel()
        connection.close()
