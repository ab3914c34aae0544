"""Writing the manifesto: a draft, article by article, then its public life up to its adoption.

A draft is edited under the version of each article: of two people who save the same one, the second is told, and
nothing of what they typed is lost. Once public, a version never changes.
"""

import datetime
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.accounts.models import User
from commun.concertations.models import Pledge
from commun.core import audit
from commun.core.errors import DomainError, EditConflict
from commun.core.text import clean
from commun.syntheses import checks
from commun.syntheses.enums import FindingState, ManifestoState, VoteOutcome, VoteStage, VotingRule
from commun.syntheses.models import (
    Amendment,
    ArticleBasis,
    ArticleCheck,
    Finding,
    ManifestoArticle,
    ManifestoAxis,
    ManifestoParagraph,
    ManifestoPosition,
    ManifestoVersion,
    ManifestoVoter,
    TextChange,
)
from commun.syntheses.voting import Result, count

FRAME = (
    "title", "subtitle", "preamble", "source", "source_url", "source_read_on", "rule", "quorum", "amendment_rule",
    "amendment_quorum",
)  # fmt: skip


class ArticleChanged(EditConflict):
    """Someone else saved the article first. `current` is what it says now."""

    def __init__(self, current: ManifestoArticle) -> None:
        self.current = current
        super().__init__(
            _("Quelqu’un a enregistré cet article avant vous : voici son texte. Le vôtre est resté ci-dessous.")
        )


class FrameChanged(EditConflict):
    def __init__(self, current: ManifestoVersion) -> None:
        self.current = current
        super().__init__(_("Quelqu’un a enregistré ce cadre avant vous. Vos réponses sont restées ci-dessous."))


@dataclass(frozen=True)
class Written:
    """A paragraph as someone wrote it: `key` empty for a new one, `text` empty for one that goes."""

    key: str
    text: str


@transaction.atomic
def draft_next(*, by: User | None, fictional: bool = False) -> ManifestoVersion:
    """Open the draft of the next version: the text of the last one, with what it rests on and its checks."""
    line = ManifestoVersion.objects.select_for_update().filter(is_fictional=fictional)
    last = line.order_by("-number").first()
    if last is not None and last.is_draft:
        raise DomainError(_("Un projet est déjà ouvert : une seule version se prépare à la fois."))
    if last is not None and last.state in (ManifestoState.AMENDMENTS, ManifestoState.VOTE):
        raise DomainError(_("La version %(code)s est encore entre les mains des territoires.") % {"code": last.code})
    number = last.number + 1 if last else 1
    draft = ManifestoVersion.objects.create(
        code=f"exemple-{number}" if fictional else str(number),
        number=number,
        is_fictional=fictional,
        previous=last,
        title=last.title if last else _("Manifeste pour une IA responsable"),
        subtitle=last.subtitle if last else "",
        **({name: getattr(last, name) for name in ("preamble", *FRAME[6:])} if last else {}),
    )
    if last is not None:
        _copy_text(last, draft)
    _record("manifesto.drafted", draft, by)
    return draft


def _copy_text(source: ManifestoVersion, draft: ManifestoVersion) -> None:
    axes = {
        one.pk: ManifestoAxis.objects.create(
            manifesto=draft, code=one.code, title=one.title, says=one.says, position=one.position
        )
        for one in source.axes.all()
    }
    for article in source.articles.prefetch_related("paragraphs", "basis", "checks"):
        copy = ManifestoArticle.objects.create(
            manifesto=draft,
            axis=axes[article.axis_id],
            code=article.code,
            title=article.title,
            position=article.position,
        )
        paragraphs = {
            one.pk: ManifestoParagraph.objects.create(
                manifesto=draft, article=copy, key=one.key, text=one.text, position=one.position
            )
            for one in article.paragraphs.all()
        }
        ArticleBasis.objects.bulk_create(
            ArticleBasis(
                article=copy,
                paragraph=paragraphs[one.paragraph_id] if one.paragraph_id else None,
                finding_id=one.finding_id,
                note=one.note,
                position=one.position,
            )
            for one in article.basis.all()
        )
        ArticleCheck.objects.bulk_create(
            ArticleCheck(
                article=copy,
                code=one.code,
                question=one.question,
                target=one.target,
                field=one.field,
                condition=one.condition,
                expected=one.expected,
                position=one.position,
            )
            for one in article.checks.all()
        )


@transaction.atomic
def discard(*, manifesto: ManifestoVersion, by: User) -> None:
    """Give up a draft that nobody else read; the amendments that it had taken in wait for another one."""
    draft = _held_draft(manifesto)
    Amendment.objects.filter(integrated_in=draft).update(integrated_in=None)
    # Articles go before their axes, which protect them.
    draft.articles.all().delete()
    _record("manifesto.discarded", draft, by)
    draft.delete()


@transaction.atomic
def save_frame(*, manifesto: ManifestoVersion, seen: int, values: Mapping[str, Any], by: User) -> ManifestoVersion:
    """Title, preamble, source, and the rules of its votes. Raises FrameChanged."""
    draft = _held_draft(manifesto)
    if draft.version != seen:
        raise FrameChanged(draft)
    for name in FRAME:
        if name in values:
            setattr(draft, name, values[name])
    draft.version += 1
    draft.save()
    _record("manifesto.edited", draft, by, partie="cadre")
    return draft


@transaction.atomic
def save_axis(
    *, manifesto: ManifestoVersion, title: str, says: str = "", axis: ManifestoAxis | None = None, by: User | None
) -> ManifestoAxis:
    """Add an axis, after the others, or reword one."""
    draft = _held_draft(manifesto)
    if not title.strip():
        raise DomainError(_("Donnez un titre à cet axe."))
    if axis is None:
        last = draft.axes.aggregate(last=Max("position"))["last"] or 0
        axis = ManifestoAxis(manifesto=draft, code=f"axe-{last + 1}", position=last + 1)
    axis.title, axis.says = clean(title), clean(says)
    axis.save()
    _record("manifesto.edited", draft, by, partie=axis.code)
    return axis


@transaction.atomic
def remove_axis(*, axis: ManifestoAxis, by: User) -> None:
    draft = _held_draft(axis.manifesto)
    if axis.articles.exists():
        raise DomainError(_("Cet axe porte des articles : déplacez-les d’abord vers un autre axe."))
    axis.delete()
    _record("manifesto.edited", draft, by, partie=axis.code)


@transaction.atomic
def add_article(
    *, axis: ManifestoAxis, title: str, paragraphs: Sequence[str] = (), by: User | None
) -> ManifestoArticle:
    """A new article, at the end of its axis. Its code was never another article's."""
    draft = _held_draft(axis.manifesto)
    if not title.strip():
        raise DomainError(_("Donnez un titre à cet article."))
    line = ManifestoArticle.objects.filter(manifesto__is_fictional=draft.is_fictional)
    numbers = [int(code[1:]) for code in line.values_list("code", flat=True) if code[1:].isdecimal()]
    article = ManifestoArticle.objects.create(
        manifesto=draft,
        axis=axis,
        code=f"a{max(numbers, default=0) + 1}",
        title=clean(title),
        position=(draft.articles.aggregate(last=Max("position"))["last"] or 0) + 1,
    )
    for position, text in enumerate((text for text in map(clean, paragraphs) if text), 1):
        new_paragraph(article, text, position)
    _record("manifesto.edited", draft, by, partie=article.code)
    return article


@transaction.atomic
def save_article(
    *,
    article: ManifestoArticle,
    seen: int,
    title: str,
    axis: ManifestoAxis,
    paragraphs: Sequence[Written],
    why: str = "",
    by: User,
) -> ManifestoArticle:
    """Reword an article of a draft. What changes in the text of an earlier version says why.

    Raises ArticleChanged.
    """
    draft = _held_draft(article.manifesto)
    held = held_article(article, seen)
    before = {one.key: one for one in held.paragraphs.all()}
    if not title.strip():
        raise DomainError(_("Donnez un titre à cet article."))
    if {one.key for one in paragraphs if one.key} - before.keys():
        raise DomainError(_("Un des paragraphes n’est plus dans cet article : rechargez la page."))
    kept: list[str] = []
    changed: list[str] = []
    for one in paragraphs:
        text, known = clean(one.text), before.get(one.key)
        if known is None and text:
            made = new_paragraph(held, text, 0)
            kept.append(made.key)
            changed.append(made.key)
        elif known is not None and not text:
            known.delete()
            changed.append(known.key)
        elif known is not None:
            kept.append(known.key)
            if known.text != text:
                known.text = text
                known.save()
                changed.append(known.key)
    kept += [key for key in before if key not in kept and key not in changed]
    _order(held, kept)
    if changed and _has_text(draft.previous) and not why.strip():
        raise DomainError(_("Dites pourquoi ces paragraphes changent : chaque changement nomme son origine."))
    if changed and _has_text(draft.previous):
        role = by.signature()
        TextChange.objects.bulk_create(
            TextChange(
                manifesto=draft, paragraph_key=key, article_code=held.code, reason=clean(why), by=by, by_role=role
            )
            for key in changed
        )
    held.title, held.axis = clean(title), axis
    bump(held)
    _record("manifesto.edited", draft, by, partie=held.code)
    return held


@transaction.atomic
def move_article(*, article: ManifestoArticle, to: int, by: User) -> None:
    """Put an article at rank `to` (from 1) among all; its code stays."""
    draft = _held_draft(article.manifesto)
    order = [one for one in draft.articles.all() if one.pk != article.pk]
    order.insert(max(0, to - 1), article)
    for position, one in enumerate(order, 1):
        ManifestoArticle.objects.filter(pk=one.pk).update(position=position)
    _record("manifesto.edited", draft, by, partie=article.code)


@transaction.atomic
def remove_article(*, article: ManifestoArticle, why: str = "", by: User) -> None:
    draft = _held_draft(article.manifesto)
    if _has_text(draft.previous):
        if not why.strip():
            raise DomainError(_("Dites pourquoi cet article disparaît : chaque changement nomme son origine."))
        role = by.signature()
        TextChange.objects.bulk_create(
            TextChange(
                manifesto=draft,
                paragraph_key=one.key,
                article_code=article.code,
                reason=clean(why),
                by=by,
                by_role=role,
            )
            for one in article.paragraphs.all()
        )
    article.delete()
    _record("manifesto.edited", draft, by, partie=article.code)


@transaction.atomic
def rest_on(
    *, article: ManifestoArticle, seen: int, findings: Iterable[tuple[Finding, str]], key: str = "", by: User | None
) -> None:
    """Say which findings an article rests on, or one of its paragraphs (`key`), and what it keeps of each."""
    draft = _held_draft(article.manifesto)
    held = held_article(article, seen)
    paragraph = held.paragraphs.get(key=key) if key else None
    chosen = list(findings)
    unsigned = [one.title for one, _note in chosen if one.state == FindingState.DRAFT]
    if unsigned:
        raise DomainError(
            _("Un constat que personne n’a signé n’appuie rien : « %(title)s ».") % {"title": unsigned[0]}
        )
    if any(one.is_fictional != draft.is_fictional for one in (finding for finding, _note in chosen)):
        raise DomainError(_("Un texte réel ne repose pas sur un constat inventé, ni l’inverse."))
    held.basis.filter(paragraph=paragraph).delete()
    ArticleBasis.objects.bulk_create(
        ArticleBasis(article=held, paragraph=paragraph, finding=one, note=clean(note), position=position)
        for position, (one, note) in enumerate(chosen, 1)
    )
    bump(held)
    _record("manifesto.edited", draft, by, partie=held.code)


@transaction.atomic
def add_check(
    *,
    article: ManifestoArticle,
    question: str,
    target: str,
    field: str,
    condition: str,
    expected: Sequence[str] = (),
    by: User | None,
) -> ArticleCheck:
    """Declare a question that uses or debates are held against in the name of an article."""
    draft = _held_draft(article.manifesto)
    check = ArticleCheck(
        article=article,
        question=clean(question),
        target=target,
        field=field,
        condition=condition,
        expected=list(expected),
        position=article.checks.count() + 1,
    )
    if not check.question:
        raise DomainError(_("Écrivez la question."))
    checks.refuse_what_cannot_be_read(check)
    taken = set(article.checks.values_list("code", flat=True))
    check.code = next(code for number in range(1, len(taken) + 2) if (code := f"{article.code}-v{number}") not in taken)
    check.save()
    _record("manifesto.edited", draft, by, partie=article.code)
    return check


@transaction.atomic
def remove_check(*, check: ArticleCheck, by: User) -> None:
    draft = _held_draft(check.article.manifesto)
    check.delete()
    _record("manifesto.edited", draft, by, partie=check.article.code)


# The public life of a version


@transaction.atomic
def open_amendments(*, manifesto: ManifestoVersion, until: datetime.date, by: User | None) -> ManifestoVersion:
    """Make a draft public and let territories amend it until a day, that day included."""
    draft = _held_draft(manifesto)
    _refuse_a_past_day(until)
    _refuse_an_unready_text(draft)
    _call(draft, VoteStage.AMENDMENTS)
    draft.state, draft.amendments_until = ManifestoState.AMENDMENTS, until
    draft.published_at = timezone.now()
    draft.save()
    _record("manifesto.amendments_opened", draft, by, public=True, jusqu_au=until.isoformat())
    return draft


@transaction.atomic
def close_amendments(*, manifesto: ManifestoVersion, by: User | None) -> ManifestoVersion:
    """Count what territories said of each amendment, by the rule of the version."""
    held = _held(manifesto)
    if held.state != ManifestoState.AMENDMENTS or held.amendments_until is None:
        raise DomainError(_("Les amendements ne sont pas ouverts sur cette version."))
    if timezone.localdate() <= held.amendments_until:
        raise DomainError(_("Le dépôt est annoncé ouvert jusqu’à la fin de la journée : il se clôt après."))
    carried = 0
    for amendment in held.amendments.standing():
        amendment.outcome = result_on(amendment).outcome
        carried += amendment.outcome == VoteOutcome.CARRIED
        amendment.save(update_fields=["outcome"])
    held.state = ManifestoState.AMENDED
    held.save()
    _record("manifesto.amendments_closed", held, by, public=True, retenus=carried)
    return held


@transaction.atomic
def open_vote(*, manifesto: ManifestoVersion, until: datetime.date, by: User | None) -> ManifestoVersion:
    """Put a text to the territories until a day, that day included: a draft, or a text that no amendment changes."""
    held = _held(manifesto)
    if held.state not in (ManifestoState.DRAFT, ManifestoState.AMENDED):
        raise DomainError(_("Cette version n’est plus à soumettre aux territoires."))
    _refuse_a_past_day(until)
    source = held.previous if held.is_draft else held
    waiting = Amendment.objects.filter(manifesto=source).to_integrate().count() if source else 0
    if waiting:
        text = ngettext(
            "%(count)d amendement retenu attend d’entrer dans la version suivante.",
            "%(count)d amendements retenus attendent d’entrer dans la version suivante.",
            waiting,
        )
        raise DomainError(text % {"count": waiting})
    if held.is_draft:
        _refuse_an_unready_text(held)
        held.published_at = timezone.now()
    _call(held, VoteStage.TEXT)
    held.state, held.vote_until = ManifestoState.VOTE, until
    held.save()
    _record("manifesto.vote_opened", held, by, public=True, jusqu_au=until.isoformat(), regle=held.rule)
    return held


@transaction.atomic
def close_vote(
    *,
    manifesto: ManifestoVersion,
    by: User | None,
    on: datetime.date | None = None,
    where: str = "",
    whom: str = "",
) -> ManifestoVersion:
    """End the vote: the result is counted. A text that is carried is adopted, on a day and at a place."""
    held = _held(manifesto)
    if held.state != ManifestoState.VOTE or held.vote_until is None:
        raise DomainError(_("Cette version n’est pas soumise aux territoires."))
    result = result_of(held)
    if timezone.localdate() <= held.vote_until and not result.is_complete:
        text = ngettext(
            "%(count)d territoire peut encore se prononcer : le vote se clôt après le jour annoncé.",
            "%(count)d territoires peuvent encore se prononcer : le vote se clôt après le jour annoncé.",
            result.silent,
        )
        raise DomainError(text % {"count": result.silent})
    if timezone.localdate() <= held.vote_until and not result.is_carried:
        raise DomainError(_("Un territoire peut encore changer de position : le vote se clôt après le jour annoncé."))
    if result.is_carried:
        if on is None or not where.strip():
            raise DomainError(_("Le texte est retenu : dites quel jour et à quel endroit il est adopté."))
        if on > timezone.localdate():
            raise DomainError(_("La date d’adoption est dans l’avenir : indiquez le jour où le texte a été adopté."))
        held.state, held.adopted_on = ManifestoState.ADOPTED, on
        held.adopted_where, held.adopted_by = clean(where), clean(whom)
    else:
        held.state = ManifestoState.REJECTED
    held.save()
    _record("manifesto.vote_closed", held, by, public=True, issue=result.outcome, pour=result.for_)
    return held


def result_of(manifesto: ManifestoVersion) -> Result:
    """What territories say of the text, now. Two queries."""
    positions = ManifestoPosition.objects.current().filter(manifesto=manifesto, amendment=None)
    return count(
        rule=VotingRule(manifesto.rule),
        quorum=manifesto.quorum,
        called=manifesto.voters.filter(stage=VoteStage.TEXT).count(),
        choices=list(positions.values_list("choice", flat=True)),
    )


def result_on(amendment: Amendment) -> Result:
    """What territories say of an amendment, now. Two queries."""
    manifesto = amendment.manifesto
    return count(
        rule=VotingRule(manifesto.amendment_rule),
        quorum=manifesto.amendment_quorum,
        called=manifesto.voters.filter(stage=VoteStage.AMENDMENTS).count(),
        choices=list(amendment.positions.current().values_list("choice", flat=True)),
    )


def _call(manifesto: ManifestoVersion, stage: VoteStage) -> None:
    """The territories whose signature of the charter stands today: invented ones for an invented text, and they alone.

    The list is closed here: who signs later speaks of the next version.
    """
    signed = Pledge.objects.signed().filter(territory__is_fictional=manifesto.is_fictional)
    voters = [
        ManifestoVoter(manifesto=manifesto, stage=stage, territory_id=territory)
        for territory in signed.order_by("territory").values_list("territory", flat=True)
    ]
    if not voters:
        raise DomainError(_("Aucun territoire n’a signé la charte : personne ne peut encore se prononcer."))
    ManifestoVoter.objects.bulk_create(voters)


def _refuse_an_unready_text(draft: ManifestoVersion) -> None:
    """A public text has articles, with words, each resting on findings that anyone may read."""
    articles = list(draft.articles.prefetch_related("paragraphs", "basis__finding"))
    if not articles:
        raise DomainError(_("Ce projet n’a pas encore d’article."))
    empty = [one.label for one in articles if not one.paragraphs.all()]
    if empty:
        raise DomainError(_("Ces articles n’ont pas de texte : %(codes)s.") % {"codes": ", ".join(empty)})
    if draft.source:
        return  # read elsewhere: it rests on what its authors know
    bare = [one.label for one in articles if not any(basis.finding.published_at for basis in one.basis.all())]
    if bare:
        raise DomainError(
            _("Dites sur quels constats publics reposent ces articles : %(codes)s.") % {"codes": ", ".join(bare)}
        )


def _refuse_a_past_day(until: datetime.date) -> None:
    if until < timezone.localdate():
        raise DomainError(_("Ce jour est passé : donnez aux territoires le temps de se prononcer."))


def _has_text(manifesto: ManifestoVersion | None) -> bool:
    return manifesto is not None and manifesto.paragraphs.exists()


def _held(manifesto: ManifestoVersion) -> ManifestoVersion:
    """The version, held until the end of the transaction."""
    return ManifestoVersion.objects.select_for_update().get(pk=manifesto.pk)


def _held_draft(manifesto: ManifestoVersion) -> ManifestoVersion:
    held = _held(manifesto)
    if not held.is_draft:
        raise DomainError(_("Cette version est publique : son texte ne change plus. Ouvrez la version suivante."))
    return held


def held_article(article: ManifestoArticle, seen: int) -> ManifestoArticle:
    held = ManifestoArticle.objects.select_for_update().get(pk=article.pk)
    if held.version != seen:
        raise ArticleChanged(held)
    return held


def bump(article: ManifestoArticle) -> None:
    article.version += 1
    article.save()


def new_paragraph(article: ManifestoArticle, text: str, position: int) -> ManifestoParagraph:
    """With a key that no paragraph of any version of this line bears."""
    manifesto = article.manifesto
    line = ManifestoParagraph.objects.filter(
        manifesto__is_fictional=manifesto.is_fictional, key__startswith=f"{article.code}-"
    )
    numbers = [int(key.rpartition("-")[2]) for key in line.values_list("key", flat=True)]
    return ManifestoParagraph.objects.create(
        manifesto=manifesto,
        article=article,
        key=f"{article.code}-{max(numbers, default=0) + 1}",
        text=text,
        position=position,
    )


def _order(article: ManifestoArticle, keys: Sequence[str]) -> None:
    for position, key in enumerate(keys, 1):
        article.paragraphs.filter(key=key).update(position=position)


def _record(verb: str, manifesto: ManifestoVersion, by: User | None, *, public: bool = False, **detail: object) -> None:
    audit.record(
        verb,
        target=manifesto,
        by=by,
        by_role=by.signature() if by else "",
        detail={"version": manifesto.code, **detail},
        public=public,
    )
