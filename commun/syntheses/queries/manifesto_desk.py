"""What the coordination sees while it writes: the versions, the draft, and what keeps it from being shown."""

from dataclasses import dataclass

from django.db.models import Count, Q
from django.utils import timezone

from commun.syntheses.enums import FindingState, ManifestoState
from commun.syntheses.models import Finding, ManifestoVersion, TextChange
from commun.syntheses.queries.manifesto import Text, text_of
from commun.syntheses.queries.manifesto_votes import Clash, waiting_for


@dataclass(frozen=True)
class Desk:
    """The two lines of versions, the real one first."""

    real: tuple[ManifestoVersion, ...]
    invented: tuple[ManifestoVersion, ...]

    @property
    def may_draft_real(self) -> bool:
        return _may_draft(self.real)

    @property
    def may_draft_invented(self) -> bool:
        return _may_draft(self.invented)


def desk() -> Desk:
    """One query."""
    rows = ManifestoVersion.objects.annotate(
        asked=Count("amendments", filter=Q(amendments__withdrawn_at=None))
    ).order_by("-number")
    versions = list(rows)
    return Desk(
        real=tuple(one for one in versions if not one.is_fictional),
        invented=tuple(one for one in versions if one.is_fictional),
    )


def _may_draft(versions: tuple[ManifestoVersion, ...]) -> bool:
    return not versions or versions[0].state not in (
        ManifestoState.DRAFT,
        ManifestoState.AMENDMENTS,
        ManifestoState.VOTE,
    )


@dataclass(frozen=True)
class DraftPage:
    """A version at work: its text, what waits to enter it, what it lacks."""

    manifesto: ManifestoVersion
    text: Text
    waiting: tuple[Clash, ...]
    bare: tuple[str, ...]
    empty: tuple[str, ...]
    changes: tuple[TextChange, ...]
    is_past_its_day: bool

    @property
    def is_ready(self) -> bool:
        return self.text.has_text and not self.bare and not self.empty and not self.waiting

    @property
    def may_be_amended(self) -> bool:
        return self.text.has_text and not self.bare and not self.empty


def draft_page(manifesto: ManifestoVersion) -> DraftPage:
    """Thirteen queries at most."""
    text = text_of(manifesto)
    public = set(
        Finding.objects.public().filter(article_basis__article__manifesto=manifesto).values_list("pk", flat=True)
    )
    until = manifesto.amendments_until if text.is_open_to_amendments else manifesto.vote_until
    is_open = text.is_open_to_amendments or text.is_before_the_territories
    return DraftPage(
        manifesto=manifesto,
        text=text,
        waiting=waiting_for(manifesto) if manifesto.is_draft else (),
        bare=()
        if manifesto.source
        else tuple(one.label for one in text.articles if not any(rest.pk in public for rest in one.all_rests)),
        empty=tuple(one.label for one in text.articles if not one.paragraphs),
        changes=tuple(manifesto.changes.select_related("amendment")),
        is_past_its_day=is_open and until is not None and timezone.localdate() > until,
    )


def findings_to_rest_on(*, fictional: bool, kept: set[int]) -> list[Finding]:
    """What a person signed and that stands, of the same line; those chosen already stay, whatever became of them."""
    standing = Q(is_fictional=fictional, state__in=[FindingState.SIGNED, FindingState.PREVIEW, FindingState.PUBLIC])
    return list(Finding.objects.filter(standing | Q(pk__in=kept)).order_by("theme", "title"))
