"""The law is data that says where it was read, when, and how sure that is."""

import datetime
import json
from pathlib import Path

from commun.library import law
from commun.library.enums import AnnexPoint

FOLDER = Path(law.__file__).parent


def every_reading() -> list[law.Reading]:
    return [
        *(one.reading for one in law.articles().values()),
        *(one.reading for one in law.thresholds().values()),
        *(one.reading for one in law.deadlines()),
    ]


def test_every_rule_says_where_it_was_read_and_how_sure_that_is() -> None:
    readings = every_reading()
    assert len(readings) > 30
    for reading in readings:
        assert reading.source and reading.url.startswith("https://")
        assert reading.on is None or reading.on <= datetime.date(2026, 12, 31)


def test_what_was_read_has_a_date_and_what_was_not_read_again_has_none() -> None:
    for reading in every_reading():
        if reading.sureness is law.Sureness.READ:
            assert reading.on is not None, reading
        if reading.sureness is law.Sureness.NOT_READ_AGAIN:
            assert reading.on is None, reading


def test_identifiers_are_unique() -> None:
    for name in ("articles", "thresholds", "calendar"):
        ids = [row["id"] for row in json.loads((FOLDER / f"{name}.json").read_text(encoding="utf-8"))]
        assert len(ids) == len(set(ids)), name


def test_the_calendar_is_in_order_and_holds_the_dates_that_matter() -> None:
    days = [one.on for one in law.deadlines()]
    assert days == sorted(days)
    for day in ("2025-02-02", "2025-08-02", "2026-08-02", "2027-12-02", "2028-08-02", "2030-08-02"):
        assert datetime.date.fromisoformat(day) in days


def test_what_the_omnibus_moved_says_that_the_official_journal_was_not_read() -> None:
    moved = [one for one in law.deadlines() if one.id.startswith("haut-risque")]
    assert moved and all("n’a pas été relu" in one.reading.note for one in moved)
    assert all(one.reading.sureness is law.Sureness.PRESS for one in moved)


def test_the_thresholds_of_the_inventory() -> None:
    found = law.thresholds()
    assert (found["agents"].amount, found["inhabitants"].amount) == (50, 3500)


def test_every_point_of_annex_iii_that_a_sheet_may_name_has_its_article() -> None:
    assert {f"ria-annexe-3-{point.value}" for point in AnnexPoint} <= set(law.articles())


def test_the_page_shows_each_rule_with_its_source(client, db) -> None:
    html = client.get("/bibliotheque/droit/").content.decode()
    for one in law.articles().values():
        assert f'id="{one.id}"' in html
    assert "texte officiel non relu" in html and "2 décembre 2027" in html
    assert "date de lecture non notée" in html
