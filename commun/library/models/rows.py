from django.db import models


class SheetRow(models.Model):
    """A repeated line of a sheet. `is_public` follows each publication: a line added since waits for the next one."""

    is_public = models.BooleanField(default=False, editable=False)

    class Meta:
        abstract = True
