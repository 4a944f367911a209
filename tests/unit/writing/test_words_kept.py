"""Nothing spoken is lost, reordered or invented, whatever the script and its format."""

import json

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st

from functions.creative_director.directing import direct
from functions.fast_track.planning import plan
from functions.ingest.reading import read_script
from functions.ingest.sanitizer import sanitize
from shared.model.job import Options
from shared.writing.timing import breaths
from shared.writing.words import flat, fold, sentences
from tests.unit.writing.builders import words_in_lines

NAMES = st.sampled_from(["ANNA", "ÉLOÏSE", "MR. HALE", "JEAN-PAUL", "R2D2"])
WORDS = st.sampled_from(
    "hello été l’amour don't 42 mais oui, non... why? « cœur » wait— yes! M. Dr. (no) ; and the rest of it; sea".split()
)
SPEECH = (
    st.lists(WORDS, min_size=1, max_size=60)
    .map(" ".join)
    .filter(lambda said: said[0].isalnum() and any(map(str.isalpha, said)))
)
ACTION = st.sampled_from(
    ["She runs to the sea.", "Il ouvre la porte. Dehors, la nuit.", "A letter on the table.", "ANNA smiles at him."]
)
TURN = st.tuples(NAMES, st.sampled_from(["", " (V.O.)", " (OFF)"]), SPEECH, st.one_of(st.none(), ACTION))
TURNS = st.lists(TURN, min_size=1, max_size=12)

Turn = tuple[str, str, str, str | None]
quickly = settings(max_examples=40, deadline=None, suppress_health_check=[HealthCheck.too_slow])


def words_of(turns: list[Turn]) -> list[tuple[str, str]]:
    return [(name, word) for name, _, said, _ in turns for word in said.split()]


def in_fountain(turns: list[Turn]) -> str:
    return "INT. ROOM - DAY\n\n" + "\n\n".join(
        f"{name}{extension}\n{said}" + (f"\n\n{action}" if action else "") for name, extension, said, action in turns
    )


def in_markdown(turns: list[Turn]) -> str:
    return "# Film\n\n## Scene\n\n" + "\n\n".join(
        f"**{name}{extension}**  \n{said}" + (f"\n\n{action}" if action else "")
        for name, extension, said, action in turns
    )


def in_a_storyboard(turns: list[Turn]) -> str:
    shots = [
        {"picture": action or "A room", "lines": [{"speaker": name, "text": said}]} for name, _, said, action in turns
    ]
    return json.dumps({"scenes": [{"heading": "INT. ROOM", "shots": shots}]})


def in_final_draft(turns: list[Turn]) -> str:
    paragraphs = [
        f'<Paragraph Type="Character"><Text>{name}{extension}</Text></Paragraph>'
        f'<Paragraph Type="Dialogue"><Text>{said}</Text></Paragraph>'
        f'<Paragraph Type="Action"><Text>{action or "Beat."}</Text></Paragraph>'
        for name, extension, said, action in turns
    ]
    return f"<FinalDraft><Content>{''.join(paragraphs)}</Content></FinalDraft>"


def heard(text: str, name: str) -> list[tuple[str, str]]:
    script = sanitize(read_script(text.encode(), name))
    storyboard = direct(script, Options(preset="quick_social"))
    assert words_in_lines(plan(script, Options())) == words_in_lines(storyboard)
    assert len({shot.id for shot in storyboard.shots}) == len(storyboard.shots)
    return words_in_lines(storyboard)


@quickly
@given(TURNS)
def test_every_word_of_a_fountain_script_is_said_by_its_speaker_in_order(turns: list[Turn]) -> None:
    assert heard(in_fountain(turns), "x.fountain") == words_of(turns)


@quickly
@given(TURNS)
def test_every_word_of_a_final_draft_script_is_said_by_its_speaker_in_order(turns: list[Turn]) -> None:
    assert heard(in_final_draft(turns), "x.fdx") == words_of(turns)


@quickly
@given(TURNS)
def test_every_word_of_a_storyboard_is_said_by_its_speaker_in_order(turns: list[Turn]) -> None:
    assert heard(in_a_storyboard(turns), "x.json") == words_of(turns)


@quickly
@given(TURNS)
def test_every_word_of_a_markdown_script_is_said_by_its_speaker_in_order(turns: list[Turn]) -> None:
    assert heard(in_markdown(turns), "x.md") == words_of(turns)


@quickly
@given(st.lists(SPEECH, min_size=1, max_size=8))
def test_every_word_of_prose_is_narrated_in_order(paragraphs: list[str]) -> None:
    text = "\n\n".join(f"And then {paragraph} it was." for paragraph in paragraphs)
    assert heard(text, "x.txt") == [("", word) for word in text.split()]


@quickly
@given(st.text(max_size=400), st.integers(min_value=500, max_value=9000))
def test_a_speech_taken_apart_is_the_same_speech(text: str, limit: int) -> None:
    assert flat(" ".join(sentences(text))) == flat(text)
    assert " ".join(breaths(text, "en", limit)).split() == text.split()


@quickly
@given(st.text(max_size=200))
def test_folding_keeps_every_letter_at_its_place(text: str) -> None:
    assert len(fold(text)) == len(text)


@quickly
@given(
    st.text(max_size=600), st.sampled_from(["x.fountain", "x.md", "x.txt", "x.srt", "x.json", "x.yaml", "x.fdx", "x"])
)
def test_any_text_is_read_or_refused(text: str, name: str) -> None:
    try:
        script = sanitize(read_script(text.encode("utf-8", "replace"), name))
        direct(script, Options())
    except Exception as error:
        assert type(error).__name__ == "Refused", repr(error)  # noqa: PT017


@quickly
@given(st.binary(max_size=600), st.sampled_from(["x.fountain", "x.docx", "x.fdx", "x.txt"]))
def test_any_bytes_are_read_or_refused(data: bytes, name: str) -> None:
    try:
        read_script(data, name)
    except Exception as error:
        assert type(error).__name__ == "Refused", repr(error)  # noqa: PT017
