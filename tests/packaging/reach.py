"""What a tree of Python files can import, lazily or at once, from one module on.

The one rule: the standard library only, because it runs inside the environments that are being examined.
"""

import ast
import importlib.util
import sys
from collections.abc import Iterator
from dataclasses import dataclass, field
from importlib.machinery import ModuleSpec
from pathlib import Path


@dataclass
class Reach:
    ours: dict[str, Path] = field(default_factory=dict)  # the tree's own modules
    needed: dict[str, str] = field(default_factory=dict)  # foreign ones, with the place that imports each
    optional: dict[str, str] = field(default_factory=dict)  # those whose absence the tree has thought of

    def lacking(self) -> dict[str, str]:
        return {module: place for module, place in self.needed.items() if not installed(module)}


def reach(root: Path, entry: str) -> Reach:
    found = Reach()
    ahead, spared = [entry], set[str]()
    while ahead:
        module = ahead.pop()
        path = _file(root, module)
        if module in found.ours or path is None:
            continue
        found.ours[module] = path
        tree = ast.parse(path.read_text("utf-8"))
        spared |= _asked_for(tree)
        for name, line, optional in _imports(tree):
            package = name.partition(".")[0]
            if (root / package).is_dir() or (root / f"{package}.py").is_file():
                parts = name.split(".")
                ahead += [".".join(parts[:end]) for end in range(1, len(parts) + 1)]
            elif package not in sys.stdlib_module_names:
                there = found.optional if optional else found.needed
                there.setdefault(name, f"{path.relative_to(root)}:{line}")
    for name in [name for name in found.needed if name.partition(".")[0] in spared]:
        found.optional[name] = found.needed.pop(name)
    return found


def installed(module: str) -> bool:
    """Whether this environment has it. `a.b.c` may also be the name c in the module a.b."""
    parent = module.rpartition(".")[0]
    found = _spec(module) or (_spec(parent) if parent else None)
    return found is not None and (found.name == module or found.origin is not None)


def _spec(module: str) -> ModuleSpec | None:
    try:
        return importlib.util.find_spec(module)
    except ModuleNotFoundError:
        return None


def _file(root: Path, module: str) -> Path | None:
    path = root.joinpath(*module.split("."))
    return next((found for found in (path.with_suffix(".py"), path / "__init__.py") if found.is_file()), None)


def _imports(tree: ast.AST) -> Iterator[tuple[str, int, bool]]:
    """Name, line, and whether a missing package is caught there and life goes on."""
    waiting = [(tree, False)]
    while waiting:
        node, optional = waiting.pop()
        if isinstance(node, ast.If) and "TYPE_CHECKING" in ast.unparse(node.test):
            waiting += [(each, optional) for each in node.orelse]
        elif isinstance(node, ast.Try):
            calm = optional or any(map(_does_without, node.handlers))
            waiting += [(each, calm) for each in node.body]
            waiting += [(each, optional) for each in (*node.handlers, *node.orelse, *node.finalbody)]
        elif isinstance(node, ast.Import):
            yield from ((each.name, node.lineno, optional) for each in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module:
            yield from ((f"{node.module}.{each.name}", node.lineno, optional) for each in node.names)
        else:
            waiting += [(each, optional) for each in ast.iter_child_nodes(node)]


def _does_without(handler: ast.ExceptHandler) -> bool:
    caught = ast.unparse(handler.type) if handler.type else ""
    goes_on = not any(isinstance(node, ast.Raise) for node in ast.walk(handler))
    return goes_on and ("ImportError" in caught or "ModuleNotFoundError" in caught)


def _asked_for(tree: ast.AST) -> set[str]:
    """Packages that a condition looks for with find_spec before they are imported."""
    tests = [node.test for node in ast.walk(tree) if isinstance(node, ast.If) and "find_spec" in ast.unparse(node.test)]
    words = (node for test in tests for node in ast.walk(test) if isinstance(node, ast.Constant))
    return {str(word.value) for word in words}
