"""The zips: the same tree gives the same bytes everywhere, and nothing is in them that does not belong there."""

import io
import json
import os
import shutil
import subprocess
import sys
import zipfile
from pathlib import Path

import pytest

from scripts.house import Trouble
from scripts.packaging.shelf import MANIFEST, build
from shared.platform.topology import load
from tests.packaging.environments import ROOT


@pytest.fixture(scope="module")
def shelf(tmp_path_factory: pytest.TempPathFactory) -> Path:
    folder = tmp_path_factory.mktemp("shelf")
    build(ROOT, folder)
    return folder


def a_copy_of_the_tree(to: Path) -> Path:
    """What a packager needs of it, in another place, with other dates and rights."""
    for part in ("functions", "shared"):
        shutil.copytree(ROOT / part, to / part, copy_function=shutil.copyfile)
    shutil.copyfile(ROOT / "requirements.txt", to / "requirements.txt")
    for number, path in enumerate(sorted(to.rglob("*"))):
        os.utime(path, (1_000_000_000 + number, 1_000_000_000 + number))
        path.chmod(0o700 if path.is_dir() else 0o600)
    return to


def zips_in(shelf: Path) -> dict[str, bytes]:
    return {path.name: path.read_bytes() for path in shelf.iterdir()}


def test_there_is_one_zip_for_each_function_named_by_its_content(shelf: Path) -> None:
    manifest = json.loads((shelf / MANIFEST).read_text("utf-8"))
    assert sorted(manifest["functions"]) == sorted(load().functions)
    for name, package in manifest["functions"].items():
        assert package["zip"] == f"{name}-{package['sha256'][:12]}.zip"
    assert sorted(zips_in(shelf)) == sorted([MANIFEST, *(each["zip"] for each in manifest["functions"].values())])


def test_fonts_go_only_with_those_who_set_type(shelf: Path) -> None:
    manifest = json.loads((shelf / MANIFEST).read_text("utf-8"))
    with_fonts = set()
    for name, package in manifest["functions"].items():
        with zipfile.ZipFile(shelf / package["zip"]) as zipped:
            if any(path.startswith("shared/media/fonts/") for path in zipped.namelist()):
                with_fonts.add(name)
    assert "post_processor" in with_fonts
    assert with_fonts <= {"post_processor", "render_executor"}


def test_the_same_tree_elsewhere_with_other_dates_and_rights_gives_the_same_bytes(shelf: Path, tmp_path: Path) -> None:
    copy = a_copy_of_the_tree(tmp_path / "elsewhere")
    before = os.umask(0o077)
    try:
        build(copy, tmp_path / "shelf")
    finally:
        os.umask(before)
    assert zips_in(tmp_path / "shelf") == zips_in(shelf)


def test_the_command_gives_the_same_bytes_from_any_folder(shelf: Path, tmp_path: Path) -> None:
    command = [sys.executable, "-m", "scripts.packaging", "--out", str(tmp_path / "shelf")]
    environment = {**os.environ, "PYTHONPATH": str(ROOT), "PYTHONHASHSEED": "7"}
    done = subprocess.run(command, cwd=tmp_path, env=environment, capture_output=True, text=True, check=True)
    assert zips_in(tmp_path / "shelf") == zips_in(shelf)
    assert f"{len(load().functions)} functions" in done.stdout


def test_caches_tests_hidden_files_and_the_laptops_platform_stay_outside(shelf: Path) -> None:
    for packed in shelf.glob("*.zip"):
        for name in zipfile.ZipFile(packed).namelist():
            parts = Path(name).parts
            assert not {"__pycache__", "tests", "embedded"} & {*parts}, name
            assert not name.endswith(".pyc"), name
            assert not any(part.startswith(".") for part in parts), name


def test_a_function_has_its_own_folder_and_no_other(shelf: Path) -> None:
    for packed in shelf.glob("*.zip"):
        function = packed.name.rpartition("-")[0]
        names = zipfile.ZipFile(packed).namelist()
        assert {"main.py", "requirements.txt", "functions/__init__.py", f"functions/{function}/main.py"} <= {*names}
        assert {name.split("/")[1] for name in names if name.startswith("functions/")} == {"__init__.py", function}


def test_only_a_function_that_changed_gets_a_new_name(tmp_path: Path) -> None:
    copy = a_copy_of_the_tree(tmp_path / "tree")
    build(copy, tmp_path / "shelf")
    (copy / "functions" / "notifier" / "main.py").write_text("# another one\n", "utf-8")
    assert [each.function for each in build(copy, tmp_path / "shelf") if each.new] == ["notifier"]
    assert len([*(tmp_path / "shelf").glob("notifier-*.zip")]) == 1


def test_what_one_machine_has_and_another_has_not_is_left_out(tmp_path: Path) -> None:
    copy = a_copy_of_the_tree(tmp_path / "tree")
    build(copy, tmp_path / "shelf")
    litter = copy / "shared" / "__pycache__"
    litter.mkdir(exist_ok=True)
    (litter / "x.cpython-311.pyc").write_bytes(b"x")
    (copy / "functions" / "api" / ".env").write_text("KEY=1", "utf-8")
    (copy / "functions" / "api" / "main.py.orig").write_text("", "utf-8")
    assert not any(each.new for each in build(copy, tmp_path / "shelf"))


def test_a_link_is_refused_because_its_goal_is_not_in_the_cloud(tmp_path: Path) -> None:
    copy = a_copy_of_the_tree(tmp_path / "tree")
    (copy / "functions" / "api" / "notes.txt").symlink_to("/etc/hostname")
    with pytest.raises(Trouble, match=r"functions/api/notes\.txt is a link"):
        build(copy, tmp_path / "shelf")


def test_the_zip_is_one_that_everybody_can_read(shelf: Path) -> None:
    for packed in shelf.glob("*.zip"):
        box = zipfile.ZipFile(io.BytesIO(packed.read_bytes()))
        assert box.testzip() is None
        assert all(entry.external_attr >> 16 == 0o100644 for entry in box.infolist())
