"""One lock serves every environment: what is cut out of it is complete, exact and always the same bytes."""

import re
from pathlib import Path

import pytest

from scripts.house import lockfile

ROOT = Path(__file__).parents[2]

LOCK = """\
# Written by ./scripts/lock from pyproject.toml.
av==18.1.0 ; python_full_version < '3.12' \\
    --hash=sha256:a1
    # via aiprod (pyproject.toml)
av==19.0.2 ; python_full_version >= '3.12' \\
    --hash=sha256:a2
    # via aiprod (pyproject.toml)
colorama==0.4.6 ; sys_platform == 'win32' \\
    --hash=sha256:c0
    # via
    #   click
    #   pytest
click==8.5.1 \\
    --hash=sha256:c1 \\
    --hash=sha256:c2
    # via flask
flask[async]==3.1.3 \\
    --hash=sha256:f1
    # via
    #   aiprod (pyproject.toml)
    #   functions-framework
functions-framework==3.10.2 \\
    --hash=sha256:f2
    # via aiprod (pyproject.toml)
pytest==9.2.0 \\
    --hash=sha256:d1
    # via aiprod (pyproject.toml)
via-duct==1.0 \\
    --hash=sha256:e1
    # via
    #   viaduct-tools
viaduct-tools==1.0 \\
    --hash=sha256:e2
    # via pytest
"""


def lock() -> lockfile.Lock:
    return lockfile.read(LOCK)


@pytest.mark.parametrize(
    ("written", "name"),
    [
        ("pydantic", "pydantic"),
        ("PyYAML", "pyyaml"),
        ("google_auth", "google-auth"),
        ("zope.interface", "zope-interface"),
        ("google-auth[requests]", "google-auth"),
        ("onnx; python_version < '3.15'", "onnx"),
        ("numpy>=2,<3", "numpy"),
        ("  av == 18.1.0", "av"),
    ],
)
def test_a_package_has_one_name_however_it_is_written(written: str, name: str) -> None:
    assert lockfile.package_name(written) == name


def test_what_is_no_name_is_refused() -> None:
    with pytest.raises(lockfile.LockError, match="names no package"):
        lockfile.package_name("--index-url")


def test_a_closure_follows_needs_of_needs() -> None:
    assert lock().closure(["functions-framework"]) == {"functions-framework", "flask", "click", "colorama"}


def test_a_package_that_we_ask_for_and_that_others_need_is_found_both_ways() -> None:
    assert lock().closure(["flask"]) == {"flask", "click", "colorama"}


def test_a_name_that_begins_like_the_notes_is_not_torn() -> None:
    assert lock().closure(["viaduct-tools"]) == {"viaduct-tools", "via-duct"}


def test_the_file_that_asks_is_not_a_package() -> None:
    with pytest.raises(lockfile.LockError, match="aiprod is not in"):
        lock().closure(["aiprod"])


def test_a_package_outside_the_lock_is_named_with_its_remedy() -> None:
    with pytest.raises(lockfile.LockError, match=r"left-pad is not in requirements\.txt.*\./scripts/lock"):
        lock().cut(["flask", "left-pad"])


def test_a_cut_keeps_versions_extras_markers_and_hashes_and_drops_the_notes() -> None:
    assert lock().cut(["Flask[async]"]) == (
        "click==8.5.1 \\\n    --hash=sha256:c1 \\\n    --hash=sha256:c2\n"
        "colorama==0.4.6 ; sys_platform == 'win32' \\\n    --hash=sha256:c0\n"
        "flask[async]==3.1.3 \\\n    --hash=sha256:f1\n"
    )


def test_two_versions_told_apart_by_markers_are_both_cut() -> None:
    assert re.findall(r"^av==(\S+)", lock().cut(["av"]), re.MULTILINE) == ["18.1.0", "19.0.2"]


def test_the_order_of_the_names_does_not_change_the_cut() -> None:
    assert lock().cut(["pytest", "av", "av"]) == lock().cut(["av", "pytest"])


def test_nothing_cut_is_nothing() -> None:
    assert lock().cut([]) == ""


def test_a_cut_can_be_cut_again_as_a_lock() -> None:
    once = lock().cut(["av", "pytest"])
    again = lockfile.read(once)
    assert again.cut([pin.name for pin in again.pins]) == once


@pytest.mark.parametrize("loose", ["flask>=3\n    # via x\n", "flask==3.1.3\n    # via x\n", "flask @ file:///tmp/x\n"])
def test_a_lock_that_does_not_pin_by_hash_is_refused(loose: str) -> None:
    with pytest.raises(lockfile.LockError, match="flask is not pinned"):
        lockfile.read(loose)


def test_roots_are_the_base_and_the_extras_asked_for() -> None:
    project = """
        [project]
        dependencies = ["pydantic"]
        [project.optional-dependencies]
        local = ["Pillow>=13", "av"]
        dev = ["pytest"]
    """
    assert lockfile.roots(project) == ["pydantic"]
    assert lockfile.roots(project, ["local"]) == ["av", "pillow", "pydantic"]
    with pytest.raises(lockfile.LockError, match="no extra called voices"):
        lockfile.roots(project, ["voices"])


class TestOurOwnLock:
    text = (ROOT / "requirements.txt").read_text(encoding="utf-8")
    project = (ROOT / "pyproject.toml").read_text(encoding="utf-8")
    extras = ("functions", "local", "voices", "backends", "cloud-llm", "voices-cloud", "bench", "dev")

    def test_it_holds_all_that_pyproject_asks_for_and_nothing_that_nobody_asked_for(self) -> None:
        own = lockfile.read(self.text)
        assert own.closure(lockfile.roots(self.project, self.extras)) == {pin.name for pin in own.pins}

    def test_it_names_no_place(self) -> None:
        assert "://" not in self.text
        assert not [line for line in self.text.splitlines() if line.strip().startswith("-") and "--hash=" not in line]

    def test_a_laptop_gets_no_cloud_client_and_the_core_no_gpl_voice(self) -> None:
        own = lockfile.read(self.text)
        core = own.closure(lockfile.roots(self.project, ["local"]))
        assert not [name for name in core if name.startswith(("google", "grpc", "piper", "onnx"))]
