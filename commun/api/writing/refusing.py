"""What the domain refuses, as problems: the sentence that the page shows, and where to mend."""

from collections.abc import Mapping

from commun.api.problems import Refused
from commun.concertations.actions.answers import AnswersRefused
from commun.concertations.actions.lifecycle import StepRefused
from commun.concertations.rules import InvalidRecord
from commun.core.archives import ArchiveRefused
from commun.core.errors import DomainError
from commun.core.uploads import UploadRefused
from commun.library.actions.evaluation import InvalidAnswers
from commun.library.actions.publication import NotReady
from commun.library.actions.sheets import InvalidSheet


def refused(error: DomainError, names: Mapping[str, str]) -> Refused:
    """422 when a value that was sent is to be mended, 409 when the record does not let it be done now.

    `names` are the French names of the fields.
    """
    match error:
        case InvalidRecord():
            faults = [(names.get(fault.fields[0], fault.fields[0]), fault.message) for fault in error.faults]
            return Refused(422, error.message, faults=faults)
        case InvalidSheet():
            told = {**error.faults, **error.circles}
            return Refused(422, error.message, faults=[(names.get(name, name), why) for name, why in told.items()])
        case AnswersRefused():
            faults = [
                (".".join(part for part in (one.proposition.uid, names.get(one.field, one.field)) if part), one.message)
                for one in error.faults
            ]
            return Refused(422, error.message, faults=faults)
        case UploadRefused() | ArchiveRefused():
            return Refused(422, error.message, faults=[("fichier", error.message)])
        case InvalidAnswers():
            faults = [(f"reponses.{code}.{names.get(box, box)}", why) for (code, box), why in error.faults.items()]
            return Refused(422, error.message, faults=faults)
        case StepRefused():
            return Refused(409, error.message, faults=[(one.place, one.text) for one in error.missing])
        case NotReady():
            return Refused(
                409, error.message, faults=[(names.get(one.name, one.name), str(one.label)) for one in error.missing]
            )
    field: str = getattr(error, "field", "")
    if field:
        return Refused(422, error.message, faults=[(names.get(field, field), error.message)])
    return Refused(409, error.message)
