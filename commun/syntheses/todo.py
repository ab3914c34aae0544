"""What the syntheses wait for from a person; "À faire" shows it with the rest (`accounts.desk`)."""

from collections.abc import Iterable

from django.db.models import Exists, OuterRef
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext

from commun.accounts.desk import Desk, Task, add_tasks
from commun.accounts.enums import Permission
from commun.syntheses.enums import FindingState, FlagReason, SynthesisState
from commun.syntheses.models import Contributor, Finding, FindingFlag, PreviewComment, Synthesis

MOST_LINES = 50


def previews_to_read(desk: Desk) -> Iterable[Task]:
    """Syntheses that a territory reads before everyone, until its people said that they have nothing more to say."""
    readers = desk.where(Permission.SYNTHESIS_COMMENT)
    held = Contributor.objects.filter(
        territory__in=readers, synthesis__state=SynthesisState.PREVIEW, done_at=None
    ).select_related("synthesis", "territory")
    for one in held.order_by("pk"):
        until = one.synthesis.preview_until
        yield Task(
            _("Lire ce que la synthèse retient de vous, et la commenter"),
            _("%(territory)s · %(title)s") % {"territory": one.territory.name, "title": one.synthesis.title},
            reverse("syntheses:preview", args=[one.territory.slug, one.synthesis.uid]),
            due_on=until,
            level=desk.level(until),
        )


def findings_to_read_again(desk: Desk) -> Iterable[Task]:
    """Findings that were flagged: the network's task. One line for each flag."""
    if Permission.SYNTHESIS_EDIT not in desk.user.network_permissions():
        return
    for flag in FindingFlag.objects.filter(settled_at=None).select_related("finding").order_by("at", "pk")[:MOST_LINES]:
        yield Task(
            _("Relire un constat : %(reason)s") % {"reason": FlagReason(flag.reason).label.lower()},
            flag.finding.title,
            reverse("syntheses:finding_settle", args=[flag.pk]),
        )


def comments_to_answer(desk: Desk) -> Iterable[Task]:
    """What territories said of a synthesis and that nobody answered yet."""
    if Permission.SYNTHESIS_PUBLISH not in desk.user.network_permissions():
        return
    waiting = PreviewComment.objects.filter(answered_at=None).values_list(
        "contributor__synthesis__uid", "contributor__synthesis__title"
    )
    counts: dict[tuple[str, str], int] = {}
    for key in waiting:
        counts[key] = counts.get(key, 0) + 1
    for (uid, title), count in sorted(counts.items()):
        text = ngettext(
            "%(count)d commentaire d’un territoire attend votre réponse",
            "%(count)d commentaires des territoires attendent votre réponse",
            count,
        )
        yield Task(text % {"count": count}, title, reverse("syntheses:synthesis_desk", args=[uid]))


def findings_to_sign(desk: Desk) -> Iterable[Task]:
    """Sentences that someone drafted and that nobody signed: no one else reads them until then. The oldest first."""
    if Permission.SYNTHESIS_EDIT not in desk.user.network_permissions():
        return
    drafts = Finding.objects.filter(state=FindingState.DRAFT).order_by("created_at", "pk")
    for uid, title in drafts.values_list("uid", "title")[:MOST_LINES]:
        yield Task(_("Relire et signer un constat"), title, reverse("syntheses:finding_edit", args=[uid]))


def syntheses_to_publish(desk: Desk) -> Iterable[Task]:
    """Syntheses that nothing holds any more: the territories had their days, or all said enough, and were answered."""
    if Permission.SYNTHESIS_PUBLISH not in desk.user.network_permissions():
        return
    waiting = Exists(PreviewComment.objects.filter(contributor__synthesis=OuterRef("pk"), answered_at=None))
    previewed = Synthesis.objects.filter(~waiting, state=SynthesisState.PREVIEW)
    still_read = set(
        Contributor.objects.filter(synthesis__in=previewed, done_at=None).values_list("synthesis", flat=True)
    )
    for one in previewed.order_by("preview_opened_at", "pk"):
        if one.pk not in still_read or one.is_preview_over(desk.on):
            yield Task(
                _("Publier la synthèse : les territoires l’ont lue, et chaque commentaire a sa réponse"),
                one.title,
                reverse("syntheses:synthesis_desk", args=[one.uid]),
            )


add_tasks(previews_to_read, order=15)
add_tasks(findings_to_read_again, order=32)
add_tasks(comments_to_answer, order=33)
add_tasks(syntheses_to_publish, order=34)
add_tasks(findings_to_sign, order=35)
