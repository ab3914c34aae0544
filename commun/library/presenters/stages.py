"""How a stage is shown: a shape beside its word, the same on every page."""

from commun.library.enums import Stage
from commun.ui.components.chain import KnotState, State

SHAPES: dict[str, State] = {
    Stage.EXPLORATION: "neutre",
    Stage.EXPERIMENT: "en_cours",
    Stage.ROLL_OUT: "en_cours",
    Stage.IN_USE: "tenu",
    Stage.SUSPENDED: "en_retard",
    Stage.ENDED: "neutre",
    Stage.ABANDONED: "sans_reponse",
}
KNOTS: dict[str, KnotState] = {
    Stage.EXPERIMENT: "current",
    Stage.ROLL_OUT: "current",
    Stage.IN_USE: "done",
    Stage.SUSPENDED: "current",
    Stage.ENDED: "done",
    Stage.ABANDONED: "done",
}


def shape(stage: str) -> State:
    return SHAPES.get(stage, "neutre")


def knot_state(stage: str) -> KnotState:
    return KNOTS.get(stage, "future")
