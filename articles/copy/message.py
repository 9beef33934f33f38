"""Copy that comes as a mail or a message: turned into labelled copy, line for line, before it is read."""

import re

# Heads of mails in the languages that people's mail programs speak here. None: read over.
_HEADS = {
    "subject": "Headline", "from": "Byline", "to": None, "cc": None, "date": None, "sent": None, "reply-to": None,
    "الموضوع": "Headline", "من": "Byline", "إلى": None, "التاريخ": None, "بابەت": "Headline", "لە": "Byline",
    "بۆ": None, "بەروار": None,
}  # fmt: skip
_HEAD = re.compile(r"([^\W\d_][\w-]{0,15})\s?[:：]\s*(.*)\Z")
_ADDRESS = re.compile(r"\s*<[^<>]{1,254}>\s*\Z")
_PREFIX = re.compile(r"(?:(?:re|fwd?|fw)\s?:\s*)+", re.IGNORECASE)


def as_copy(text: str) -> str:
    """`text` as the reader of copy takes it.

    A mail's heads become labels (its subject the headline, its sender the byline), what follows "-- " (RFC 3676,
    4.3) is cut off, and so are the marks of quoting. A text without any head is given back as it came.
    """
    lines = text.replace("\r\n", "\n").replace("\r", "\n").split("\n")
    start = next((n for n, line in enumerate(lines) if line.strip()), 0)
    end = next((n for n in range(start, len(lines)) if not lines[n].strip()), len(lines))
    heads = [_HEAD.match(line.strip()) for line in lines[start:end]]
    known = [head[1].casefold() in _HEADS if head else False for head in heads]
    if not any(head and _HEADS.get(head[1].casefold()) == "Headline" for head in heads) or not known[0]:
        return text
    labelled = []
    for line, head, is_known in zip(lines[start:end], heads, known, strict=True):
        if head is None or not is_known:
            labelled.append(line)
            continue
        label, value = _HEADS[head[1].casefold()], head[2]
        if label == "Headline":
            labelled.append(f"Headline: {_PREFIX.sub('', value)}")
        elif label == "Byline" and "@" not in _ADDRESS.sub("", value):
            labelled.append(f"Byline: {_ADDRESS.sub('', value).strip(chr(34))}")
    body = lines[end:]
    cut = next((n for n, line in enumerate(body) if line.rstrip("\n") in ("-- ", "--")), len(body))
    return "\n".join([*labelled, *body[:cut]])
