"""Clean environments, one for each different set of requirements, made once and kept in build/closures.

The one rule: an environment holds what its requirements.txt says, hash by hash, and nothing else.
"""

import hashlib
import shutil
import subprocess
import sys
from pathlib import Path

ROOT = Path(__file__).resolve().parents[2]
HOME = ROOT / "build" / "closures"


def uv(*arguments: str) -> subprocess.CompletedProcess[str]:
    program = shutil.which("uv", path=str(Path(sys.executable).parent)) or "uv"
    return subprocess.run([program, *arguments, "--no-config", "--quiet"], capture_output=True, text=True, check=False)


def key_of(requirements: str) -> str:
    return hashlib.sha256(f"{sys.implementation.cache_tag}\n{requirements}".encode()).hexdigest()[:16]


def environment(requirements: str) -> Path:
    """The Python of the environment."""
    folder = HOME / key_of(requirements)
    python = folder / "bin" / "python"
    if not (folder / "ready").exists():
        shutil.rmtree(folder, ignore_errors=True)
        made = uv("venv", "--python", sys.executable, str(folder))
        assert made.returncode == 0, made.stderr
        pins = folder / "requirements.txt"
        pins.write_text(requirements, "utf-8")
        filled = uv("pip", "install", "--require-hashes", "--no-build", "--python", str(python), "-r", str(pins))
        assert filled.returncode == 0, filled.stderr
        (folder / "ready").touch()
    return python


def sweep(keep: set[str]) -> None:
    """Throws away the environments of requirements that no function has any more."""
    if HOME.is_dir():
        for folder in HOME.iterdir():
            if folder.name not in keep:
                shutil.rmtree(folder)
