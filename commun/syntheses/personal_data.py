"""What these records say of the person who signed them, for that person's export."""

from typing import Any

from commun.accounts.models import User
from commun.accounts.personal_data import declare, leave_out
from commun.syntheses.models import Amendment, Finding, Move, PreviewComment


def _findings(user: User) -> list[dict[str, Any]]:
    return [
        {"constat": one.title, "signé le": one.signed_at}
        for one in Finding.objects.filter(signed_by=user).order_by("pk")
    ]


def _amendments(user: User) -> list[dict[str, Any]]:
    return [
        {"amendement": one.uid, "territoire": one.territory.name, "déposé le": one.deposited_at}
        for one in Amendment.objects.filter(by=user).select_related("territory").order_by("pk")
    ]


def _moves(user: User) -> list[dict[str, Any]]:
    return [
        {"geste": one.says, "dans": one.corpus.title, "le": one.at}
        for one in Move.objects.filter(by=user).select_related("corpus").order_by("pk")
    ]


def _comments(user: User) -> list[dict[str, Any]]:
    return [
        {"synthèse": one.contributor.synthesis.title, "pour": one.contributor.territory.name, "le": one.at}
        | {"commentaire": one.text}
        for one in PreviewComment.objects.filter(by=user)
        .select_related("contributor__synthesis", "contributor__territory")
        .order_by("pk")
    ]


declare("syntheses.PreviewComment.by", "commentaires sur une synthèse en avant-première", _comments)
declare("syntheses.Amendment.by", "amendements au manifeste déposés", _amendments)
declare("syntheses.Finding.signed_by", "constats signés", _findings)
declare("syntheses.Move.by", "gestes dans l’atelier des synthèses", _moves)
leave_out("syntheses.Group.taken_by", "la reprise d’un groupe figure parmi les gestes de l’atelier")
for _relation in (
    "Corpus.created_by",
    "AnalysisRun.requested_by",
    "FindingFlag.settled_by",
    "PreviewComment.answered_by",
    "ManifestoPosition.by",
    "TextChange.by",
    "Endorsement.recorded_by",
    "OpinionPoll.imported_by",
):
    leave_out(f"syntheses.{_relation}", "le même geste figure parmi les actions")
