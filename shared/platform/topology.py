"""Reads topology.yaml from the tree and checks it against the callsheet and the folders of the functions.

The one rule: whoever wants to know something about the machine asks here; a deployed function never needs to.
"""

from collections.abc import Hashable, Iterator
from pathlib import Path
from typing import Any, Final

import yaml

from shared.model.casting import cast
from shared.model.deployable import Malformed, read
from shared.model.topology import Topology

PAGE: Final = Path(__file__).resolve().parents[2] / "functions" / "topology.yaml"

_Loader: Any = getattr(yaml, "CSafeLoader", yaml.SafeLoader)  # the C one where it was built: ten times as fast


class _Once(_Loader):  # type: ignore[misc]
    """YAML lets a later key replace an earlier one without a word; a function listed twice is a mistake."""

    def construct_mapping(self, node: Any, deep: bool = False) -> dict[Hashable, Any]:
        seen: set[str] = set()
        for key, _ in node.value:
            if key.value in seen:
                raise Malformed((f"line {key.start_mark.line + 1}: {key.value} stands there twice",))
            seen.add(key.value)
        found: dict[Hashable, Any] = super().construct_mapping(node, deep)
        return found


def load(page: Path = PAGE) -> Topology:
    """The machine. Raises Malformed with every reason, when the page cannot be deployed as it is."""
    try:
        written = yaml.load(page.read_text("utf-8"), Loader=_Once)  # noqa: S506 (a safe loader that is stricter still)
    except FileNotFoundError:
        raise Malformed((f"{page}: there is no such file",)) from None
    except yaml.YAMLError as error:
        raise Malformed((f"{page.name}: {error}",)) from None
    if not isinstance(written, dict):
        raise Malformed((f"{page.name}: a page of names and values is wanted",))
    topology = read(written)
    found = (*against_callsheet(topology), *against_folders(topology, page.parent))
    if found:
        raise Malformed(found)
    return topology


def against_callsheet(topology: Topology) -> Iterator[str]:
    """Rights cover exactly what an agent's work can lead to: one too few strands a film, one too many is a risk."""
    wanted = cast()
    heard = topology.heard()
    for agent in sorted(wanted.agents - heard.keys()):
        yield f"functions: the callsheet calls {agent}, and nobody listens to that topic"
    workers = {name for name, function in topology.functions.items() if "work" in function.parts}
    for name in sorted(workers - wanted.agents):
        yield f"functions.{name}: nobody ever calls it for work"
    parts = topology.parts
    yield from _differs("parts.work.calls", {*parts.work.calls}, {*wanted.ends})
    yield from _differs("parts.desk.calls", {*parts.desk.calls}, {*wanted.desk})
    yield from _differs("parts.sweep.calls", {*parts.sweep.calls}, {*wanted.agents, topology.uploads.topic})
    for name, function in topology.functions.items():
        brought = {topic for part in function.parts for topic in topology.parts[part].calls}
        course = wanted.calls.get(name, set()) if "work" in function.parts else set()
        yield from _differs(f"functions.{name}.calls", {*function.calls} | brought, course | brought)


def _differs(where: str, written: set[str], wanted: set[str]) -> Iterator[str]:
    if missing := sorted(wanted - written):
        yield f"{where}: its work may lead to {', '.join(missing)}, which it has no right to call"
    if idle := sorted(written - wanted):
        yield f"{where}: nothing that it does leads to {', '.join(idle)}"


def against_folders(topology: Topology, functions: Path) -> Iterator[str]:
    folders = {folder.name for folder in functions.iterdir() if (folder / "main.py").is_file()}
    for name in sorted(topology.functions.keys() - folders):
        yield f"functions.{name}: there is no functions/{name}/main.py"
    for name in sorted(folders - topology.functions.keys()):
        yield f"functions/{name}: it is not on the page"
