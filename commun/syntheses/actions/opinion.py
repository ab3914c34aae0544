"""Taking in a conversation of votes held elsewhere, and what it shares into the debate's own takeaways."""

from django.db import transaction
from django.db.models import Max
from django.utils import timezone
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.accounts.models import User
from commun.analysis.opinion import Tally
from commun.concertations.actions import takeaways
from commun.concertations.actions.records import lock
from commun.concertations.actions.takeaways import NewTakeaway
from commun.concertations.enums import Support, TakeawayKind
from commun.concertations.models import Concertation, Takeaway
from commun.core import audit
from commun.core.errors import DomainError
from commun.syntheses.importers.polis import Conversation, Statement
from commun.syntheses.models import OpinionPoll, OpinionStatement

# At least this share agrees: a consensus is told; a bare majority otherwise.
CONSENSUS_SHARE = 0.8


@transaction.atomic
def keep_conversation(
    *, concertation: Concertation, conversation: Conversation, by: User | None, title: str = "", attribution: str = ""
) -> tuple[OpinionPoll, bool]:
    """Keep the counts of a conversation; and whether anything changed.

    The same files twice change nothing. A later export of the same conversation (same address) takes the place of the
    earlier: its statements keep what was taken up of them. Raises DomainError without a title.
    """
    concertation = lock(concertation)
    title = (title or conversation.title).strip()
    if not title:
        raise DomainError(_("Donnez la question posée : l’export ne la contient pas."))
    polls = OpinionPoll.objects.filter(concertation=concertation)
    same = polls.filter(sha256=conversation.sha256).first()
    if same is not None:
        return same, False
    known = polls.filter(url=conversation.url).first() if conversation.url else None
    poll = known or OpinionPoll(concertation=concertation, number=_next_number(concertation))
    role = by.signature(concertation.territory) if by else ""
    poll.title, poll.question, poll.url, poll.attribution = (
        title[:300],
        conversation.question,
        conversation.url,
        attribution,
    )
    poll.voters, poll.votes, poll.recast = conversation.voters, conversation.votes, conversation.recast
    poll.rejected, poll.differing = conversation.rejected, conversation.differing
    poll.first_on, poll.last_on = conversation.first_on, conversation.last_on
    poll.groups = conversation.groups.as_json() if conversation.groups else {}
    poll.remarks, poll.sha256 = list(conversation.remarks), conversation.sha256
    poll.imported_at, poll.imported_by, poll.imported_role = timezone.now(), by, role
    poll.save()
    _keep_statements(poll, conversation)
    audit.record(
        "opinion.imported",
        target=concertation,
        by=by,
        by_role=role,
        detail={"question": poll.title, "votants": poll.voters, "enonces": len(conversation.statements)},
        public=concertation.is_published,
    )
    return poll, True


@transaction.atomic
def take_up(*, statement: OpinionStatement, kind: TakeawayKind, by: User) -> Takeaway:
    """Make a takeaway of a statement, with its votes as its support. Raises DomainError when it is one already, or
    when the debate takes no takeaway any more."""
    concertation = lock(statement.poll.concertation)
    statement = OpinionStatement.objects.select_for_update(of=("self",)).select_related("poll").get(pk=statement.pk)
    if statement.takeaway_id is not None:
        raise DomainError(_("Cet énoncé est déjà repris dans les remontées."))
    added = takeaways.add(
        concertation=concertation,
        item=NewTakeaway(
            kind=kind, text=statement.text, support=support_of(statement.tally), support_note=_note(statement)
        ),
        by=by,
    )
    OpinionStatement.objects.filter(pk=statement.pk).update(takeaway=added)
    return added


@transaction.atomic
def remove_conversation(*, poll: OpinionPoll, by: User) -> None:
    """Take a conversation away; what was taken up of it remains among the takeaways."""
    concertation = lock(poll.concertation)
    audit.record(
        "opinion.removed",
        target=concertation,
        by=by,
        by_role=by.signature(concertation.territory),
        detail={"question": poll.title},
        public=concertation.is_published,
    )
    poll.delete()


def support_of(tally: Tally) -> Support:
    share = tally.agree / tally.voters if tally.voters else 0
    if share >= CONSENSUS_SHARE:
        return Support.CONSENSUS
    return Support.MAJORITY if share > 0.5 else Support.DISSENSUS


def _note(statement: OpinionStatement) -> str:
    """The votes, in a sentence that stays with the takeaway."""
    text = ngettext(
        "Vote en ligne, dernier vote de chaque personne : %(agree)d d’accord sur %(voters)d votant ; "
        "%(disagree)d pas d’accord, %(passed)d sans avis.",
        "Vote en ligne, dernier vote de chaque personne : %(agree)d d’accord sur %(voters)d votants ; "
        "%(disagree)d pas d’accord, %(passed)d sans avis.",
        statement.tally.voters,
    )
    tally = statement.tally
    return text % {
        "agree": tally.agree,
        "voters": tally.voters,
        "disagree": tally.disagree,
        "passed": tally.passed,
    }


def _next_number(concertation: Concertation) -> int:
    return (OpinionPoll.objects.filter(concertation=concertation).aggregate(last=Max("number"))["last"] or 0) + 1


def _keep_statements(poll: OpinionPoll, conversation: Conversation) -> None:
    """Those of the conversation, in its order; one that it no longer has stays only when it was taken up."""
    known = {one.key: one for one in poll.statements.all()}
    rows = [_row(poll, one, position, known) for position, one in enumerate(conversation.statements)]
    given = {one.key for one in conversation.statements}
    poll.statements.filter(takeaway=None).exclude(key__in=given).delete()
    OpinionStatement.objects.bulk_create([row for row in rows if row.pk is None], batch_size=500)
    fields = [one.name for one in OpinionStatement._meta.concrete_fields if one.name not in ("id", "poll", "takeaway")]
    OpinionStatement.objects.bulk_update([row for row in rows if row.pk is not None], fields, batch_size=200)


def _row(poll: OpinionPoll, one: Statement, position: int, known: dict[str, OpinionStatement]) -> OpinionStatement:
    row = known.get(one.key) or OpinionStatement(poll=poll, key=one.key[:20])
    row.text, row.position, row.is_moderated = one.text, position, one.is_moderated
    row.agree, row.disagree, row.passed = one.tally.agree, one.tally.disagree, one.tally.passed
    row.agree_in_file, row.disagree_in_file = one.in_file
    return row
