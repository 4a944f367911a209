"""What the code of a function does to the store, and what topology.yaml lets it do, are the same.

Terraform gives exactly these rights, so a folder or a secret that is missing on the page would be a 403 in the cloud.
"""

import ast
from collections.abc import Iterator
from pathlib import Path

import pytest

from shared.money.book_reading import house_book
from shared.platform.topology import PAGE, load
from tests.packaging.environments import ROOT

TOPOLOGY = load()
PRICED = {
    key for each in house_book().backends.values() for keys in each.keys for key in keys.split("+") if key.islower()
}
KEEPERS = {"keep": 1, "write_json": 1, "write_paper": 1}  # shared/pipeline/shelf.py; where the folder stands


def nodes_of(name: str) -> Iterator[ast.AST]:
    """The code of a function's own folder, and of what it takes by name from what functions share."""
    for path in (PAGE.parent / name).rglob("*.py"):
        tree = ast.parse(path.read_text("utf-8"))
        yield from ast.walk(tree)
        for node in ast.walk(tree):
            if isinstance(node, ast.ImportFrom) and (node.module or "").startswith("shared."):
                yield from _taken(ROOT / f"{str(node.module).replace('.', '/')}.py", {each.name for each in node.names})


def _taken(path: Path, names: set[str]) -> Iterator[ast.AST]:
    """The named functions of a shared module, and those of the same module that they call."""
    if not path.is_file():
        return
    tops = ast.parse(path.read_text("utf-8")).body
    there = {one.name: one for one in tops if isinstance(one, ast.FunctionDef | ast.ClassDef)}
    ahead, seen = sorted(names & there.keys()), set[str]()
    while ahead:
        name = ahead.pop()
        if name not in seen:
            seen.add(name)
            inside = [*ast.walk(there[name])]
            ahead += [one.id for one in inside if isinstance(one, ast.Name) and one.id in there]
            yield from inside


def text(call: ast.Call, place: int) -> str:
    value = call.args[place] if len(call.args) > place else None
    return value.value if isinstance(value, ast.Constant) and isinstance(value.value, str) else ""


def constants(name: str) -> dict[str, str]:
    """What the modules of a function's folder call by a name of their own: SECRET = "gemini-api-key"."""
    tops = [top for path in (PAGE.parent / name).rglob("*.py") for top in ast.parse(path.read_text("utf-8")).body]
    return {
        top.target.id: top.value.value
        for top in tops
        if isinstance(top, ast.AnnAssign) and isinstance(top.target, ast.Name)
        if isinstance(top.value, ast.Constant) and isinstance(top.value.value, str)
    }


def secrets_of(name: str) -> set[str]:
    """Those that are named in the code, and those that the price book names where it is looked who has a key."""
    found, known = set(), constants(name)
    for call in called(name, "secrets", "get"):
        asked = call.args[0]
        if secret := text(call, 0) or (known.get(asked.id, "") if isinstance(asked, ast.Name) else ""):
            found.add(secret)
        else:
            found |= PRICED
    return found


def called(name: str, owner: str, method: str) -> list[ast.Call]:
    """Calls like `work.platform.secrets.get(...)`: the owner is `secrets`, the method `get`."""
    found = []
    for node in nodes_of(name):
        if isinstance(node, ast.Call) and isinstance(node.func, ast.Attribute) and node.func.attr == method:
            value = node.func.value
            if (isinstance(value, ast.Attribute) and value.attr == owner) or (
                isinstance(value, ast.Name) and value.id == owner
            ):
                found.append(node)
    return found


@pytest.mark.parametrize("name", sorted(name for name, one in TOPOLOGY.functions.items() if "work" in one.parts))
def test_a_function_may_write_exactly_the_folders_that_its_code_names(name: str) -> None:
    calls = [node for node in nodes_of(name) if isinstance(node, ast.Call) and getattr(node.func, "id", "") in KEEPERS]
    folders = {text(call, KEEPERS[ast.unparse(call.func)]) for call in calls} - {""}
    folders |= {"attempts" for _ in called(name, "attempts", "mark")}
    assert folders == {*TOPOLOGY.functions[name].writes}


@pytest.mark.parametrize("name", sorted(TOPOLOGY.functions))
def test_a_function_may_read_exactly_the_secrets_that_its_code_names(name: str) -> None:
    assert secrets_of(name) == {*TOPOLOGY.functions[name].secrets}


@pytest.mark.parametrize("name", sorted(TOPOLOGY.functions))
def test_a_function_may_sign_links_exactly_when_its_code_gives_some_out(name: str) -> None:
    given = called(name, "objects", "link")
    assert bool(given) == TOPOLOGY.functions[name].signs


@pytest.mark.parametrize("name", sorted(TOPOLOGY.functions))
def test_a_function_may_look_into_the_uploads_exactly_when_its_code_does(name: str) -> None:
    looks = any(isinstance(node, ast.Attribute) and node.attr == "uploads" for node in nodes_of(name))
    assert looks == (TOPOLOGY.uploads.bucket in TOPOLOGY.functions[name].reads)


def test_every_metric_that_the_code_writes_becomes_a_series_and_no_other() -> None:
    trees = [
        ast.parse(path.read_text("utf-8")) for part in ("functions", "shared") for path in (ROOT / part).rglob("*.py")
    ]
    calls = [node for tree in trees for node in ast.walk(tree) if isinstance(node, ast.Call)]
    metrics = [call for call in calls if ast.unparse(call.func) == "log.metric"]
    assert {text(call, 0) for call in metrics} == {*TOPOLOGY.metrics}
    for call in metrics:
        assert [word.arg for word in call.keywords] == [*TOPOLOGY.metrics[text(call, 0)].labels]
