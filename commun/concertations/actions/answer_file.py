"""Publishing the answers of a file that came back: all of them or none."""

from collections.abc import Sequence

from django.db import transaction
from django.utils.translation import gettext as _

from commun.accounts.models import User
from commun.concertations.actions.answers import answer_many
from commun.concertations.actions.records import lock
from commun.concertations.importers.answers import AnswersPlan, plan
from commun.concertations.models import Answer, Concertation
from commun.concertations.offline.answers import AnswerLine
from commun.core.errors import DomainError, EditConflict


class AnswerFileRefused(DomainError):
    """The file holds faults; `plan` lists them with their places."""

    def __init__(self, refused: AnswersPlan) -> None:
        self.plan = refused
        super().__init__(_("Ce fichier contient des fautes : rien n’a été publié."))


@transaction.atomic
def answer_from_file(
    *,
    concertation: Concertation,
    lines: Sequence[AnswerLine],
    seen: str,
    by: User,
    take: frozenset[str] = frozenset(),
) -> list[Answer]:
    """Publish what the file answers; `take` names the propositions that somebody else answered since, and where the
    file's answer is added all the same.

    `seen` is `AnswersPlan.seen` of the preview. Raises EditConflict when somebody has answered since, and
    AnswerFileRefused when the file holds a fault. A file already taken changes nothing and leaves no trace.
    """
    record = lock(concertation)
    made = plan(record=record, lines=lines)
    if made.seen != seen:
        raise EditConflict(_("Quelqu’un a répondu depuis cet aperçu. Rien n’a été publié : voici l’aperçu à jour."))
    if made.faults:
        raise AnswerFileRefused(made)
    answers = [change.new for change in made.kept(take)]
    return answer_many(concertation=record, answers=answers, by=by) if answers else []
