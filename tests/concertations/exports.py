"""Exports of other platforms, written for the tests with the heads that these platforms really write."""

import csv
import io
import zipfile

HEADS = {
    "0.16 à 0.18": (
        "id;category/id;category/name/fr;scope/id;scope/name/fr;title;body;votes;comments;created_at;url;component/id;"
        "meeting_urls"
    ),
    "0.20 à 0.26": (
        "id;category/id;category/name/fr;scope/id;scope/name/fr;participatory_space/id;participatory_space/url;"
        "component/id;title;body;state;reference;answer/fr;supports;endorsements/total_count;comments;attachments;"
        "followers;published_at;url;meeting_urls;related_proposals;is_amend;original_proposal/title;"
        "original_proposal/url"
    ),
    "0.30": (
        "id;author/id;author/name;author/url;taxonomies/id;taxonomies/name;participatory_space/id;"
        "participatory_space/url;component/id;title/en;title/fr;body/en;body/fr;address;latitude;longitude;state;"
        "state_published_at;reference;answer/en;answer/fr;answered_at;votes;endorsements/total_count;"
        "endorsements/user_endorsements;comments;attachments;follows_count;published_at;url;meeting_urls;"
        "related_proposals;is_amend;original_proposal/title/fr;original_proposal/url;withdrawn;withdrawn_at;created_at;"
        "updated_at;created_in_meeting;coauthorships_count;cost;cost_report/fr;execution_period/fr"
    ),
    "0.30 et suivantes, une colonne par taxonomie": (
        "id;author/id;author/name;author/url;taxonomies/ids;taxonomies/12/en;taxonomies/12/fr;participatory_space/id;"
        "participatory_space/url;component/id;title/en;title/fr;body/en;body/fr;address;latitude;longitude;state;"
        "state_published_at;reference;answer/en;answer/fr;answered_at;votes;likes/total_count;likes/user_likes;comments;"
        "attachments;follows_count;published_at;url;meeting_urls;related_proposals;is_amend;original_proposal/title/fr;"
        "original_proposal/url;withdrawn;withdrawn_at;created_at;updated_at;created_in_meeting;coauthorships_count"
    ),
}
NEWEST = "0.30 et suivantes, une colonne par taxonomie"
HOST = "https://participer.exemple.fr"


def line(heads: str, **values: str) -> list[str]:
    """A line under these heads; `title_fr="…"` fills "title/fr", `component_id="7"` "component/id"."""
    names = heads.split(";")
    cells = dict.fromkeys(names, "")
    for name, text in values.items():
        wanted = {name, name.replace("_", "/"), name.replace("_", "/", 1)}
        found = [one for one in names if one in wanted]
        assert found, name
        cells[found[0]] = text
    return [cells[name] for name in names]


def table(heads: str, *lines: list[str], separator: str = ";") -> str:
    out = io.StringIO()
    writer = csv.writer(out, delimiter=separator, lineterminator="\r\n")
    writer.writerow(heads.split(";"))
    writer.writerows(lines)
    return out.getvalue()


def proposal(number: int, text: str = "", **values: str) -> list[str]:
    """A proposal of the newest generation."""
    given = {
        "id": str(number),
        "author_name": "Camille Personne",
        "component_id": "7",
        "title_fr": f"Titre {number}",
        "body_fr": text or f"<p>Publier la liste num&eacute;ro {number}.</p>",
        "url": f"{HOST}/processes/ia/f/7/proposals/{number}",
        "published_at": "2026-03-02 10:00:00 +0100",
    }
    return line(HEADS[NEWEST], **(given | values))


def decidim(*lines: list[str]) -> bytes:
    return table(HEADS[NEWEST], *lines).encode()


def archive(**tables: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as made:
        made.writestr("README.md", "# Open data")
        for name, content in tables.items():
            made.writestr(f"participer.exemple.fr-open-data-{name}.csv", content)
    return out.getvalue()
