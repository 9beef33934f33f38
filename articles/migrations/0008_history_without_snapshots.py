from django.db import migrations


class Migration(migrations.Migration):
    """The contents of versions are in `packed` by now."""

    dependencies = [
        ("articles", "0007_history_packed"),
    ]

    operations = [
        migrations.RemoveField("revision", "snapshot"),
    ]
