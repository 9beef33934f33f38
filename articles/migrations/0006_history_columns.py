from django.db import migrations, models


class Migration(migrations.Migration):
    """Where the contents of versions will be kept. Three migrations, since PostgreSQL alters no table whose rows were
    changed in the same transaction."""

    dependencies = [
        ("articles", "0005_merging_drafts_and_presence"),
    ]

    operations = [
        migrations.AddField("revision", "base", models.PositiveIntegerField(default=0)),
        migrations.AddField("revision", "packed", models.BinaryField(default=b""), preserve_default=False),
        migrations.AlterField("revision", "snapshot", models.JSONField(default=dict)),
    ]
