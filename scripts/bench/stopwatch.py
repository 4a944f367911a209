"""Imports what it is told, and says what that took: milliseconds of the processor and megabytes at the peak.

The one rule: it imports nothing else, so it is started as a file, in a process of its own, for one measurement.
`module` is imported, `module:Name,Name` is imported and asked for these names, `/` makes a mark.
"""

import sys
import time


def peak_mb() -> float:
    """Of this program alone. (What the system adds up for a process holds its parent's memory, too.)"""
    try:
        with open("/proc/self/status", encoding="ascii") as status:  # noqa: PTH123 - pathlib is an import, too
            return next(int(line.split()[1]) / 1024 for line in status if line.startswith("VmHWM"))
    except FileNotFoundError:
        import resource

        peak = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
        return peak / 1024 / (1024 if sys.platform == "darwin" else 1)


def main(wanted: list[str]) -> None:
    begun, marks = time.process_time(), []
    for each in wanted:
        if each == "/":
            marks.append(((time.process_time() - begun) * 1000, peak_mb()))
            continue
        module, _, names = each.partition(":")
        __import__(module)
        for name in names.split(",") if names else ():
            getattr(sys.modules[module], name)
    print(marks, sorted(sys.modules), sep="\n")


if __name__ == "__main__":
    main(sys.argv[1:])
