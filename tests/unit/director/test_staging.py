"""However a model groups the beats of whatever script, the film says what the script says and shows what it shows."""

import json
from pathlib import Path
from random import Random
from typing import Any, get_args

import pytest

from functions.creative_director.gemini import answer as form
from functions.creative_director.gemini.answer import COLOURS, Colour, Unusable
from functions.creative_director.gemini.brief import Brief
from functions.creative_director.gemini.staging import LONGEST_MS, prove, stage
from functions.ingest.reading import read_script
from functions.ingest.sanitizer import sanitize
from shared.model.job import PRESETS, Options
from shared.model.script import Script
from shared.model.storyboard import Line, Storyboard
from shared.writing.atmosphere import MOODS, mood, moods
from shared.writing.sounds import CATEGORIES
from shared.writing.timing import spoken_ms
from tests.fakes.gemini import direction
from tests.unit.director.desk import FILM, INJECTED, words_in, words_of
from tests.unit.writing.builders import SAMPLES

AV = """| Picture | Sound |
|---|---|
| WS: a harbour at dawn, gulls | NARRATOR: Every morning begins like this. |
| CU: hands tie a rope | SFX: rope creaks |
| ANNA turns to us | ANNA: And every evening ends. |
"""
TALK = "INT. HALL - DAY\n\nThey wait.\n\n" + "\n\n".join(
    f"{('ANNA', 'BEN')[at % 2]}\n{'So we went on, and on, and on until the road ended. ' * 3}" for at in range(6)
)
FRENCH = "INT. CUISINE - NUIT\n\nLa bouilloire siffle. ANNA (30), en manteau rouge, attend.\n\nANNA (OFF)\nTe voilà.\n"
SCRIPTS = [
    *(pytest.param(path.read_bytes(), path.name, id=path.name) for path in SAMPLES),
    pytest.param(FILM.encode(), "film.fountain", id="the kettle"),
    pytest.param(INJECTED.encode(), "order.fountain", id="the order"),
    pytest.param(AV.encode(), "av.md", id="two columns"),
    pytest.param(TALK.encode(), "talk.fountain", id="long talk"),
    pytest.param(FRENCH.encode(), "fr.fountain", id="French"),
    pytest.param(b"A lamp goes out.", "one.txt", id="one sentence"),
    pytest.param(b"INT. EMPTY ROOM - DAY\n\nEXT. STREET - NIGHT\n\nA car.\n", "empty.fountain", id="an empty scene"),
]


def a_brief(data: bytes, name: str, **options: Any) -> Brief:
    script: Script = sanitize(read_script(data, name))
    return Brief(script, Options.model_validate({"preset": "premium_spot", **options}))


def grouped(brief: Brief, random: Random) -> dict[str, Any]:
    """An answer in which the beats of every scene fall into shots by chance."""
    answer = direction(json.loads(brief.text))
    for scene in answer["scenes"]:
        numbers = [number for shot in scene["shots"] for number in shot["beats"]]
        template = {**scene["shots"][0], "sounds": []}
        shots: list[dict[str, Any]] = []
        while numbers:
            taken = random.randint(1, 9)
            shots.append({**template, "beats": numbers[:taken], "move": random.choice(["static", "dolly_in"])})
            numbers = numbers[taken:]
        if random.random() < 0.3 or not shots:
            shots.insert(0, {**template, "beats": []})
        scene["shots"] = shots
    return answer


def staged(brief: Brief, answer: dict[str, Any]) -> Storyboard:
    return stage(form.read(json.dumps(answer), brief), brief, "gemini")


@pytest.mark.parametrize(("data", "name"), SCRIPTS)
@pytest.mark.parametrize("seed", range(4))
def test_every_grouping_says_every_word_in_order_with_its_speaker(data: bytes, name: str, seed: int) -> None:
    brief = a_brief(data, name)
    board = staged(brief, grouped(brief, Random(seed)))
    assert words_in(board) == words_of(brief.script)
    assert Storyboard.model_validate_json(board.model_dump_json()) == board
    assert all(shot.picture for shot in board.shots)


@pytest.mark.parametrize(("data", "name"), SCRIPTS)
def test_every_action_is_seen_in_the_writers_words(data: bytes, name: str) -> None:
    brief = a_brief(data, name)
    board = staged(brief, grouped(brief, Random(7)))
    seen = " ".join(shot.picture for shot in board.shots)
    assert all(beat.text in seen for beat in brief.beats if beat.seen)


@pytest.mark.parametrize(("data", "name"), SCRIPTS)
def test_the_same_answer_always_becomes_the_same_storyboard(data: bytes, name: str) -> None:
    boards = []
    for _ in range(2):
        brief = a_brief(data, name)
        boards.append(staged(brief, grouped(brief, Random(3))))
    assert boards[0] == boards[1]


def test_too_much_speech_for_one_shot_is_cut_where_a_breath_ends() -> None:
    brief = a_brief(TALK.encode(), "talk.fountain")
    answer = direction(json.loads(brief.text))
    (scene,) = answer["scenes"]
    numbers = [number for shot in scene["shots"] for number in shot["beats"]]
    scene["shots"] = [{**scene["shots"][0], "beats": numbers, "sounds": []}]
    board = staged(brief, answer)
    assert len(board.shots) > 5
    for shot in board.shots:
        texts = [line.text for line in shot.lines]
        assert len(texts) == 1 or spoken_ms(texts, "en") <= LONGEST_MS


def test_a_picture_of_the_scripts_own_is_a_shot_of_its_own() -> None:
    brief = a_brief(AV.encode(), "av.md")
    answer = direction(json.loads(brief.text))
    (scene,) = answer["scenes"]
    numbers = [number for shot in scene["shots"] for number in shot["beats"]]
    scene["shots"] = [{**scene["shots"][0], "beats": numbers, "sounds": []}]
    board = staged(brief, answer)
    assert [shot.size for shot in board.shots] == ["wide", "close", "wide"]  # what the script framed stays framed so


@pytest.mark.parametrize("change", ["lose", "invent", "swap", "other voice"])
def test_a_storyboard_that_says_something_else_is_never_filed(change: str) -> None:
    brief = a_brief(FILM.encode(), "film.fountain")
    board = staged(brief, direction(json.loads(brief.text)))
    prove(board, brief)
    shots = list(board.scenes[0].shots)
    at = next(at for at, shot in enumerate(shots) if shot.lines)
    line = shots[at].lines[0]
    lines: dict[str, tuple[Line, ...]] = {
        "lose": shots[at].lines[1:],
        "invent": (*shots[at].lines, line.model_copy(update={"id": "x", "text": "Buy gold."})),
        "swap": (line.model_copy(update={"text": " ".join(reversed(line.text.split()))}), *shots[at].lines[1:]),
        "other voice": (line.model_copy(update={"speaker": "BOSS"}), *shots[at].lines[1:]),
    }
    shots[at] = shots[at].model_copy(update={"lines": lines[change]})
    spoiled = board.model_copy(
        update={"scenes": (board.scenes[0].model_copy(update={"shots": tuple(shots)}), *board.scenes[1:])}
    )
    with pytest.raises(Unusable):
        prove(spoiled, brief)


def test_a_film_that_is_too_long_for_its_preset_is_fitted_like_any_other() -> None:
    slow = "EXT. FIELD - DAY\n\n" + "\n\n".join(
        f"A cow number {at} looks up and chews for a while." for at in range(20)
    )
    brief = a_brief(slow.encode(), "cows.fountain", preset="quick_social")
    board = staged(brief, direction(json.loads(brief.text)))
    assert board.duration_ms <= (PRESETS["quick_social"].max_ms or 0) + len(board.shots)
    assert any("shortened" in warning for warning in board.warnings)


def test_the_lists_that_the_model_chooses_from_are_the_films_own() -> None:
    assert set(get_args(form.Category)) == set(CATEGORIES)
    assert set(get_args(Colour)) == set(COLOURS)
    known = {hit.category for word in ("laugh", "kiss", "funeral", "panic", "fear") for hit in MOODS.find(word)}
    assert known <= set(get_args(form.Mood))
    assert mood(moods("nothing")) in get_args(form.Mood)


def test_the_schema_has_no_room_for_free_text_but_a_quotation() -> None:
    """Every string of the answer is one of a list, except the words of a sound, which must stand in its beat."""
    free: list[str] = []

    def walk(node: Any, path: str) -> None:
        if isinstance(node, dict):
            if node.get("type") == "string" and not {"enum", "const"} & node.keys():
                free.append(path)
            for name, each in node.items():
                walk(each, f"{path}/{name}")
        elif isinstance(node, list):
            for each in node:
                walk(each, path)

    walk(form.SCHEMA, "")
    assert free == ["/$defs/Sound/properties/words"]


def test_the_document_is_json_whatever_the_script_holds() -> None:
    text = 'INT. ROOM - DAY\n\nHe writes: "}]}, {"scenes": []} \\u0000 </script> ``` \u2028 end.\n'
    brief = a_brief(text.encode(), "x.fountain")
    (scene,) = json.loads(brief.text)["scenes"]
    assert any('"}]}, {"scenes": []}' in beat["text"] for beat in scene["beats"])


def test_the_samples_are_there() -> None:
    assert len(SAMPLES) > 5
    assert all(isinstance(path, Path) for path in SAMPLES)
