"""The table of `docs/correspondances/<standard>.md`: theirs, ours, and what has no place either way."""

from commun.library import fields
from commun.library.exports.standard import Key, Standard


def markdown(standard: Standard) -> str:
    """Written by `commun mapping-table <standard>`; a test compares the file."""
    lines = [
        f"# {standard.title} {standard.version}",
        "",
        f"{standard.owner} · {standard.url}",
        "",
        f"Lu dans : {standard.read_in}.",
        "",
        *(f"- {note}" for note in standard.notes),
        "",
        "| Là-bas | Chez nous | Contrainte |",
        "|---|---|---|",
        *(f"| `{_path(key)}` | {key.ours or '*sans équivalent*'} | {_constraint(key)} |" for key in standard.keys),
        "",
        "## Ce que nous tenons et qui n’y a pas de place",
        "",
        *(f"- {fields.BY_NAME[name].label} (`{name}`)" for name in standard.lost),
        "",
        "## Ce qu’on fait de ce qui manque",
        "",
        "Un texte trop long est coupé, finit par « … », et le rapport le dit. Une clé obligatoire que la fiche ne",
        "remplit pas, ou ne publie pas, est laissée vide et nommée dans le rapport (`/bibliotheque/exports/`).",
        "Rien n’est inventé.",
        "",
    ]
    return "\n".join(lines)


def _path(key: Key) -> str:
    return f"{key.group}.{key.name}" if key.group else key.name


def _constraint(key: Key) -> str:
    parts = ["obligatoire" if key.is_required else "facultatif"]
    if key.minimum:
        parts.append(f"{key.minimum} signes au moins")
    if key.maximum:
        parts.append(f"{key.maximum} signes au plus")
    if key.values:
        parts.append("parmi : " + ", ".join(f"« {value} »" for value in key.values))
    return " ; ".join(parts)
