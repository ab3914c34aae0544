"""What public uses and debates answer to the questions of an article: counted, with the rows that are counted."""

from collections import Counter
from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.core.paginator import Page, Paginator
from django.db.models import QuerySet
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.concertations import canevas
from commun.concertations.models import Concertation
from commun.library import fields
from commun.library.models import PublishedSheet
from commun.library.panels import HeldAgainst
from commun.syntheses import checks
from commun.syntheses.enums import CheckTarget, Verdict
from commun.syntheses.models import ArticleCheck, ManifestoVersion
from commun.territories.models import Territory
from commun.ui.components.chain import State

PER_PAGE = 30


@dataclass(frozen=True)
class Answer:
    """One record and what it answers."""

    title: str
    place: str
    url: str
    verdict: Verdict
    value: str

    @property
    def shape(self) -> State:
        return SHAPES[self.verdict]


@dataclass(frozen=True)
class Tally:
    """What all the records that a check looks at answer. Words and counts: nothing is added up into a mark."""

    check: ArticleCheck
    counts: dict[Verdict, int]
    is_about_uses: bool

    @property
    def of(self) -> int:
        """The records that the question concerns."""
        return sum(number for verdict, number in self.counts.items() if verdict != Verdict.NOT_CONCERNED)

    @property
    def sentence(self) -> str:
        """ "42 usages sur 64 répondent oui ; 12 répondent non ; 10 ne le disent pas." """
        yes = self.counts.get(Verdict.YES, 0)
        if not self.of:
            return (
                _("Aucun usage publié n’est concerné.") if self.is_about_uses else _("Aucune concertation concernée.")
            )
        text = (
            ngettext("%(yes)d usage sur %(of)d répond oui", "%(yes)d usages sur %(of)d répondent oui", yes)
            if self.is_about_uses
            else ngettext(
                "%(yes)d concertation sur %(of)d répond oui", "%(yes)d concertations sur %(of)d répondent oui", yes
            )
        )
        parts = [text % {"yes": yes, "of": self.of}]
        if no := self.counts.get(Verdict.NO, 0):
            parts.append(ngettext("%(count)d répond non", "%(count)d répondent non", no) % {"count": no})
        if unknown := self.counts.get(Verdict.UNKNOWN, 0):
            parts.append(_("%(count)d non renseigné") % {"count": unknown})
        if held := self.counts.get(Verdict.HELD, 0):
            parts.append(_("%(count)d réservé") % {"count": held})
        return _("%(parts)s.") % {"parts": " ; ".join(parts)}


def answers_to(check: ArticleCheck) -> list[Answer]:
    """Each record that the check looks at, real ones for the real text. Two queries at most."""
    if check.field not in checks.readable(check.target):
        return []
    is_fictional = check.article.manifesto.is_fictional
    if check.target == CheckTarget.USE:
        return [
            Answer(
                title=sheet.title,
                place=sheet.territory_name,
                url=sheet.get_absolute_url(),
                verdict=checks.verdict_on_sheet(check, sheet),
                value=fields.BY_NAME[check.field].display(sheet.values.get(check.field)),
            )
            for sheet in _sheets(is_fictional=is_fictional)
        ]
    return [
        Answer(
            title=debate.title,
            place=debate.territory.name,
            url=debate.get_absolute_url(),
            verdict=checks.verdict_on_debate(check, debate, _expected(debate)),
            value=canevas.BY_NAME[check.field].public_display(debate),
        )
        for debate in _debates(is_fictional=is_fictional)
    ]


@dataclass(frozen=True)
class CheckPage:
    """A check, its count, and the records that are counted, thirty at a time."""

    check: ArticleCheck
    tally: Tally
    expected: tuple[str, ...]
    field: str
    page: Page[Answer]


def check_page(*, manifesto: ManifestoVersion, article: str, code: str, page: str | None) -> CheckPage | None:
    """None when the article has no such check. Three queries."""
    rows = ArticleCheck.objects.filter(article__manifesto=manifesto, article__code=article, code=code)
    check = rows.select_related("article__manifesto").first()
    if check is None or check.field not in checks.readable(check.target):
        return None
    answers = answers_to(check)
    counts = dict(Counter(one.verdict for one in answers))
    order = list(Verdict)
    concerned = [one for one in answers if one.verdict != Verdict.NOT_CONCERNED]
    concerned.sort(key=lambda one: (order.index(one.verdict), one.title))
    return CheckPage(
        check=check,
        tally=Tally(check, counts, check.target == CheckTarget.USE),
        expected=tuple(checks.expected_labels(check)),
        field=str(checks.readable(check.target)[check.field].label),
        page=Paginator(concerned, PER_PAGE).get_page(page),
    )


def tallies(manifesto: ManifestoVersion, *, article: str) -> tuple[Tally, ...]:
    """The checks of an article, each counted on the same records, read once. Three queries at most."""
    rows = ArticleCheck.objects.filter(article__manifesto=manifesto, article__code=article)
    return _tallies(
        rows.select_related("article__manifesto"),
        sheets=lambda: _sheets(is_fictional=manifesto.is_fictional),
        debates=lambda: _debates(is_fictional=manifesto.is_fictional),
    )


def tallies_of(territory: Territory) -> tuple[Tally, ...]:
    """What the uses and the debates of a territory answer to the manifesto in force: the questions that one of them
    is concerned by. Four queries at most, two when the version in force asks nothing."""
    manifesto = ManifestoVersion.objects.in_force(fictional=territory.is_fictional)
    if manifesto is None:
        return ()
    rows = ArticleCheck.objects.filter(article__manifesto=manifesto).select_related("article__manifesto")
    found = _tallies(
        rows.order_by("article__position", "position", "pk"),
        sheets=lambda: _sheets(is_fictional=territory.is_fictional, territory=territory),
        debates=lambda: _debates(is_fictional=territory.is_fictional, territory=territory),
    )
    return tuple(one for one in found if one.of)


def _tallies(
    checked: Iterable[ArticleCheck],
    *,
    sheets: Callable[[], list[PublishedSheet]],
    debates: Callable[[], list[Concertation]],
) -> tuple[Tally, ...]:
    """Each check counted on the records that it looks at; these are read once, and only when a check asks."""
    rows = list(checked)
    targets = {one.target for one in rows}
    uses = sheets() if CheckTarget.USE in targets else []
    expected = [(one, _expected(one)) for one in debates()] if CheckTarget.DEBATE in targets else []
    found = []
    for check in rows:
        if check.field not in checks.readable(check.target):
            continue
        is_about_uses = check.target == CheckTarget.USE
        verdicts = (
            [checks.verdict_on_sheet(check, one) for one in uses]
            if is_about_uses
            else [checks.verdict_on_debate(check, one, names) for one, names in expected]
        )
        found.append(Tally(check, dict(Counter(verdicts)), is_about_uses))
    return tuple(found)


def held_against(sheet: PublishedSheet) -> tuple[HeldAgainst, ...]:
    """The questions of the manifesto in force, and what one use answers: for the library's pages. Two queries."""
    manifesto = ManifestoVersion.objects.in_force(fictional=sheet.is_fictional)
    if manifesto is None:
        return ()
    rows = ArticleCheck.objects.filter(article__manifesto=manifesto, target=CheckTarget.USE)
    known = checks.readable(CheckTarget.USE)
    return tuple(
        HeldAgainst(
            article=str(check.article),
            url=check.article.get_absolute_url(),
            question=check.question,
            state=SHAPES[verdict],
            answer=str(verdict.label),
            value=fields.BY_NAME[check.field].display(sheet.values.get(check.field))
            if verdict in (Verdict.YES, Verdict.NO)
            else "",
        )
        for check in rows.select_related("article__manifesto").order_by("article__position", "position", "pk")
        if check.field in known and (verdict := checks.verdict_on_sheet(check, sheet)) != Verdict.NOT_CONCERNED
    )


SHAPES: dict[Verdict, State] = {
    Verdict.YES: "tenu",
    Verdict.NO: "en_retard",
    Verdict.UNKNOWN: "sans_reponse",
    Verdict.HELD: "neutre",
    Verdict.NOT_CONCERNED: "neutre",
}


def _sheets(*, is_fictional: bool, territory: Territory | None = None) -> list[PublishedSheet]:
    rows: QuerySet[PublishedSheet] = PublishedSheet.objects.filter(is_fictional=is_fictional, is_template=False)
    if territory is not None:
        rows = rows.filter(territory=territory)
    return list(rows.only("title", "territory_name", "slug", "values", "is_fictional").order_by("title", "pk"))


def _debates(*, is_fictional: bool, territory: Territory | None = None) -> list[Concertation]:
    rows = Concertation.objects.published().filter(territory__is_fictional=is_fictional)
    if territory is not None:
        rows = rows.filter(territory=territory)
    return list(rows.select_related("territory").order_by("title", "pk"))


def _expected(debate: Concertation) -> frozenset[str]:
    return frozenset(one.name for one in canevas.expected_fields(debate))
