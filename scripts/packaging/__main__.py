"""./scripts/package: builds the zips and says what is new."""

import argparse
import sys
from pathlib import Path

from scripts.house import Trouble
from scripts.packaging.shelf import Package, build
from shared.model.deployable import Malformed

ROOT = Path(__file__).resolve().parents[2]


def main() -> int:
    parser = argparse.ArgumentParser(prog="package", description="One zip for each function, named by its content.")
    parser.add_argument("--out", type=Path, default=ROOT / "build" / "functions", help="where to (build/functions)")
    out: Path = parser.parse_args().out
    try:
        packages = build(ROOT, out.resolve())
    except Malformed as problem:
        print(f"functions/topology.yaml cannot be deployed as it is:\n{problem}", file=sys.stderr)
        return 2
    except Trouble as problem:
        print(problem, file=sys.stderr)
        return 1
    _show(packages, out)
    return 0


def _show(packages: list[Package], out: Path) -> None:
    print(f"{'function':<24}{'zip':<40}{'kB':>7}{'packages':>10}")
    for one in packages:
        print(f"{one.function:<24}{one.zip:<40}{one.size / 1000:>7.0f}{one.pins:>10}{'  new' if one.new else ''}")
    changed = sum(one.new for one in packages)
    print(f"{len(packages)} functions in {out}, {changed} of them new.")


if __name__ == "__main__":
    sys.exit(main())
