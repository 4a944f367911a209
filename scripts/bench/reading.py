"""`aiprod bench reading`: what a line of script costs in a long Fountain file beside a short one, and its memory.

The one rule: both files are read, cleaned and directed in turn in one run, and their medians are compared.
"""

import argparse
import gc
import json
import sys
import time
import tracemalloc
from typing import Any, Final

from functions.creative_director.directing import direct
from functions.ingest.reading import read_script
from functions.ingest.sanitizer import sanitize
from shared.model.job import Options

SHORT: Final = 1_000
LONG: Final = 10_000
ROUNDS: Final = 5
RATIO: Final = 1.3  # at most

_PLACES: Final = "KITCHEN,HARBOUR,GARE DU NORD,ATTIC,CAR,BEACH,MARCHÉ,LIBRARY,ROOF,CORRIDOR".split(",")
_PEOPLE: Final = "ANNA,BEN,ÉLOÏSE,MR. HALE,JEAN-PAUL,THE STRANGER,MARIE,OTTO".split(",")
_SEEN: Final = (
    "crosses the room and looks at the window. Rain runs down the glass.",
    "pose la lampe sur la table. Dehors, un chien aboie.",
    "opens an old wooden box, takes out a letter and reads it twice.",
    "waits. Footsteps come nearer, then stop.",
    "rit doucement et ferme la porte derrière elle.",
)
_SAID: Final = (
    "I have counted them all, and none of them is mine. Not one!",
    "Tu te souviens de cet été-là ? Moi, je n'ai rien oublié.",
    "Then count again; we have the whole night, and nobody is waiting for us.",
    "No.",
    "If the ferry leaves at six, we shall have to run, and you know how I run...",
)


def written(lines: int) -> bytes:
    """A Fountain file of so many lines: scenes of different lengths, and no two paragraphs that are the same."""
    rows: list[str] = ["Title: A long film", ""]
    scene = 0
    while len(rows) < lines:
        scene += 1
        place, hour = _PLACES[scene * 7 % len(_PLACES)], ("DAY", "NUIT", "DUSK")[scene % 3]
        rows += [f"{('INT.', 'EXT.')[scene % 2]} {place} {scene % 60} - {hour} #{scene}#", ""]
        for turn in range(3 + scene % 5):
            who, other = (_PEOPLE[(scene + turn * step) % len(_PEOPLE)] for step in (1, 3))
            rows += [f"{who} {_SEEN[(scene + turn) % len(_SEEN)]} {other} sees number {scene}.{turn}.", ""]
            rows += [f"{who}{(' (V.O.)', '', '')[turn % 3]}", "(low)", _SAID[(scene * 3 + turn) % len(_SAID)], ""]
            rows += [f"{other}", f"{_SAID[(scene + turn * 2) % len(_SAID)]} That makes {scene * 10 + turn}.", ""]
        rows += ["[[check this]]", "", "CUT TO:", ""] if scene % 4 == 0 else []
    return "\n".join(rows[:lines]).encode()


def filmed(page: bytes) -> int:
    """Reads, cleans and directs; the number of shots."""
    return len(direct(sanitize(read_script(page, "long.fountain")), Options()).shots)


def seconds(page: bytes) -> float:
    gc.collect()
    begun = time.process_time()
    filmed(page)
    return time.process_time() - begun


def measure(rounds: int = ROUNDS) -> dict[str, Any]:
    short, long = written(SHORT), written(LONG)
    shots = filmed(long)  # the first of a kind pays for imports and word lists
    taken = [(min(seconds(short) for _ in range(3)), seconds(long)) for _ in range(rounds)]
    short_s, long_s = (min(times) for times in zip(*taken, strict=True))  # others on the machine only ever add
    tracemalloc.start()
    filmed(long)
    peak = tracemalloc.get_traced_memory()[1]
    tracemalloc.stop()
    return {
        "lines": [SHORT, LONG],
        "shots": shots,
        "ms": [round(short_s * 1000, 1), round(long_s * 1000, 1)],
        "lines_per_s": round(LONG / long_s),
        "memory_mb": round(peak / 1_000_000, 1),
        "ratio": round((long_s / LONG) / (short_s / SHORT), 3),
    }


def main(asked: argparse.Namespace) -> int:
    told = measure()
    if asked.json:
        print(json.dumps(told))
    else:
        short, long = told["ms"]
        print(f"{SHORT:>7,} lines  {short:>8.1f} ms  {short * 1000 / SHORT:6.1f} µs a line")
        print(f"{LONG:>7,} lines  {long:>8.1f} ms  {long * 1000 / LONG:6.1f} µs a line, {told['shots']:,} shots")
        print(f"{'ratio':>13}  {told['ratio']:>8.2f}     at most {RATIO}")
        print(f"{'memory':>13}  {told['memory_mb']:>8.1f} MB at the peak, for reading and directing")
    if told["ratio"] > RATIO:
        print(f"aiprod: a line of a long script costs {told['ratio']} times that of a short one.", file=sys.stderr)
        return 1
    return 0
