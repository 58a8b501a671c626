"""What a job that erases has done last."""

from django.db import migrations, models


class Migration(migrations.Migration):

    dependencies = [
        ('kernel', '0002_legal_today'),
    ]

    operations = [
        migrations.CreateModel(
            name='ErasingJob',
            fields=[
                ('job', models.CharField(max_length=60, primary_key=True, serialize=False, verbose_name='job')),
                ('looked_at', models.DateTimeField(verbose_name='looked last')),
                ('erased_at', models.DateTimeField(blank=True, null=True, verbose_name='erased last')),
                ('erased', models.BigIntegerField(default=0, verbose_name='how many then')),
            ],
            options={
                'verbose_name': 'job that erases',
                'verbose_name_plural': 'jobs that erase',
            },
        ),
    ]
