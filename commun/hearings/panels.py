"""What this app shows on the pages of findings and of uses (`core.voices`)."""

from django.utils.translation import gettext as _

from commun.core.voices import Voice, register_voices
from commun.hearings.queries import hearings_on, opinions_on


def voices(kind: str, key: int) -> tuple[Voice, ...]:
    """Two queries."""
    heard = (
        Voice(_("Entendu sur ce point"), one.title, one.get_absolute_url(), one.who, one.heard_on, one.is_fictional)
        for one in hearings_on(kind, key)
    )
    said = (
        Voice(
            _("Avis du conseil scientifique"),
            one.signature,
            one.get_absolute_url(),
            on=one.published_at.date() if one.published_at else None,
            is_fictional=one.is_fictional,
        )
        for one in opinions_on(kind, key)
    )
    return (*heard, *said)


def register() -> None:
    """Called once, when the app is ready."""
    register_voices(voices)
