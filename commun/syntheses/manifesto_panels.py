"""What the manifesto shows on the pages of territories and of uses, and what it asks people to do."""

from collections.abc import Iterable

from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.accounts.desk import Desk, Task, add_tasks
from commun.accounts.enums import Permission
from commun.library.panels import register_checks
from commun.syntheses.enums import ManifestoState, Verdict, VoteStage
from commun.syntheses.models import ManifestoPosition, ManifestoVersion, ManifestoVoter
from commun.syntheses.queries.manifesto_checks import held_against, tallies_of
from commun.syntheses.queries.manifesto_words import retained_of
from commun.territories.models import Territory
from commun.territories.panels import Panel, register_panel

ARTICLES, SHOWN = 3, 2


def manifesto_panel(territory: Territory) -> Panel | None:
    """The articles that rest on words said here, by the findings that cite them; nothing where there are none."""
    retained = retained_of(territory=territory)
    if retained is None or not retained.kept:
        return None
    return Panel(
        title=_("Ce que le manifeste retient d’ici"),
        template="syntheses/panels/manifesto.html",
        context={
            "retained": retained,
            "articles": retained.articles[:ARTICLES],
            "more_articles": max(0, len(retained.articles) - ARTICLES),
            "more": len(retained.kept) - 1,
        },
        order=61,
        anchor="manifeste",
    )


def checks_panel(territory: Territory) -> Panel | None:
    """What the published uses and debates of the territory answer to the questions of the manifesto in force: those
    that were answered otherwise than yes first."""
    tallies = sorted(tallies_of(territory), key=lambda one: one.counts.get(Verdict.YES, 0) == one.of)
    if not tallies:
        return None
    return Panel(
        title=_("Ce que répondent d’ici les usages et les débats au manifeste"),
        template="syntheses/panels/checks.html",
        context={
            "shown": tallies[:SHOWN],
            "of": len(tallies),
            "kept": sum(one.counts.get(Verdict.YES, 0) == one.of for one in tallies),
            "url": tallies[0].check.article.manifesto.get_absolute_url(),
        },
        order=62,
        anchor="manifeste-questions",
    )


def positions_due(desk: Desk) -> Iterable[Task]:
    """The text that a territory has not spoken of yet."""
    territories = desk.where(Permission.MANIFESTO_VOTE)
    voters = ManifestoVoter.objects.filter(
        territory__in=territories, stage=VoteStage.TEXT, manifesto__state=ManifestoState.VOTE
    ).select_related("manifesto", "territory")
    said = set(
        ManifestoPosition.objects.current()
        .filter(amendment=None, territory__in=territories, manifesto__state=ManifestoState.VOTE)
        .values_list("manifesto", "territory")
    )
    for one in voters:
        if (one.manifesto_id, one.territory_id) in said:
            continue
        until = one.manifesto.vote_until
        yield Task(
            _("Dire la position du territoire sur le manifeste"),
            one.territory.name,
            reverse("syntheses:manifesto_position", args=[one.territory.slug, one.manifesto.code]),
            due_on=until,
            level=desk.level(until),
        )


def amendments_open(desk: Desk) -> Iterable[Task]:
    """A version that the territory may amend."""
    territories = desk.where(Permission.MANIFESTO_AMEND)
    voters = ManifestoVoter.objects.filter(
        territory__in=territories, stage=VoteStage.AMENDMENTS, manifesto__state=ManifestoState.AMENDMENTS
    ).select_related("manifesto", "territory")
    for one in voters:
        yield Task(
            _("Le manifeste est ouvert à vos amendements"),
            one.territory.name,
            reverse("syntheses:manifesto_of_territory", args=[one.territory.slug]),
            due_on=one.manifesto.amendments_until,
            level=desk.level(one.manifesto.amendments_until),
        )


def amendments_to_integrate(desk: Desk) -> Iterable[Task]:
    """For the coordination: carried amendments that no version took in."""
    if not desk.user.may(Permission.MANIFESTO_EDIT):
        return
    rows = ManifestoVersion.objects.filter(state=ManifestoState.AMENDED)
    for one in rows:
        count = one.amendments.to_integrate().count()
        if count:
            text = ngettext(
                "%(count)d amendement retenu attend d’entrer dans le manifeste",
                "%(count)d amendements retenus attendent d’entrer dans le manifeste",
                count,
            )
            yield Task(text % {"count": count}, one.title, reverse("syntheses:manifesto_desk"))


def register() -> None:
    """Called once, when the app is ready."""
    register_panel(manifesto_panel)
    register_panel(checks_panel)
    register_checks(held_against)
    add_tasks(positions_due, amendments_open, amendments_to_integrate, order=50)
