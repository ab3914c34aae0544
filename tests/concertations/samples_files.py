"""The canevas and the takeaways as files, for the sweep of addresses."""

from commun.concertations.offline import answers, book, reading, xlsx
from commun.core import pending
from commun.core.spreadsheets import Row, Sheet, read_table
from tests.accounts.factories import contributor, referent
from tests.concertations.factories import ConcertationFactory, restituted_concertation


def _record(world) -> dict[str, object]:
    return {"slug": ConcertationFactory(territory=world.territory).slug}


def _pending(world, kind: str) -> dict[str, object]:
    record = ConcertationFactory(territory=world.territory)
    sheets = (
        read_table(xlsx.write(book.book_of(record)), "xlsx")
        if kind == "canevas"
        else [Sheet("", (Row(1, ("texte",)), Row(2, ("Dire",))))]
    )
    kept = reading.to_json(sheets)
    content = kept if kind == "canevas" else {"kind": "proposition", "sheets": kept}
    waiting = pending.keep(kind=kind, target=record, content=content, by=contributor(world.territory))
    return {"slug": record.slug, "token": waiting.token}


def _answers(world) -> dict[str, object]:
    record = restituted_concertation(territory=world.territory)
    content = reading.to_json(read_table(answers.csv_of(record), "csv"))
    waiting = pending.keep(kind="reponses", target=record, content=content, by=referent(world.territory))
    return {"slug": record.slug, "token": waiting.token}


SAMPLES = {
    "concertations:empty_canevas": lambda world: {"extension": "csv"},
    "concertations:canevas_file": lambda world: {**_record(world), "extension": "csv"},
    "concertations:canevas_import": _record,
    "concertations:canevas_preview": lambda world: _pending(world, "canevas"),
    "concertations:answers_file": lambda world: {**_record(world), "extension": "csv"},
    "concertations:answers_import": _record,
    "concertations:answers_preview": _answers,
    "concertations:answers_drafts": lambda world: {"slug": restituted_concertation(territory=world.territory).slug},
    "concertations:takeaways_import": _record,
    "concertations:takeaways_preview": lambda world: _pending(world, "remontees"),
}
