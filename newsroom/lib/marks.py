"""What a picture's file says of who made it: XMP and IPTC, the two ways in which photo desks read it.

Only what is written here stands in a file that readers get: never a place, a camera's number or a thumbnail. Names of
the fields: IPTC Photo Metadata Standard 2023.1 (XMP) and IIM 4.2 (the older, binary kind, which JPEG alone carries).
"""

from dataclasses import dataclass
from xml.sax.saxutils import escape

_SPACES = (
    ' xmlns:rdf="http://www.w3.org/1999/02/22-rdf-syntax-ns#"'
    ' xmlns:dc="http://purl.org/dc/elements/1.1/"'
    ' xmlns:photoshop="http://ns.adobe.com/photoshop/1.0/"'
)
_UTF8 = b"\x1b%G"  # what follows is UTF-8 (ISO 2022)
_IIM = {80: 32, 110: 32, 116: 128}  # IIM's own ceilings, in bytes: By-line, Credit, Copyright Notice


@dataclass(frozen=True)
class Marks:
    """Photographer, credit as printed and copyright notice; plain text, empty where nothing is known. Terms of use are
    between the newsroom and whoever sold it the picture: they stay at the desk."""

    creator: str = ""
    credit: str = ""
    copyright: str = ""

    def __bool__(self) -> bool:
        return any((self.creator, self.credit, self.copyright))

    def xmp(self) -> bytes:
        """An XMP packet, without the spaces that editors in place would want."""
        said = ""
        if self.creator:
            said += f"<dc:creator><rdf:Seq><rdf:li>{_safe(self.creator)}</rdf:li></rdf:Seq></dc:creator>"
        if self.credit:
            said += f"<photoshop:Credit>{_safe(self.credit)}</photoshop:Credit>"
        if self.copyright:
            said += f"<dc:rights>{_alternatives(self.copyright)}</dc:rights>"
        return (
            f'<x:xmpmeta xmlns:x="adobe:ns:meta/"><rdf:RDF{_SPACES}><rdf:Description rdf:about="">{said}'
            "</rdf:Description></rdf:RDF></x:xmpmeta>"
        ).encode()

    def app13(self) -> bytes:
        """The JPEG segment that holds the same as IPTC-IIM, inside of a Photoshop resource block; names that are longer
        than IIM allows are cut there (XMP holds them whole)."""
        data = _record(1, 90, _UTF8) + _record(2, 0, b"\0\4")
        for number, text in ((80, self.creator), (110, self.credit), (116, self.copyright)):
            if text:
                data += _record(2, number, _cut(text, _IIM[number]))
        block = b"8BIM" + (0x0404).to_bytes(2, "big") + b"\0\0" + len(data).to_bytes(4, "big") + data
        block = b"Photoshop 3.0\0" + block + b"\0" * (len(data) % 2)
        return b"\xff\xed" + (len(block) + 2).to_bytes(2, "big") + block


NONE = Marks()


def _safe(text: str) -> str:
    return escape("".join(c for c in text if c >= " "))


def _alternatives(text: str) -> str:
    return f'<rdf:Alt><rdf:li xml:lang="x-default">{_safe(text)}</rdf:li></rdf:Alt>'


def _record(record: int, number: int, data: bytes) -> bytes:
    return bytes((0x1C, record, number)) + len(data).to_bytes(2, "big") + data


def _cut(text: str, most: int) -> bytes:
    return text.encode()[:most].decode(errors="ignore").encode()
