"""What reaches its hour."""

import datetime

from django.utils import timezone
from django.utils.translation import gettext_lazy as _

from commun.core.background import task
from commun.editorial.actions import articles


@task(title=_("Publication et retrait des textes programmés"), limit=datetime.timedelta(minutes=2))
def keep_hours(slot: str) -> None:
    """Each minute. Run again, it finds nothing more to do."""
    articles.do_what_is_due(timezone.now())
