"""The computations asked for in the workshop: a lane of `commun worker`, so that a long one keeps no mail waiting."""

from commun.core.background import Lane, Stopping, add_lane
from commun.core.background.declared import Tell
from commun.syntheses.enums import RunState
from commun.syntheses.worker import Stopped, work_once


def analyse(stopping: Stopping, tell: Tell) -> bool:
    """One computation. Whether there was one."""
    try:
        run = work_once(stopping=stopping)
    except Stopped:
        return False
    if run is None:
        return False
    told = run.fault if run.state == RunState.FAILED else f"{run.seconds} s"
    tell(f"{run.corpus.uid}, calcul {run.number} ({run.get_kind_display()}) : {told}")
    return True


add_lane(Lane("analyses", step=analyse))
