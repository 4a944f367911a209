"""JSON and YAML as plain trees whose every value knows its line.

The one rule: all scalars are strings as written (no `no` becomes false), nothing is repeated by reference, and no tree
is deeper than a storyboard can be.
"""

import re
from collections.abc import Iterable
from dataclasses import dataclass
from json import decoder
from typing import TYPE_CHECKING, Final

from shared.model.errors import Refused

if TYPE_CHECKING:
    from yaml.events import Event

DEPTH: Final = 24
NODES: Final = 60_000
YAML_LIMIT: Final = 2_000_000

_SPACE: Final = re.compile(r"[ \t\n\r]*")
_SCALAR: Final = re.compile(r"-?\d+(?:\.\d+)?(?:[eE][-+]?\d+)?|true|false|null")


@dataclass(frozen=True, slots=True)
class Node:
    """A value: a text, a list of nodes, or a mapping of names to nodes."""

    value: "str | list[Node] | dict[str, Node]"
    line: int

    def get(self, *names: str) -> "Node | None":
        if isinstance(self.value, dict):
            return next((self.value[name] for name in names if name in self.value), None)
        return None

    def text(self, *names: str) -> str:
        """The text under the first of the names that there is."""
        found = self.get(*names) if names else self
        return found.value.strip() if found is not None and isinstance(found.value, str) else ""

    def items(self, *names: str) -> "list[Node]":
        """The list under a name. A single value is a list of one."""
        found = self.get(*names)
        if found is None or found.value == "":
            return []
        return found.value if isinstance(found.value, list) else [found]


def read_json(text: str) -> Node:
    return _Json(text).whole()


class _Json:
    """Strict JSON, with lines and a limit on depth, and refusing a name that is given twice: one of the two would be
    lost."""

    def __init__(self, text: str) -> None:
        self.text = text
        self.at = 0
        self.count = 0
        self.line = 1
        self.seen = 0

    def whole(self) -> Node:
        node = self.value(0)
        self.space()
        if self.at < len(self.text):
            raise self.wrong("there is more after its end")
        return node

    def space(self) -> None:
        match = _SPACE.match(self.text, self.at)
        assert match is not None
        self.at = match.end()

    def here(self) -> int:
        self.line += self.text.count("\n", self.seen, self.at)
        self.seen = self.at
        return self.line

    def wrong(self, what: str) -> Refused:
        return Refused(
            "broken_file", f"The JSON is broken in line {self.here()}: {what}.", "Correct it and send it again."
        )

    def value(self, depth: int) -> Node:
        self.space()
        line = self.here()
        self.count += 1
        if depth > DEPTH or self.count > NODES:
            raise too_deep()
        sign = self.text[self.at : self.at + 1]
        if sign == "{":
            return Node(self.mapping(depth), line)
        if sign == "[":
            return Node(self.sequence(depth), line)
        if sign == '"':
            return Node(self.string(), line)
        scalar = _SCALAR.match(self.text, self.at)
        if scalar is None:
            raise self.wrong("a value is missing")
        self.at = scalar.end()
        return Node("" if scalar[0] == "null" else scalar[0], line)

    def string(self) -> str:
        try:
            text, self.at = decoder.scanstring(self.text, self.at + 1, False)  # type: ignore[attr-defined]
        except ValueError as error:
            raise self.wrong("a text is not closed or holds a wrong escape") from error
        return str(text)

    def more(self, end: str) -> bool:
        """After a value: a comma, or the end."""
        self.space()
        sign = self.text[self.at : self.at + 1]
        if sign not in (",", end) or not sign:
            raise self.wrong(f"a comma or {end} is missing")
        self.at += 1
        return sign == ","

    def begins(self, end: str) -> bool:
        self.at += 1
        self.space()
        if self.text[self.at : self.at + 1] == end:
            self.at += 1
            return False
        return True

    def mapping(self, depth: int) -> dict[str, Node]:
        nodes: dict[str, Node] = {}
        more = self.begins("}")
        while more:
            self.space()
            if self.text[self.at : self.at + 1] != '"':
                raise self.wrong("a name in quotes is missing")
            name = self.string()
            self.space()
            if self.text[self.at : self.at + 1] != ":":
                raise self.wrong("a colon is missing")
            self.at += 1
            if name in nodes:
                raise self.wrong(f"“{name[:40]}” is given twice")
            nodes[name] = self.value(depth + 1)
            more = self.more("}")
        return nodes

    def sequence(self, depth: int) -> list[Node]:
        nodes: list[Node] = []
        more = self.begins("]")
        while more:
            nodes.append(self.value(depth + 1))
            more = self.more("]")
        return nodes


def read_yaml(text: str) -> Node:
    """YAML by its events: no tags, no anchors, no aliases, so that no file can grow in memory."""
    import yaml

    if len(text) > YAML_LIMIT:
        raise Refused("too_large", "The YAML file is longer than two million characters.", "Send it as JSON.")
    loader = getattr(yaml, "CSafeLoader", yaml.SafeLoader)
    try:
        return _composed(yaml.parse(text, Loader=loader))
    except yaml.YAMLError as error:
        mark = getattr(error, "problem_mark", None)
        where = f" in line {mark.line + 1}" if mark is not None else ""
        raise Refused("broken_file", f"The YAML is broken{where}.", "Correct it and send it again.") from error


def _composed(events: "Iterable[Event]") -> Node:
    import yaml
    from yaml.events import AliasEvent, CollectionEndEvent, MappingStartEvent, ScalarEvent, SequenceStartEvent

    open_nodes: list[tuple[Node, list[str]]] = []
    root: Node | None = None
    count = 0
    for event in events:
        if isinstance(event, AliasEvent) or getattr(event, "anchor", None) or getattr(event, "tag", None):
            raise Refused(
                "hostile",
                "The YAML uses anchors or tags (&, *, !), which storyboards do without.",
                "Write it out in full.",
            )
        node: Node | None = None
        if isinstance(event, (MappingStartEvent, SequenceStartEvent)):
            node = Node({} if isinstance(event, MappingStartEvent) else [], _line(event))
        elif isinstance(event, ScalarEvent):
            node = Node("" if event.value in ("~", "null") and event.style is None else event.value, _line(event))
        elif isinstance(event, CollectionEndEvent):
            open_nodes.pop()
        if node is None:
            continue
        count += 1
        if count > NODES or len(open_nodes) > DEPTH:
            raise too_deep()
        if not open_nodes:
            if root is not None:
                break  # a second document is not ours
            root = node
        else:
            _hang(open_nodes[-1], node)
        if not isinstance(event, ScalarEvent):
            open_nodes.append((node, []))
    if root is None:
        raise yaml.YAMLError("nothing in it")
    return root


def _line(event: "Event") -> int:
    return event.start_mark.line + 1 if event.start_mark is not None else 0


def _hang(parent: tuple[Node, list[str]], node: Node) -> None:
    """Puts a node under its parent; in a mapping, names and values come in turn."""
    held, pending = parent
    if isinstance(held.value, list):
        held.value.append(node)
        return
    assert isinstance(held.value, dict)
    if not pending:
        if not isinstance(node.value, str):
            raise Refused("broken_file", f"A name in line {node.line} is not a text.", "Correct it and send it again.")
        if node.value in held.value:
            raise Refused(
                "broken_file", f"“{node.value[:40]}” is given twice in line {node.line}.", "Keep one of the two."
            )
        pending.append(node.value)
    else:
        held.value[pending.pop()] = node


def too_deep() -> Refused:
    return Refused(
        "too_deep",
        f"The storyboard is nested deeper than {DEPTH} levels or holds more than {NODES:,} values.",
        "A storyboard is a list of scenes with lists of shots; see the samples.",
    )
