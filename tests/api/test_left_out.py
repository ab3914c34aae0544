"""Everything that an agent may do in the workspace of a territory, a key may do, or a reason says why not."""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

import commun
from commun.api.writing.left_out import LEFT_OUT

ROOT = Path(commun.__file__).parent
pytestmark = pytest.mark.once("declarations only")


def actions() -> set[str]:
    """« app.actions.module.verb » of each function that writes: those that say by whom."""
    found = set()
    for path in (*ROOT.glob("*/actions.py"), *ROOT.glob("*/actions/**/*.py")):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        for node in ast.parse(path.read_text(encoding="utf-8")).body:
            if not isinstance(node, ast.FunctionDef) or node.name.startswith("_"):
                continue
            if any(argument.arg == "by" for argument in node.args.kwonlyargs):
                found.add(f"{module}.{node.name}")
    return found


def called_in(path: Path) -> Iterator[str]:
    """What this module takes from `commun` and names, as it is really called."""
    tree = ast.parse(path.read_text(encoding="utf-8"))
    taken = {
        alias.asname or alias.name: f"{node.module}.{alias.name}".removeprefix("commun.")
        for node in ast.walk(tree)
        if isinstance(node, ast.ImportFrom) and node.module
        for alias in node.names
    }
    for node in ast.walk(tree):
        if isinstance(node, ast.Attribute) and isinstance(node.value, ast.Name) and node.value.id in taken:
            yield f"{taken[node.value.id]}.{node.attr}"
        elif isinstance(node, ast.Name) and node.id in taken:
            yield taken[node.id]


def is_of_a_territory(path: Path) -> bool:
    """Whether a view of this module asks for a right over one territory: `@require(…, of=…)`."""
    return any(
        isinstance(node, ast.Call)
        and isinstance(node.func, ast.Name)
        and node.func.id == "require"
        and any(keyword.arg == "of" for keyword in node.keywords)
        for node in ast.walk(ast.parse(path.read_text(encoding="utf-8")))
    )


def in_the_workspace() -> set[str]:
    views = (*ROOT.glob("*/views.py"), *ROOT.glob("*/views/**/*.py"))
    return {name for path in views if is_of_a_territory(path) for name in called_in(path)} & actions()


def by_key() -> set[str]:
    return {name for path in (ROOT / "api/writing/operations").glob("*.py") for name in called_in(path)} & actions()


def is_named(action: str, entry: str) -> bool:
    return action.startswith(entry) if entry.endswith(".") else action == entry


def test_every_action_of_a_workspace_has_its_operation_or_a_reason() -> None:
    workspace = in_the_workspace()
    assert len(workspace) > 60 and "concertations.actions.documents.attach" in workspace  # the net holds something
    entries = [entry for one in LEFT_OUT for entry in one.actions]
    nowhere = {action for action in workspace - by_key() if not any(is_named(action, entry) for entry in entries)}
    assert not nowhere, (
        "Neither an operation of the API (commun/api/writing/operations/) nor a reason "
        f"(commun/api/writing/left_out.py): {sorted(nowhere)}"
    )


def test_nothing_is_left_out_that_an_operation_does_or_that_no_longer_exists() -> None:
    workspace, done = in_the_workspace(), by_key()
    for entry in (entry for one in LEFT_OUT for entry in one.actions):
        named = {action for action in workspace if is_named(action, entry)}
        assert named, f"{entry}: no page of a workspace calls it any more"
        assert not named & done, f"{entry}: an operation does it"
    assert all(str(one.what) and str(one.why).endswith(".") for one in LEFT_OUT)
