"""Work in the background may verify the evidence log or gather it for others."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ("records", "0017_find_by_what_is_given"),
    ]

    operations = [
        migrations.RemoveConstraint(
            model_name="job",
            name="job_kind_known",
        ),
        migrations.AddConstraint(
            model_name="job",
            constraint=models.CheckConstraint(
                condition=models.Q(("kind__in", ["import", "reconcile", "export", "detect", "audit"])), name="job_kind_known"
            ),
        ),
    ]
