"""What is asked of a territory about the manifesto: the open versions, its amendments, its positions, its support."""

from dataclasses import dataclass

from commun.syntheses.enums import ManifestoState, VoteStage
from commun.syntheses.models import (
    Amendment,
    Endorsement,
    ManifestoArticle,
    ManifestoPosition,
    ManifestoVersion,
    ManifestoVoter,
)
from commun.territories.models import Territory

_STAGES = {ManifestoState.AMENDMENTS: VoteStage.AMENDMENTS, ManifestoState.VOTE: VoteStage.TEXT}


@dataclass(frozen=True)
class AmendmentCall:
    """An amendment of anyone, and where this territory stands on it."""

    amendment: Amendment
    position: ManifestoPosition | None
    is_ours: bool


@dataclass(frozen=True)
class Call:
    """A version that this territory is called to speak of now."""

    manifesto: ManifestoVersion
    is_on_text: bool
    position: ManifestoPosition | None
    articles: tuple[ManifestoArticle, ...]
    amendments: tuple[AmendmentCall, ...]

    @property
    def until(self) -> object:
        return self.manifesto.vote_until if self.is_on_text else self.manifesto.amendments_until


@dataclass(frozen=True)
class TerritoryPage:
    calls: tuple[Call, ...]
    in_force: ManifestoVersion | None
    endorsement: Endorsement | None


def territory_page(*, territory: Territory) -> TerritoryPage:
    """Eight queries at most for each open version: there is one at a time."""
    in_force = ManifestoVersion.objects.in_force(fictional=territory.is_fictional)
    return TerritoryPage(
        calls=tuple(_call(one, territory) for one in open_to(territory)),
        in_force=in_force,
        endorsement=Endorsement.objects.standing().filter(territory=territory, manifesto=in_force).first()
        if in_force is not None
        else None,
    )


def open_to(territory: Territory) -> list[ManifestoVersion]:
    """The versions that this territory is called to speak of at this stage. Two queries."""
    called = set(ManifestoVoter.objects.filter(territory=territory).values_list("manifesto", "stage"))
    versions = ManifestoVersion.objects.filter(state__in=list(_STAGES), pk__in=[pk for pk, _stage in called])
    return [one for one in versions if (one.pk, _STAGES[ManifestoState(one.state)].value) in called]


def _call(manifesto: ManifestoVersion, territory: Territory) -> Call:
    is_on_text = manifesto.state == ManifestoState.VOTE
    positions = {
        one.amendment_id: one
        for one in ManifestoPosition.objects.current().filter(manifesto=manifesto, territory=territory)
    }
    amendments = Amendment.objects.standing().filter(manifesto=manifesto).select_related("article", "territory")
    return Call(
        manifesto=manifesto,
        is_on_text=is_on_text,
        position=positions.get(None),
        articles=() if is_on_text else tuple(manifesto.articles.all()),
        amendments=()
        if is_on_text
        else tuple(
            AmendmentCall(one, positions.get(one.pk), is_ours=one.territory_id == territory.pk) for one in amendments
        ),
    )
