"""Every gesture of the workshop, each kept with what is needed to undo it.

A gesture names the last move that its page knew (`seen`). What others did since to the same rows refuses it
(`WorkshopChanged`, which tells what they did); what they did elsewhere does not. The rows of `Move`, added and never
deleted, are the trace of these actions: no audit event repeats them, so that no public page is made again for what
nobody outside reads.
"""

from collections.abc import Collection, Iterable, Sequence
from dataclasses import dataclass, field
from typing import Any

from django.db import transaction
from django.db.models import F, Max
from django.utils import timezone
from django.utils.text import Truncator
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.accounts.models import User
from commun.analysis.values import Group as Suggested
from commun.analysis.values import Grouping
from commun.core.errors import DomainError, EditConflict, Gone
from commun.core.text import clean
from commun.syntheses import moves
from commun.syntheses.enums import Origin, Stance
from commun.syntheses.models import AnalysisRun, Corpus, CorpusItem, Group, Move
from commun.syntheses.moves import Change, Rows, touched
from commun.syntheses.queries.runs import bounds, free_items
from commun.syntheses.queries.workshop import has_been_worked

MAX_TITLE = 300
MAX_REASON = 300
BATCH = 500


class WorkshopChanged(EditConflict):
    """Others touched the same takeaways or groups since this page was read. `since` is what they did, newest first."""

    def __init__(self, since: Sequence[Move]) -> None:
        self.since = tuple(since)
        super().__init__(
            _("Rien n’a changé : depuis votre lecture, les mêmes remontées ou le même groupe ont été modifiés.")
        )


class CannotUndo(DomainError):
    """Something later rests on what one would undo."""


# --- Gestures --------------------------------------------------------------------------------------------------------


@transaction.atomic
def move(*, corpus: Corpus, items: Collection[int], to: int, seen: int, by: User) -> Move:
    """Put takeaways in the group that has this number."""
    work = _begin(corpus, seen)
    target = work.group(to)
    rows = work.items(items)
    elsewhere = [one for one in rows if one.group_id != target.pk or one.is_set_aside]
    if not elsewhere:
        raise DomainError(_("Ces remontées sont déjà dans « %(group)s ».") % {"group": target.title})
    for one in elsewhere:
        work.put(one, group=target.pk, set_aside_reason="", origin=Origin.PERSON.value)
    work.let_empty_go()
    return work.keep(moves.MOVE, _to_group(len(elsewhere), target.title), by)


@transaction.atomic
def split(*, corpus: Corpus, items: Collection[int], title: str, seen: int, by: User) -> Group:
    """Make a group of these takeaways, wherever they were."""
    work = _begin(corpus, seen)
    title = _checked(title, MAX_TITLE, _("Donnez un titre au nouveau groupe."))
    rows = work.items(items)
    made = work.make_group(title=title, origin=Origin.PERSON, by=by)
    for one in rows:
        work.put(one, group=made.pk, set_aside_reason="", origin=Origin.PERSON.value)
    work.let_empty_go(but=made.pk)
    says = ngettext(
        "%(count)d remontée détachée dans un nouveau groupe, « %(group)s »",
        "%(count)d remontées détachées dans un nouveau groupe, « %(group)s »",
        len(rows),
    )
    work.keep(moves.SPLIT, says % {"count": len(rows), "group": _short(title)}, by)
    return made


@transaction.atomic
def merge(*, corpus: Corpus, numbers: Collection[int], into: int, seen: int, by: User) -> Move:
    """Bring all that these groups hold into one: a person put it there."""
    work = _begin(corpus, seen)
    target = work.group(into)
    sources = [work.group(number) for number in sorted(set(numbers) - {into})]
    if not sources:
        raise DomainError(_("Choisissez au moins deux groupes à fusionner."))
    work.leans_on(groups=[target.pk, *(one.pk for one in sources)])
    for one in corpus.items.filter(group__in=sources):
        work.put(one, group=target.pk, origin=Origin.PERSON.value)
    for source in sources:
        work.put_group(source, is_gone=True)
    titles = ", ".join(f"« {_short(one.title)} »" for one in sources)
    says = ngettext("%(titles)s fusionné dans « %(group)s »", "%(titles)s fusionnés dans « %(group)s »", len(sources))
    return work.keep(moves.MERGE, says % {"titles": titles, "group": _short(target.title)}, by)


@transaction.atomic
def rename(*, corpus: Corpus, number: int, title: str, seen: int, by: User, note: str | None = None) -> Move:
    work = _begin(corpus, seen)
    group = work.group(number)
    before = group.title
    title = _checked(title, MAX_TITLE, _("Un groupe garde toujours un titre."))
    note = group.note if note is None else clean(note)
    if (title, note) == (group.title, group.note):
        raise DomainError(_("Ce groupe porte déjà ce titre."))
    work.refuse_if_renamed(group)
    work.put_group(group, title=title, note=note)
    if title == before:
        return work.keep(moves.RENAME, _("Note de « %(group)s » réécrite") % {"group": _short(title)}, by)
    says = _("« %(before)s » renommé « %(after)s »") % {"before": _short(before), "after": _short(title)}
    return work.keep(moves.RENAME, says, by)


@transaction.atomic
def set_aside(*, corpus: Corpus, items: Collection[int], reason: str, seen: int, by: User) -> Move:
    """Leave takeaways out of every group, and say why: the territories will read it."""
    work = _begin(corpus, seen)
    reason = _checked(reason, MAX_REASON, _("Dites pourquoi vous écartez cette remontée : son territoire le lira."))
    rows = work.items(items)
    for one in rows:
        work.put(one, group=None, set_aside_reason=reason, origin=Origin.PERSON.value)
    work.let_empty_go()
    says = ngettext("%(count)d remontée écartée : %(reason)s", "%(count)d remontées écartées : %(reason)s", len(rows))
    return work.keep(moves.SET_ASIDE, says % {"count": len(rows), "reason": reason}, by)


@transaction.atomic
def bring_back(*, corpus: Corpus, items: Collection[int], seen: int, by: User) -> Move:
    """What was set aside waits again for a group."""
    work = _begin(corpus, seen)
    rows = [one for one in work.items(items) if one.is_set_aside]
    if not rows:
        raise DomainError(_("Aucune de ces remontées n’est écartée."))
    for one in rows:
        work.put(one, set_aside_reason="")
    says = ngettext(
        "%(count)d remontée écartée revient, sans groupe",
        "%(count)d remontées écartées reviennent, sans groupe",
        len(rows),
    )
    return work.keep(moves.BRING_BACK, says % {"count": len(rows)}, by)


@transaction.atomic
def take_stance(*, corpus: Corpus, items: Collection[int], stance: Stance, seen: int, by: User) -> Move:
    """Say what takeaways say of their group: for it, with a nuance, or the contrary."""
    work = _begin(corpus, seen)
    rows = [one for one in work.items(items) if one.stance != stance or one.origin != Origin.PERSON]
    if not rows:
        raise DomainError(_("Ces remontées portent déjà cette position."))
    for one in rows:
        work.put(one, stance=stance.value, origin=Origin.PERSON.value)
    says = ngettext("%(count)d remontée : « %(stance)s »", "%(count)d remontées : « %(stance)s »", len(rows))
    return work.keep(moves.STANCE, says % {"count": len(rows), "stance": stance.label}, by)


@transaction.atomic
def take_on(*, corpus: Corpus, number: int, seen: int, by: User) -> Move:
    """Sign a group: what it holds is no more a suggestion of the machine."""
    work = _begin(corpus, seen)
    group = work.group(number)
    work.leans_on(groups=[group.pk])
    if group.origin == Origin.PERSON:
        raise DomainError(_("Ce groupe est déjà repris."))
    work.put_group(group, origin=Origin.PERSON.value)
    count = corpus.items.filter(group=group).count()
    says = ngettext(
        "« %(group)s » repris, avec %(count)d remontée", "« %(group)s » repris, avec %(count)d remontées", count
    )
    return work.keep(moves.TAKE_ON, says % {"group": _short(group.title), "count": count}, by)


@transaction.atomic
def adopt(*, run: AnalysisRun, key: str, cut: int, seen: int, by: User) -> Group:
    """Take one group of a newer proposal: those of its members that no person placed. It stays a suggestion."""
    work = _begin(run.corpus, seen)
    suggested = next((one for one in Grouping.from_json(run.result).cut(cut) if one.key == key), None)
    if suggested is None:
        raise Gone(_("Cette proposition n’a pas ce groupe."))
    rows = list(free_items(corpus=run.corpus).filter(takeaway__uid__in=suggested.members))
    if not rows:
        raise DomainError(_("Des personnes ont déjà placé toutes les remontées de ce groupe."))
    work.leans_on(items=[one.pk for one in rows])
    made = work.make_group(title=_titled(suggested.label), origin=Origin.MACHINE, by=by, run=run, suggested=suggested)
    for one in rows:
        work.put(one, group=made.pk, set_aside_reason="")
    work.let_empty_go(but=made.pk)
    says = ngettext(
        "Groupe « %(group)s » pris du calcul %(number)d, avec %(count)d remontée",
        "Groupe « %(group)s » pris du calcul %(number)d, avec %(count)d remontées",
        len(rows),
    )
    work.keep(moves.ADOPT, says % {"group": _short(made.title), "number": run.number, "count": len(rows)}, by)
    return made


# --- Undoing ---------------------------------------------------------------------------------------------------------


@transaction.atomic
def undo(*, corpus: Corpus, number: int, by: User) -> Move:
    """Put back what a move changed, unless something later touched the same. An undoing can be undone too.

    Raises CannotUndo, which names what stands in the way.
    """
    locked = _lock(corpus)
    found = locked.moves.filter(number=number).select_related("undoes").first()
    if found is None:
        raise Gone(_("Ce geste n’existe pas."))
    if Move.objects.filter(undoes=found).exists():
        raise CannotUndo(_("Ce geste est déjà défait."))
    work = _Work(locked, locked.moves_count)
    if found.verb == moves.CUT:
        return _undo_cut(work, found, by)
    before, after = Change.from_json(found.before), Change.from_json(found.after)
    items = {one.pk: one for one in locked.items.filter(pk__in=after.items)}
    groups = {one.pk: one for one in locked.groups.filter(pk__in=after.groups)}
    if not _stand(after.items, items, _item_value) or not _stand(after.groups, groups, _group_value):
        raise _in_the_way(found)
    for key, values in before.items.items():
        work.put(items[key], **values)
    for key, values in before.groups.items():
        work.put_group(groups[key], **values)
    if not work.holds_together():
        raise _in_the_way(found)
    verb = moves.REDO if found.verb == moves.UNDO else moves.UNDO
    says = _("Refait : %(says)s") if verb == moves.REDO else _("Défait : %(says)s")
    told = found.undoes.says if verb == moves.REDO and found.undoes else found.says
    return work.keep(verb, says % {"says": told}, by, undoes=found)


def _stand(after: Rows, rows: dict[int, Any], value: Any) -> bool:
    """Whether each row still is as the move left it."""
    return all(
        key in rows and all(value(rows[key], name) == told for name, told in values.items())
        for key, values in after.items()
    )


def _in_the_way(undone: Move) -> CannotUndo:
    """Names the last later move that touched the same rows."""
    mine = touched(undone)
    for later in undone.corpus.moves.filter(number__gt=undone.number, undone_by=None):
        if touched(later).meets(mine.items, mine.groups):
            says = _(
                "Impossible de défaire : depuis, le geste %(number)d a touché aux mêmes remontées ou au même groupe "
                "(%(says)s). Défaites-le d’abord."
            )
            return CannotUndo(says % {"number": later.number, "says": later.says})
    return CannotUndo(_("Impossible de défaire : ce que ce geste avait changé n’existe plus."))


# --- Laying out what the machine suggests ----------------------------------------------------------------------------


def lay_out_first(*, run: AnalysisRun, grouping: Grouping) -> bool:
    """Show the groups of a run, unless someone has worked in its corpus. For the process that computed it."""
    with transaction.atomic():
        corpus = _lock(run.corpus, even_closed=True)
        if corpus.closed_at or has_been_worked(corpus=corpus) or corpus.groups.exists():
            return False
        _lay_out(_Work(corpus, corpus.moves_count), run, grouping, grouping.suggested, by=None)
    return True


@transaction.atomic
def recut(*, run: AnalysisRun, count: int, seen: int, by: User) -> Move:
    """The same computation in finer or coarser groups. Only before anyone has worked: after, a run is a proposal."""
    work = _begin(run.corpus, seen)
    work.leans_on()
    if has_been_worked(corpus=work.corpus):
        raise DomainError(
            _(
                "Des personnes ont déjà travaillé dans ces groupes : ouvrez la proposition et reprenez-en les groupes "
                "un à un."
            )
        )
    grouping = Grouping.from_json(run.result)
    coarsest, finest = bounds(grouping)
    if not coarsest <= count <= finest:
        raise DomainError(
            _("Choisissez entre %(coarsest)d et %(finest)d groupes.") % {"coarsest": coarsest, "finest": finest}
        )
    return _lay_out(work, run, grouping, count, by=by)


def _lay_out(work: "_Work", run: AnalysisRun, grouping: Grouping, count: int, *, by: User | None) -> Move:
    corpus = work.corpus
    before = corpus.moves.filter(verb=moves.CUT).values_list("after", flat=True).first() or {}
    corpus.items.update(group=None, rank=0)
    corpus.groups.all().delete()
    cut = grouping.cut(count)
    groups = Group.objects.bulk_create(
        Group(
            corpus=corpus,
            number=number,
            title=_titled(one.label),
            words=_words(one),
            origin=Origin.MACHINE,
            run=run,
        )
        for number, one in enumerate(cut, start=1)
    )
    place = {
        uid: (group.pk, rank)
        for group, one in zip(groups, cut, strict=True)
        for rank, uid in enumerate(one.members, start=1)
    }
    items = [
        one
        for one in corpus.items.select_related("takeaway").only("group", "takeaway__uid")
        if one.takeaway.uid in place
    ]
    for one in items:
        one.group_id, one.rank = place[one.takeaway.uid]
    CorpusItem.objects.bulk_update(items, ["group", "rank"], batch_size=BATCH)
    says = ngettext(
        "%(count)d groupe suggéré par le calcul %(number)d",
        "%(count)d groupes suggérés par le calcul %(number)d",
        len(cut),
    )
    after = {"run": run.number, "count": count}
    told = says % {"count": len(cut), "number": run.number}
    return work.write(
        moves.CUT, told, before={k: before[k] for k in ("run", "count") if k in before}, after=after, by=by
    )


def _undo_cut(work: "_Work", found: Move, by: User) -> Move:
    """The cut before, made again: nothing else has been done since."""
    if found.number != work.corpus.moves_count or has_been_worked(corpus=work.corpus):
        raise CannotUndo(_("Impossible de défaire : on a travaillé depuis dans ces groupes."))
    if not found.before:
        raise CannotUndo(_("C’est le premier regroupement : choisissez plutôt des groupes plus fins ou plus larges."))
    run = AnalysisRun.objects.get(corpus=work.corpus, number=found.before["run"])
    return _lay_out(work, run, Grouping.from_json(run.result), found.before["count"], by=by)


def _words(suggested: Suggested) -> list[list[Any]]:
    return [[word.word, round(word.weight, 3)] for word in suggested.words]


def _titled(label: str) -> str:
    return Truncator(label).chars(MAX_TITLE) or _("Sans mot commun")


# --- One gesture being made ------------------------------------------------------------------------------------------


def _lock(corpus: Corpus, *, even_closed: bool = False) -> Corpus:
    found = Corpus.objects.select_for_update().get(pk=corpus.pk)
    if found.closed_at and not even_closed:
        raise DomainError(_("Ce corpus est clos : rouvrez-le pour y travailler."))
    return found


def _begin(corpus: Corpus, seen: int) -> "_Work":
    return _Work(_lock(corpus), seen)


@dataclass
class _Work:
    """Rows read, checked against what others did since, changed together, kept as one move."""

    corpus: Corpus
    seen: int
    before: Change = field(default_factory=Change)
    after: Change = field(default_factory=Change)
    _rows: dict[int, CorpusItem] = field(default_factory=dict)
    _groups: dict[int, Group] = field(default_factory=dict)

    def group(self, number: int) -> Group:
        """A group that stands. Raises Gone."""
        found = self.corpus.groups.filter(number=number).first()
        if found is None or found.is_gone:
            raise Gone(_("Ce groupe n’existe plus : quelqu’un l’a fusionné ou vidé."))
        return found

    def items(self, keys: Collection[int]) -> list[CorpusItem]:
        """Takeaways of this corpus, that nobody touched since. Raises Gone, WorkshopChanged."""
        if not keys:
            raise DomainError(_("Cochez au moins une remontée."))
        found = list(self.corpus.items.filter(pk__in=set(keys)))
        if len(found) != len(set(keys)):
            raise Gone(_("Une de ces remontées n’est pas dans ce corpus."))
        self.leans_on(items=[one.pk for one in found])
        return found

    def leans_on(self, *, items: Iterable[int] = (), groups: Iterable[int] = ()) -> None:
        """Raises WorkshopChanged when others touched these rows since the page was read."""
        items, groups = list(items), list(groups)
        self._refuse([one for one in self._since() if touched(one).meets(items, groups)])

    def refuse_if_renamed(self, group: Group) -> None:
        """Raises WorkshopChanged when someone else wrote the title, or dissolved the group; the rest is independent."""
        self._refuse([one for one in self._since() if one.verb == moves.CUT or _renames(one, group)])

    def _since(self) -> list[Move]:
        if self.seen >= self.corpus.moves_count:
            return []
        return list(self.corpus.moves.filter(number__gt=self.seen).select_related("by"))

    def _refuse(self, since: Sequence[Move]) -> None:
        if since:
            raise WorkshopChanged(since)

    def put(self, item: CorpusItem, **values: Any) -> None:
        self._note(item.pk, item, values, self.before.items, self.after.items, _item_value)
        for name, value in values.items():
            setattr(item, "group_id" if name == "group" else name, value)
        self._rows[item.pk] = item

    def put_group(self, group: Group, **values: Any) -> None:
        self._note(group.pk, group, values, self.before.groups, self.after.groups, _group_value)
        for name, value in values.items():
            setattr(group, name, value)
        self._groups[group.pk] = group

    def _note(self, key: int, row: Any, values: dict[str, Any], before: Rows, after: Rows, value: Any) -> None:
        for name, told in values.items():
            if (was := value(row, name)) != told:
                before.setdefault(key, {}).setdefault(name, was)
                after.setdefault(key, {})[name] = told

    def make_group(
        self,
        *,
        title: str,
        origin: Origin,
        by: User,
        run: AnalysisRun | None = None,
        suggested: Suggested | None = None,
    ) -> Group:
        last = self.corpus.groups.aggregate(last=Max("number"))["last"] or 0
        made = Group.objects.create(
            corpus=self.corpus,
            number=last + 1,
            title=title,
            origin=origin,
            run=run,
            words=_words(suggested) if suggested else [],
        )
        if origin == Origin.PERSON:
            _sign(made, by)
            made.save(update_fields=["taken_at", "taken_by", "taken_role"])
        # Undone, it is gone; its row remains, for the moves that name it.
        self.before.groups[made.pk], self.after.groups[made.pk] = {"is_gone": True}, {"is_gone": False}
        return made

    def let_empty_go(self, *, but: int | None = None) -> None:
        """A group that these changes emptied is gone; undoing brings it back."""
        left = {values["group"] for values in self.before.items.values() if values.get("group")} - {but}
        leaving = [key for key, values in self.after.items.items() if "group" in values]
        for group in self.corpus.groups.filter(pk__in=left, is_gone=False):
            if not self.corpus.items.filter(group=group).exclude(pk__in=leaving).exists():
                self.put_group(group, is_gone=True)

    def holds_together(self) -> bool:
        """No takeaway would be in a group that is gone, nor a group go with takeaways inside."""
        going = {key for key, values in self.after.groups.items() if values.get("is_gone")}
        coming = {key for key, values in self.after.groups.items() if values.get("is_gone") is False}
        wanted = {values["group"] for values in self.after.items.values() if values.get("group")}
        if wanted & going or self.corpus.groups.filter(pk__in=wanted - coming, is_gone=True).exists():
            return False
        leaving = [key for key, values in self.after.items.items() if "group" in values]
        return not self.corpus.items.filter(group__in=going).exclude(pk__in=leaving).exists()

    def keep(self, verb: str, says: str, by: User, *, undoes: Move | None = None) -> Move:
        """Write the rows and the move."""
        for values, keys in self.after.as_json()["items"]:
            columns = {("group_id" if name == "group" else name): value for name, value in values.items()}
            self.corpus.items.filter(pk__in=keys).update(**columns)
        for key, values in self.after.groups.items():
            group = self._groups.get(key)
            if group is not None:
                if "origin" in values:
                    _sign(group, by if values["origin"] == Origin.PERSON else None)
                group.save(update_fields=[*values, "taken_at", "taken_by", "taken_role"])
        mine = touched(Move(verb=verb, before=self.before.as_json(), after=self.after.as_json()))
        self.corpus.groups.filter(pk__in=mine.groups).update(version=F("version") + 1)
        return self.write(verb, says, before=self.before.as_json(), after=self.after.as_json(), by=by, undoes=undoes)

    def write(
        self,
        verb: str,
        says: str,
        *,
        before: dict[str, Any],
        after: dict[str, Any],
        by: User | None,
        undoes: Move | None = None,
    ) -> Move:
        number = self.corpus.moves_count + 1
        Corpus.objects.filter(pk=self.corpus.pk).update(moves_count=number, version=F("version") + 1)
        self.corpus.moves_count = number
        return Move.objects.create(
            corpus=self.corpus,
            number=number,
            verb=verb,
            says=Truncator(says).chars(400),
            before=before,
            after=after,
            by=by,
            by_role=by.signature() if by else "",
            undoes=undoes,
        )


def _renames(done: Move, group: Group) -> bool:
    return not {"title", "note", "is_gone"}.isdisjoint(Change.from_json(done.after).groups.get(group.pk, ()))


def _sign(group: Group, by: User | None) -> None:
    """Who takes a group on, or nobody any more."""
    group.taken_at = timezone.now() if by else None
    group.taken_by = by
    group.taken_role = by.signature() if by else ""


def _item_value(item: CorpusItem, name: str) -> Any:
    return item.group_id if name == "group" else str(getattr(item, name))


def _group_value(group: Group, name: str) -> Any:
    value = getattr(group, name)
    return value if isinstance(value, bool) else str(value)


def _to_group(count: int, title: str) -> str:
    says = ngettext("%(count)d remontée mise dans « %(group)s »", "%(count)d remontées mises dans « %(group)s »", count)
    return says % {"count": count, "group": _short(title)}


def _short(title: str) -> str:
    return Truncator(title).chars(80)


def _checked(text: str, longest: int, empty: str) -> str:
    text = clean(text)
    if not text:
        raise DomainError(empty)
    if len(text) > longest:
        raise DomainError(_("Ce texte est trop long : %(count)d signes au plus.") % {"count": longest})
    return text
