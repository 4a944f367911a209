"""The look at what a function can import: it follows every road, and leaves out those that are marked as optional."""

from pathlib import Path

import pytest

from tests.packaging.reach import installed, reach


def a_tree(at: Path, **files: str) -> Path:
    for name, text in files.items():
        path = at / (name.replace("__", "/") + ".py")
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, "utf-8")
    return at


def test_an_import_deep_inside_a_call_is_found_with_its_place(tmp_path: Path) -> None:
    tree = a_tree(
        tmp_path,
        main="from ours.first import go\n",
        ours__first="def go():\n    from ours import second\n",
        ours__second="def draw():\n    import pictures.paint\n",
        ours__unused="import nothing\n",
    )
    found = reach(tree, "main")
    assert sorted(found.ours) == ["main", "ours.first", "ours.second"]
    assert found.needed == {"pictures.paint": "ours/second.py:2"}


@pytest.mark.parametrize(
    "text",
    [
        "import json\n",
        "from typing import TYPE_CHECKING\nif TYPE_CHECKING:\n    import ghost\n",
        "try:\n    import ghost\nexcept ImportError:\n    ghost = None\n",
        "try:\n    import ghost\nexcept (OSError, ModuleNotFoundError):\n    ghost = None\n",
        "from importlib.util import find_spec\nif find_spec('ghost'):\n    import ghost.head\n",
    ],
)
def test_what_it_can_do_without_is_left_out(tmp_path: Path, text: str) -> None:
    assert reach(a_tree(tmp_path, main=text), "main").needed == {}


def test_a_package_whose_absence_is_only_put_into_better_words_is_needed(tmp_path: Path) -> None:
    text = "try:\n    import ghost\nexcept ImportError as error:\n    raise SystemExit('no ghost') from error\n"
    assert reach(a_tree(tmp_path, main=text), "main").needed == {"ghost": "main.py:2"}


def test_a_name_in_a_module_counts_as_installed_and_a_module_that_is_not_there_does_not() -> None:
    assert installed("pytest")
    assert installed("yaml.safe_load")
    assert not installed("google.cloud.nowhere")
    assert not installed("ghost")
    assert not installed("ghost.head")
