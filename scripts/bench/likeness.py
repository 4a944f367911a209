"""How near our storyboard is to a shot list that people wrote: scenes, shots, order, people, places, lengths.

The one rule: matches stand beside those that the same rule finds where none can be, in other scenes of the same film
and in the same scene told backwards.
"""

from collections import Counter
from dataclasses import dataclass
from itertools import combinations
from statistics import median
from typing import Any, Final

from scripts.bench.alignment import THRESHOLD, WEIGHTS, Pair, align, likeness, moved, near, weights
from scripts.bench.makers import Film

AIM_MATCHED: Final = 0.80


@dataclass(frozen=True)
class Score:
    sequences: dict[str, dict[str, Any]]
    pairs: list[Pair]
    moved: list[Pair]
    numbers: dict[str, Any]
    misses: list[str]

    @property
    def kept(self) -> bool:
        found = all(told["found"] for told in self.sequences.values())
        return found and self.numbers["matched_share"] >= AIM_MATCHED


def score(film: Film) -> Score:
    weight = weights([*film.our_cards, *film.rest_cards, *film.their_cards])
    pairs = align(film.our_cards, film.their_cards, weight)
    elsewhere = moved(film.our_cards, film.their_cards, weight, pairs)
    sequences = _sequences(film, pairs)
    framed = [pair for pair in pairs if film.theirs[pair.theirs].size]
    numbers = {
        "their_shots": len(film.theirs),
        "our_shots": len(film.ours),
        "matched": len(pairs),
        "matched_share": round(len(pairs) / len(film.theirs), 3),
        "our_shots_that_they_have": round(len(pairs) / len(film.ours), 3),
        "right_by_a_person": sum(_right(film, pair) for pair in pairs),
        "found_out_of_order": len(elsewhere),
        "chance_in_other_scenes": _by_chance(film, weight),
        "chance_backwards": len(align(film.our_cards[::-1], film.their_cards, weight)),
        "order": _order(film, weight),
        "people": _mean([_people(film, pair) for pair in pairs]),
        "sizes_equal": _mean([film.ours[pair.ours][1].size == film.theirs[pair.theirs].size for pair in framed]),
        "sizes_within_a_step": _mean([_within_a_step(film, pair) for pair in framed]),
        "moves_static_or_not": _mean([_moving(film, pair) for pair in pairs]),
        "places": _mean([float(told["place_shared"]) for told in sequences.values()]),
        "their_seconds": round(sum(shot.seconds for shot in film.theirs), 1),
        "our_seconds": round(sum(shot.duration_ms for _, shot in film.ours) / 1000, 1),
        "median_seconds_apart": round(median(abs(_seconds(film, pair)) for pair in pairs), 1),
        "clips_of_a_prologue_that_the_screenplay_lacks": film.prologue,
        "threshold": THRESHOLD,
        "weights": WEIGHTS,
    }
    return Score(sequences, pairs, elsewhere, numbers, _misses(film, pairs, elsewhere, weight))


def _sequences(film: Film, pairs: list[Pair]) -> dict[str, dict[str, Any]]:
    """A sequence of theirs is found when half of its shots or more lie in scenes of ours that hold none of another."""
    claims: dict[str, Counter[str]] = {}
    for pair in pairs:
        claims.setdefault(film.ours[pair.ours][0].id, Counter())[film.theirs[pair.theirs].sequence] += 1
    told: dict[str, dict[str, Any]] = {}
    for sequence in dict.fromkeys(shot.sequence for shot in film.theirs):
        shots = [shot for shot in film.theirs if shot.sequence == sequence]
        own = [scene for scene, claimed in claims.items() if claimed.most_common(1)[0][0] == sequence]
        matched = sum(claims[scene][sequence] for scene in own)
        alone = all(len(claims[scene]) == 1 for scene in own)
        planned = [shot for scene, shot in film.ours if scene.id in own]
        told[sequence] = {
            "found": bool(own) and alone and 2 * matched >= len(shots),
            "our_scenes": own,
            "their_shots": len(shots),
            "our_shots": len(planned),
            "matched": matched,
            "place_shared": _place_shared(film, own, sequence),
            "their_seconds": sum(shot.seconds for shot in shots),
            "our_seconds": round(sum(shot.duration_ms for shot in planned) / 1000, 1),
        }
    return told


def _place_shared(film: Film, own: list[str], sequence: str) -> bool:
    """Whether their shots name the place that our scenes are called after."""
    ours = {
        stem
        for card, (scene, _) in zip(film.our_cards, film.ours, strict=True)
        if scene.id in own
        for stem in card.place
    }
    theirs = {
        word
        for shot, card in zip(film.theirs, film.their_cards, strict=True)
        if shot.sequence == sequence
        for word in card.words
    }
    return bool(ours & theirs)


def _right(film: Film, pair: Pair) -> bool:
    return film.ours[pair.ours][1].source_line in film.reading[film.theirs[pair.theirs].number].lines


def _by_chance(film: Film, weight: dict[str, float]) -> float:
    """How many of their shots find a partner in as many shots of ours from elsewhere in the film, on the average."""
    size = len(film.our_cards)
    starts = range(0, max(1, len(film.rest_cards) - size + 1), max(1, size // 3))
    found = [len(align(film.rest_cards[start : start + size], film.their_cards, weight)) for start in starts]
    return round(sum(found) / len(found), 1)


def _order(film: Film, weight: dict[str, float]) -> float:
    """Of every two shots of theirs, how often our likest ones stand in the same order. Nothing forces them to."""
    likest = []
    for card in film.their_cards:
        value, at = max((likeness(mine, card, weight), -index) for index, mine in enumerate(film.our_cards))
        if value >= THRESHOLD:
            likest.append(-at)
    couples = [(first, second) for first, second in combinations(likest, 2) if first != second]
    return round(sum(first < second for first, second in couples) / len(couples), 3) if couples else 0.0


def _people(film: Film, pair: Pair) -> float:
    ours, theirs = film.our_cards[pair.ours].people, film.their_cards[pair.theirs].people
    return len(ours & theirs) / len(ours | theirs) if ours | theirs else 1.0


def _within_a_step(film: Film, pair: Pair) -> bool:
    return near(film.our_cards[pair.ours].size, film.their_cards[pair.theirs].size) >= 0.5


def _moving(film: Film, pair: Pair) -> bool:
    return (film.ours[pair.ours][1].move == "static") == (film.theirs[pair.theirs].move == "static")


def _seconds(film: Film, pair: Pair) -> float:
    return film.ours[pair.ours][1].duration_ms / 1000 - film.theirs[pair.theirs].seconds


def _mean(values: list[Any]) -> float:
    return round(sum(float(value) for value in values) / len(values), 3) if values else 0.0


def _misses(film: Film, pairs: list[Pair], elsewhere: list[Pair], weight: dict[str, float]) -> list[str]:
    """What we did not match, and what we matched to another shot than a person would, in words."""
    told = []
    matched = {pair.theirs: pair for pair in pairs}
    out_of_order = {pair.theirs: pair for pair in elsewhere}
    for at, shot in enumerate(film.theirs):
        read = film.reading[shot.number]
        name = f"Shot {shot.number} ({shot.title})"
        if (pair := matched.get(at)) is not None:
            if not _right(film, pair):
                ours = film.ours[pair.ours][1]
                where = f"line {min(read.lines)}" if read.lines else "nowhere in the screenplay"
                told.append(
                    f"{name} was laid on our {ours.number} (line {ours.source_line}); a person finds it {where}."
                )
            continue
        card = film.their_cards[at]
        value, index = max((likeness(mine, card, weight), -index) for index, mine in enumerate(film.our_cards))
        nearest = film.ours[-index][1]
        why = read.remark or f"our nearest is {nearest.number} with {value:.2f} of {THRESHOLD:.2f}"
        aside = out_of_order.get(at)
        also = f" Out of order our {film.ours[aside.ours][1].number} is like it." if aside is not None else ""
        told.append(f"{name}: {why}.{also}")
    return told
