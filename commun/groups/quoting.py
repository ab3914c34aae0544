"""What someone wrote in answer to a mail, without what their programme repeats of it."""

import re

ABOVE = "--- Répondez au-dessus de cette ligne ---"
"""Stands at the top of our mails: whatever follows it in an answer is ours."""

_ATTRIBUTION = re.compile(
    r"^(?:le\b.{0,200}\ba écrit|on\b.{0,200}\bwrote|.{0,120}\ba écrit le\b.{0,100})\s*:\s*$", re.IGNORECASE
)
_SEPARATOR = re.compile(
    r"^(?:-{2,}\s*(?:message d.origine|original message|message transféré|forwarded message)\s*-{2,}|_{10,})\s*$",
    re.IGNORECASE,
)
_OUTLOOK = re.compile(r"^(?:de|from)\s*:\s*\S.*$", re.IGNORECASE)
_OUTLOOK_NEXT = re.compile(r"^(?:envoyé|sent|date|à|to|objet|subject)\s*:", re.IGNORECASE)


def written(text: str) -> str:
    """Cuts at our mark, at the line that introduces a quotation, at a separator, at a signature; drops quoted lines."""
    lines = text.replace("\r\n", "\n").split("\n")
    kept: list[str] = []
    for number, line in enumerate(lines):
        bare = line.strip()
        if ABOVE in line or _SEPARATOR.match(bare) or line.rstrip() == "--" or line == "-- ":
            break
        following = next((one.strip() for one in lines[number + 1 :] if one.strip()), "")
        if _ATTRIBUTION.match(bare) or (
            _ATTRIBUTION.match(f"{bare} {following}") and bare.lower().startswith(("le ", "on "))
        ):
            break
        if _OUTLOOK.match(bare) and _OUTLOOK_NEXT.match(following):
            break
        if not bare.startswith(">"):
            kept.append(line.rstrip())
    return re.sub(r"\n{3,}", "\n\n", "\n".join(kept)).strip()
