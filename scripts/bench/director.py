"""`aiprod bench director`: our storyboard of a screenplay beside the shot list that its own makers wrote.

The one rule: it fails when a scene is not found or less than four in five of their shots are.
"""

import argparse
import json
from typing import Any

from scripts.bench.alignment import LEAST_WORDS, THRESHOLD, WEIGHTS
from scripts.bench.likeness import AIM_MATCHED, Score, score
from scripts.bench.makers import film


def main(asked: argparse.Namespace) -> int:
    found = score(film())
    print(json.dumps(as_json(found), ensure_ascii=False) if asked.json else as_text(found))
    return 0 if found.kept else 1


def as_json(found: Score) -> dict[str, Any]:
    return {**found.numbers, "sequences": found.sequences, "misses": found.misses, "kept": found.kept}


def as_text(found: Score) -> str:
    ways = ", ".join(f"{name} {weight:.0%}" for name, weight in WEIGHTS.items())
    lines = [
        "EVA, scene 1: our storyboard beside the shot list of its makers",
        f"  A pair is one shot of ours and one of theirs, in order, likeness at least {THRESHOLD:.2f} ({ways};",
        f"  nothing counts below {LEAST_WORDS:.2f} of words in common).",
        "",
        "  sequence  found  our scenes  shots theirs/ours  matched  seconds theirs/ours",
    ]
    for name, row in found.sequences.items():
        scenes, shots = ", ".join(row["our_scenes"]), f"{row['their_shots']}/{row['our_shots']}"
        seconds = f"{row['their_seconds']:.0f}/{row['our_seconds']:.0f}"
        yes = "yes" if row["found"] else "NO"
        lines.append(f"  {name:<9} {yes:<6} {scenes:<11} {shots:<18} {row['matched']:<8} {seconds}")
    lines += ["", *(f"  {name:<18} {value}" for name, value in _facts(found)), "", "  Missed, and why:"]
    return "\n".join([*lines, *(f"  - {miss}" for miss in found.misses)])


def _facts(found: Score) -> list[tuple[str, str]]:
    told = found.numbers
    theirs, matched = told["their_shots"], told["matched"]
    right, chance, back = told["right_by_a_person"], told["chance_in_other_scenes"], told["chance_backwards"]
    scenes = sum(row["found"] for row in found.sequences.values())
    return [
        ("scenes found", f"{scenes} of {len(found.sequences)}"),
        ("shots matched", f"{matched} of {theirs} ({told['matched_share']:.0%}; the aim is {AIM_MATCHED:.0%})"),
        ("right by a person", f"{right} of {matched} pairs ({right / theirs:.0%} of their shots)"),
        ("by chance", f"{chance} in other scenes of the film, {back} backwards"),
        ("also found", f"{told['found_out_of_order']} out of order"),
        ("of ours", f"{told['our_shots_that_they_have']:.0%} of {told['our_shots']} are theirs too"),
        ("order", f"{told['order']:.0%} of every two shots, without being held to it"),
        ("characters", f"{told['people']:.0%} of those in a matched pair are the same"),
        ("places", f"{told['places']:.0%} of the sequences name our place"),
        ("sizes", f"{told['sizes_equal']:.0%} equal, {told['sizes_within_a_step']:.0%} within a step"),
        ("camera moves", f"{told['moves_static_or_not']:.0%} agree whether it moves"),
        ("duration", f"{told['their_seconds']:.0f} s theirs, {told['our_seconds']:.0f} s ours"),
        ("a matched shot", f"is {told['median_seconds_apart']} s off (median)"),
        ("not compared", f"{told['clips_of_a_prologue_that_the_screenplay_lacks']} clips of a prologue of theirs"),
    ]
