"""What can be measured, each beside a reference in the same call: bench NAME runs scripts/bench/NAME.py."""

import argparse
from collections.abc import Callable

Add = Callable[..., argparse.ArgumentParser]


def add_benches(command: Add, add: Add) -> None:
    bank = command("bank", "scripts.bench.bank:main", "random runs against the fake providers", add=add)
    bank.add_argument("--runs", type=int, default=20, metavar="N")
    bank.add_argument("--first", type=int, default=0, metavar="SEED", help="the seed of the first run")
    bank.add_argument("--keep", action="store_true", help="leave the homes of the runs where they are")
    compose = "a film cut in segments beside one plain ffmpeg graph"
    composed = command("compose", "scripts.bench.compose:main", compose, add=add)
    for name, metavar in (("clips", "DIR"), ("narration", "F"), ("music", "F"), ("captions", "F")):
        composed.add_argument(f"--{name}", metavar=metavar, help="without these four it makes its own")
    director = "our shots beside those that a film's makers wrote"
    command("director", "scripts.bench.director:main", director, add=add)
    finish = "the finish of ten films: loudness, peaks, duck, captions in time"
    finished = command("finish", "scripts.bench.finish:main", finish, add=add)
    finished.add_argument("--films", type=int, default=10, metavar="N")
    film = command("film", "scripts.bench.film:main", "a film of some minutes beside its length", add=add)
    film.add_argument("--minutes", type=float, default=2.0, metavar="N", help="of a sample, over and over")
    film.add_argument("--script", metavar="F", help="this script rather than the sample")
    film.add_argument("--size", choices=["360p", "720p", "1080p"], default="1080p")
    film.add_argument("--fps", type=int, choices=[24, 25, 30], default=30)
    command("plan", "scripts.bench.plan:main", "plans beside one backend for all", add=add)
    reading = "a line of a long script beside one of a short"
    command("reading", "scripts.bench.reading:main", reading, add=add)
    command("spine", "scripts.bench.spine:main", "durable steps beside DBOS, cold starts", add=add)
