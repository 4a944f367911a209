"""The fast track's rule: at most 30 seconds, three scenes, one place, and no talk."""

import pytest

from functions.fast_track.planning import plan
from functions.ingest.complexity import complexity, is_fast_track
from functions.ingest.sanitizer import sanitize
from shared.model.job import Options
from shared.model.script import Element, Script
from tests.unit.writing.builders import a_script

SHORT = "EXT. ROOF - DAY\n\nA bird lands. It sings."


def test_a_short_silent_script_in_one_place_is_fast() -> None:
    score, reasons = complexity(a_script(SHORT))
    assert 0 <= score < 0.3
    assert reasons == ("short, in one place, without dialogue",)


def test_narration_is_no_dialogue() -> None:
    assert is_fast_track(a_script(f"{SHORT}\n\nNARRATOR\nIt was spring."))


@pytest.mark.parametrize(
    ("text", "reason"),
    [
        (f"{SHORT}\n\nANNA\nOh!", "1 speech by 1 speaker"),
        (f"{SHORT}\n\nINT. CAVE - DAY\n\nDark.", "2 places"),
        (SHORT + "\n\nEXT. ROOF - NIGHT\n\nDark." * 3, "4 scenes"),
        (SHORT + "\n\nThe bird turns its head and looks across the whole town below." * 12, "about "),
    ],
)
def test_anything_more_needs_a_director(text: str, reason: str) -> None:
    score, reasons = complexity(a_script(text))
    assert 0.3 <= score <= 1
    assert reasons[0].startswith(reason)


def test_a_fast_plan_is_a_storyboard_within_its_preset() -> None:
    board = plan(a_script(f"{SHORT}\n\n> SPRING <"), Options(preset="quick_social"))
    assert board.director == "fast_track"
    assert [shot.picture for shot in board.shots] == ["A bird lands.", "It sings.", "ROOF"]
    assert board.shots[-1].title == "SPRING"
    assert board.duration_ms <= 30_000


def test_a_fast_plan_knows_whom_a_pronoun_means() -> None:
    board = plan(a_script("EXT. ROOF - DAY\n\nANNA (8), in a red coat, waits. She waves.\n\nAnna sleeps."), Options())
    assert [shot.characters for shot in board.shots] == [("ANNA",)] * 3


def test_a_longer_film_scores_higher() -> None:
    def score(scenes: int) -> float:
        return complexity(a_script("\n\n".join(f"INT. ROOM {at} - DAY\n\nANNA\nOh!" for at in range(scenes))))[0]

    scores = [score(scenes) for scenes in (1, 4, 10, 40)]
    assert scores == sorted(set(scores))
    assert scores[0] < 0.5 < scores[-1] <= 1


def test_signs_that_nobody_can_read_are_taken_out_with_a_warning() -> None:
    script = Script(
        title="A\u202eB", language="en", source="text",
        elements=(Element(kind="speech", speaker="AN\u200bNA", text="He\u0007llo\ttab", line=7),),
    )  # fmt: skip
    cleaned = sanitize(script)
    assert (cleaned.title, cleaned.elements[0].speaker, cleaned.elements[0].text) == ("AB", "ANNA", "Hello\ttab")
    assert cleaned.warnings == ("Line 7: signs that cannot be read were taken out.",)


def test_names_and_accents_are_kept() -> None:
    script = a_script("\nÉLOÏSE D’ARTAGNAN-STRAẞE\nŒuf ‍👩‍🚀 naïf…")
    assert sanitize(script) == script
