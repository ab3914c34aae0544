"""The papers that the law asks for, made from one sheet. Each is a pure function of what the sheet says (`Facts`).

The words are ours, in plain French. What the sheet does not say is marked « à compléter », with where; what depends on
one person is marked as such; nothing is filled in by guess.
"""

from commun.library.duties.papers.kinds import KINDS, PUBLIC_KINDS, Kind

__all__ = ["KINDS", "PUBLIC_KINDS", "Kind"]
