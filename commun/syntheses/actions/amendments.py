"""What territories do with a version: amend it, say where they stand; and taking in the amendments that are carried."""

from collections.abc import Sequence

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _

from commun.accounts.models import User
from commun.core import audit
from commun.core.errors import DomainError
from commun.core.text import clean
from commun.syntheses.actions import manifesto as text_actions
from commun.syntheses.enums import AmendmentKind, Choice, ManifestoState, VoteStage
from commun.syntheses.models import (
    Amendment,
    ManifestoArticle,
    ManifestoParagraph,
    ManifestoPosition,
    ManifestoVersion,
    TextChange,
)
from commun.territories.models import Territory


class AmendmentsCollide(DomainError):
    """Several changes touch the same paragraph: a person writes the text that honours them."""

    def __init__(self, amendments: Sequence[Amendment]) -> None:
        self.amendments = tuple(amendments)
        super().__init__(_("Plusieurs changements touchent ce paragraphe : écrivez le texte qui les réunit."))


@transaction.atomic
def deposit(
    *,
    article: ManifestoArticle,
    kind: AmendmentKind,
    paragraph: ManifestoParagraph | None,
    reason: str,
    territory: Territory,
    by: User,
    text: str = "",
) -> Amendment:
    """A territory asks to change one paragraph. Without paragraph, what is added stands first in the article."""
    manifesto = _held(article.manifesto)
    refuse_unless_open(manifesto, territory, VoteStage.AMENDMENTS)
    proposed, why = clean(text), clean(reason)
    if not why:
        raise DomainError(_("Dites pourquoi vous proposez ce changement."))
    if paragraph is None and kind != AmendmentKind.INSERT:
        raise DomainError(_("Choisissez le paragraphe à changer."))
    if paragraph is not None and paragraph.article_id != article.pk:
        raise DomainError(_("Ce paragraphe n’est pas dans cet article."))
    if kind != AmendmentKind.DELETE and not proposed:
        raise DomainError(_("Écrivez le texte proposé."))
    if kind == AmendmentKind.REPLACE and paragraph is not None and paragraph.text == proposed:
        raise DomainError(_("Le texte proposé est celui du paragraphe : rien ne change."))
    number = (manifesto.amendments.aggregate(last=Max("number"))["last"] or 0) + 1
    amendment = Amendment.objects.create(
        uid=f"{manifesto.uid}-am{number}",
        manifesto=manifesto,
        number=number,
        kind=kind,
        article=article,
        paragraph=paragraph,
        text="" if kind == AmendmentKind.DELETE else proposed,
        reason=why,
        territory=territory,
        by=by,
        by_role=by.signature(territory),
    )
    _record("amendment.deposited", manifesto, by, territory, amendement=amendment.uid, article=article.code)
    return amendment


@transaction.atomic
def withdraw(*, amendment: Amendment, reason: str, by: User) -> Amendment:
    """Its territory takes an amendment back while amendments are open; it stays readable, with why."""
    manifesto = _held(amendment.manifesto)
    refuse_unless_open(manifesto, amendment.territory, VoteStage.AMENDMENTS)
    current = Amendment.objects.get(pk=amendment.pk)
    if current.withdrawn_at is not None:
        raise DomainError(_("Cet amendement est déjà retiré."))
    if not clean(reason):
        raise DomainError(_("Dites pourquoi l’amendement est retiré : le motif est public."))
    current.withdrawn_at, current.withdrawal_reason = timezone.now(), clean(reason)
    current.save()
    _record("amendment.withdrawn", manifesto, by, current.territory, amendement=current.uid)
    return current


@transaction.atomic
def take_position(
    *,
    manifesto: ManifestoVersion,
    territory: Territory,
    choice: Choice,
    by: User,
    reason: str = "",
    amendment: Amendment | None = None,
) -> ManifestoPosition:
    """Say where the territory stands on the text, or on an amendment. The position before stays in the history."""
    held = _held(manifesto)
    refuse_unless_open(held, territory, VoteStage.AMENDMENTS if amendment else VoteStage.TEXT)
    why = clean(reason)
    if amendment is not None:
        if amendment.manifesto_id != held.pk:
            raise DomainError(_("Cet amendement n’est pas de cette version."))
        if Amendment.objects.filter(pk=amendment.pk).exclude(withdrawn_at=None).exists():
            raise DomainError(_("Cet amendement est retiré : il n’y a plus à se prononcer."))
        if not why:
            raise DomainError(_("Dites pourquoi vous soutenez ou refusez cet amendement."))
    if choice == Choice.AGAINST and not why:
        raise DomainError(_("Dites pourquoi : une objection sans motif ne peut pas être levée."))
    said = ManifestoPosition.objects.current().filter(manifesto=held, amendment=amendment, territory=territory)
    before = said.first()
    if before is not None and (before.choice, before.reason) == (choice, why):
        return before
    now = timezone.now()
    said.update(replaced_at=now)
    position = ManifestoPosition.objects.create(
        manifesto=held,
        amendment=amendment,
        territory=territory,
        choice=choice,
        reason=why,
        at=now,
        by=by,
        by_role=by.signature(territory),
    )
    _record(
        "manifesto.position_taken",
        held,
        by,
        territory,
        position=choice,
        amendement=amendment.uid if amendment else "",
        position_d_avant=before.choice if before else "",
    )
    return position


@transaction.atomic
def answer_objection(*, position: ManifestoPosition, answer: str, by: User) -> ManifestoPosition:
    """The network says what it does of an objection; only the territory lifts it, by taking another position."""
    manifesto = _held(position.manifesto)
    current = ManifestoPosition.objects.get(pk=position.pk)
    if manifesto.state != ManifestoState.VOTE or current.replaced_at is not None or current.amendment_id is not None:
        raise DomainError(_("Cette objection n’attend plus de réponse."))
    if current.choice != Choice.AGAINST:
        raise DomainError(_("Ce territoire n’objecte pas."))
    if not clean(answer):
        raise DomainError(_("Écrivez ce que le réseau répond à cette objection."))
    current.answer, current.answered_at, current.answered_role = clean(answer), timezone.now(), by.signature()
    current.save()
    audit.record(
        "manifesto.objection_answered",
        target=manifesto,
        by=by,
        by_role=current.answered_role,
        detail={"version": manifesto.code},
        public=True,
    )
    return current


@transaction.atomic
def integrate(
    *,
    draft: ManifestoVersion,
    amendments: Sequence[Amendment],
    seen: int,
    by: User,
    text: str | None = None,
) -> ManifestoArticle:
    """Take carried amendments of one paragraph into the draft of the next version; each change names its amendment.

    `seen` is the version of the draft's article on the page; raises ArticleChanged when someone saved it since. One
    amendment on a paragraph that nothing else changed is taken as it is; otherwise `text` is what a person wrote to
    honour them together (empty: the paragraph goes), and AmendmentsCollide is raised without it.
    """
    held_draft = ManifestoVersion.objects.select_for_update().get(pk=draft.pk)
    ready = Amendment.objects.to_integrate().filter(manifesto=held_draft.previous_id)
    chosen = ready.filter(pk__in=[one.pk for one in amendments])
    waiting = list(chosen.select_related("article", "paragraph").order_by("number"))
    if not held_draft.is_draft or len(waiting) != len(amendments) or not waiting:
        raise DomainError(_("Ces amendements n’attendent pas d’entrer dans ce projet : rechargez la page."))
    first = waiting[0]
    is_mixed = len({(one.article_id, one.paragraph_id) for one in waiting}) > 1
    if is_mixed or (len(waiting) > 1 and AmendmentKind.INSERT in [one.kind for one in waiting]):
        raise DomainError(_("Ces amendements ne portent pas sur le même paragraphe : prenez-les un par un."))
    article = held_draft.articles.filter(code=first.article.code).first()
    if article is None:
        raise DomainError(
            _("L’article %(code)s n’est plus dans ce projet : remettez-le, ou expliquez-vous.")
            % {"code": first.article.label}
        )
    held = text_actions.held_article(article, seen)
    if first.kind == AmendmentKind.INSERT:
        keys = [_insert(held, first, clean(first.text if text is None else text))]
    else:
        keys = [_change(held, waiting, text)] * len(waiting)
    role = by.signature()
    TextChange.objects.bulk_create(
        TextChange(manifesto=held_draft, paragraph_key=key, article_code=held.code, amendment=one, by=by, by_role=role)
        for one, key in zip(waiting, keys, strict=True)
    )
    Amendment.objects.filter(pk__in=[one.pk for one in waiting]).update(integrated_in=held_draft)
    text_actions.bump(held)
    audit.record(
        "amendment.integrated",
        target=held_draft,
        by=by,
        by_role=role,
        detail={"version": held_draft.code, "amendements": [one.uid for one in waiting]},
    )
    return held


def is_untouched(article: ManifestoArticle, amendment: Amendment) -> bool:
    """Whether the paragraph that an amendment changes still says, in the draft's article, what the amendment read."""
    if amendment.paragraph is None:
        return True
    return article.paragraphs.filter(key=amendment.paragraph.key, text=amendment.paragraph.text).exists()


def _change(article: ManifestoArticle, amendments: Sequence[Amendment], text: str | None) -> str:
    """Replace or delete the paragraph; give its key."""
    first = amendments[0]
    target = first.paragraph
    if target is None:
        raise AmendmentsCollide(amendments)
    if text is None:
        if len(amendments) > 1 or not is_untouched(article, first):
            raise AmendmentsCollide(amendments)
        text = first.text
    said, current = clean(text), article.paragraphs.filter(key=target.key).first()
    if current is None and said:
        place = _place_of(article, target)
        _make_room(article, place)
        ManifestoParagraph.objects.create(
            manifesto=article.manifesto, article=article, key=target.key, text=said, position=place
        )
    elif current is not None and said:
        current.text = said
        current.save()
    elif current is not None:
        current.delete()
    return target.key


def _insert(article: ManifestoArticle, amendment: Amendment, text: str) -> str:
    """Add a paragraph after its target, and after those added there before it; give its key."""
    if not text:
        raise DomainError(_("Écrivez le texte proposé."))
    known = set(amendment.manifesto.paragraphs.values_list("key", flat=True))
    place = 1 if amendment.paragraph is None else _place_of(article, amendment.paragraph)
    rows = list(article.paragraphs.order_by("position"))
    if amendment.paragraph is not None and any(one.key == amendment.paragraph.key for one in rows):
        place += 1
    for one in rows:
        if one.position >= place and one.key not in known:
            place = one.position + 1
        elif one.position >= place:
            break
    _make_room(article, place)
    return text_actions.new_paragraph(article, text, place).key


def _place_of(article: ManifestoArticle, target: ManifestoParagraph) -> int:
    """Where the paragraph stands in the draft; where it would stand, when it went: after what preceded it."""
    here = dict(article.paragraphs.values_list("key", "position"))
    if target.key in here:
        return here[target.key]
    before = ManifestoParagraph.objects.filter(article=target.article_id, position__lt=target.position)
    for key in before.order_by("-position").values_list("key", flat=True):
        if key in here:
            return here[key] + 1
    return 1


def _make_room(article: ManifestoArticle, place: int) -> None:
    for one in article.paragraphs.filter(position__gte=place).order_by("-position"):
        ManifestoParagraph.objects.filter(pk=one.pk).update(position=one.position + 1)


def refuse_unless_open(manifesto: ManifestoVersion, territory: Territory, stage: VoteStage) -> None:
    """Raises DomainError unless this territory may speak of this version now."""
    if stage is VoteStage.AMENDMENTS:
        is_open, until = manifesto.state == ManifestoState.AMENDMENTS, manifesto.amendments_until
        closed = _("Les amendements ne sont pas ouverts sur cette version.")
    else:
        is_open, until = manifesto.state == ManifestoState.VOTE, manifesto.vote_until
        closed = _("Cette version n’est pas soumise aux territoires.")
    if not is_open or until is None:
        raise DomainError(closed)
    if timezone.localdate() > until:
        raise DomainError(_("Le délai annoncé est passé : plus rien n’est reçu sur cette version."))
    if not manifesto.voters.filter(territory=territory, stage=stage).exists():
        raise DomainError(
            _("« %(name)s » n’est pas parmi les territoires appelés : sa charte n’était pas signée à l’ouverture.")
            % {"name": territory.name}
        )


def _held(manifesto: ManifestoVersion) -> ManifestoVersion:
    return ManifestoVersion.objects.select_for_update().get(pk=manifesto.pk)


def _record(verb: str, manifesto: ManifestoVersion, by: User, territory: Territory, **detail: object) -> None:
    audit.record(
        verb,
        target=manifesto,
        by=by,
        by_role=by.signature(territory),
        detail={"version": manifesto.code, "territoire": territory.uid, **detail},
        public=True,
    )


__all__ = [
    "AmendmentsCollide",
    "answer_objection",
    "deposit",
    "integrate",
    "is_untouched",
    "refuse_unless_open",
    "take_position",
    "withdraw",
]
