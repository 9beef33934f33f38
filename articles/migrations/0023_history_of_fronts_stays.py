import django.db.models.deletion
from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('articles', '0022_readership'),
    ]

    operations = [
        migrations.AlterField(
            model_name='frontchange',
            name='front',
            field=models.ForeignKey(on_delete=django.db.models.deletion.PROTECT, related_name='history', to='articles.front'),
        ),
    ]
