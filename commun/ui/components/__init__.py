"""The parts of the design system, in Python: what they are given, and the HTML they give back.

Views and presenters build the value objects named here; templates call the tags of the same functions
(`commun.ui.templatetags.ui`). Each part returns escaped HTML and asks the database nothing.
"""

from commun.ui.components.chain import Knot, KnotState, Step
from commun.ui.components.diff import Piece, PieceKind
from commun.ui.components.figures import Bar
from commun.ui.components.navigation import Crumb, Link

__all__ = ["Bar", "Crumb", "Knot", "KnotState", "Link", "Piece", "PieceKind", "Step"]
