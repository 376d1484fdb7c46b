"""The last link is found by its index.

A session plans the trigger's query once; planned while the trail was short, it would read the whole trail for
every event from then on.
"""

from django.db import migrations


class Migration(migrations.Migration):
    dependencies = [("audit", "0002_append_only")]

    operations = [
        migrations.RunSQL(
            "alter function audit_chain() set enable_seqscan to off", "alter function audit_chain() reset all"
        )
    ]
