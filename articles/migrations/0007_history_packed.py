import json
import zlib

from django.db import migrations

_WINDOW = 32_000


def pack(apps, schema_editor):
    """What is there is kept whole and compressed; new versions are kept as differences."""
    Revision = apps.get_model("articles", "Revision")
    for row in Revision.objects.only("pk", "snapshot").iterator(chunk_size=200):
        text = json.dumps(row.snapshot, sort_keys=True, ensure_ascii=False, separators=(",", ":"))
        Revision.objects.filter(pk=row.pk).update(packed=b"w" + zlib.compress(text.encode(), 9))


def unpack(apps, schema_editor):
    """Every version whole again, as it was before this migration."""
    Revision = apps.get_model("articles", "Revision")
    base = (0, 0, {})
    for row in Revision.objects.order_by("article", "number").defer("snapshot").iterator(chunk_size=200):
        data = bytes(row.packed)
        if data[:1] == b"w":
            value = json.loads(zlib.decompress(data[1:]))
            base = (row.article_id, row.number, value)
        else:
            assert base[:2] == (row.article_id, row.base), f"version {row.number} of story {row.article_id} has no base"
            value = _over(base[2], data[1:])
        Revision.objects.filter(pk=row.pk).update(snapshot=value)


def _over(base, data):
    """As newsroom.lib.deltas.unpack did when this was written."""
    text = json.dumps(base, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()
    opened = zlib.decompressobj(zdict=text[-_WINDOW:])
    changed, lines, gone = json.loads(opened.decompress(data) + opened.flush())
    value = {name: old for name, old in base.items() if name not in gone} | changed
    for name, parts in lines.items():
        before, rows = base[name].split("\n"), []
        for part in parts:
            rows += [part] if isinstance(part, str) else before[part[0] : part[0] + part[1]]
        value[name] = "\n".join(rows)
    return value


class Migration(migrations.Migration):
    """The contents of versions, compressed. Their digests are over the contents, and stay as they are."""

    dependencies = [
        ("articles", "0006_history_columns"),
    ]

    operations = [
        migrations.RunPython(pack, unpack),
    ]
