"""Two-column scripts in every spelling: what is seen and what is heard stay in step."""

import pytest

from functions.creative_director.directing import direct
from functions.ingest.reading import read_script
from functions.ingest.sanitizer import sanitize
from shared.model.job import Options
from tests.unit.writing.builders import a_script, outline
from tests.unit.writing.truths import SAMPLES, expected, told

TABLES = expected("av")

SPELLINGS = {
    "pipes.md": "| Video | Audio |\n|---|---|\n| A street | ANNA: Hello. |\n| A hand | It is hot. |\n",
    "bare_pipes.md": "Video | Audio\n--- | ---\nA street | ANNA: Hello.\nA hand | It is hot.\n",
    "other_way_round.md": "| Audio | Video |\n|:-:|--:|\n| ANNA: Hello. | A street |\n| It is hot. | A hand |\n",
    "numbered.md": "| # | Visual | Sound |\n|---|---|---|\n"
    "| 1 | A street | ANNA: Hello. |\n| 2 | A hand | It is hot. |\n",
    "french.md": "| Image | Son |\n|---|---|\n| A street | **ANNA** : Hello. |\n| A hand | VOIX OFF : It is hot. |\n",
    "html.md": "<table><tr><th>Video</th><th>Audio</th></tr>\n<tr><td>A street</td><td>ANNA: Hello.</td></tr>\n"
    "<tr><td>A <b>hand</b></td><td>It is hot.</td></tr></table>\n",
    "pipes.txt": "VIDEO | AUDIO\n------|------\nA street | ANNA: Hello.\nA hand | It is hot.\n",
    "tabs.txt": "VIDEO\tAUDIO\nA street\tANNA: Hello.\nA hand\tIt is hot.\n",
    "typed.txt": "Video            Audio\n\n"
    "A street         ANNA: Hello.\n\nA hand           It is\n                 hot.\n",
    "grid.txt": "+----------+---------+\n| VIDEO    | AUDIO   |\n"
    "+==========+=========+\n| A street | ANNA:   |\n|          | Hello.  |\n"
    "+----------+---------+\n| A hand   | It is   |\n|          | hot.    |\n+----------+---------+\n",
    "labels.txt": "VIDEO: A street\nAUDIO: ANNA: Hello.\n\nVIDEO: A hand\nAUDIO: It is hot.\n",
    "labels.md": "**VISUAL:** A street\n\n**AUDIO:** ANNA: Hello.\n\n**VISUAL:** A hand\n\n**AUDIO:** It is hot.\n",
    "list.md": "- WS: A street\nANNA: Hello.\n- CU: A hand\nIt is hot.\n",
}


@pytest.mark.parametrize("name", TABLES)
def test_a_sample_of_others_parses_to_what_its_columns_mean(name: str) -> None:
    script = read_script((SAMPLES / "av" / name).read_bytes(), name)
    assert script.source == "av"
    assert [told(element) for element in script.elements] == TABLES[name]


@pytest.mark.parametrize("name", TABLES)
def test_each_picture_of_a_sample_is_shown_while_its_own_words_are_heard(name: str) -> None:
    """The words between two pictures belong to the first of them, in the storyboard as in the script."""
    script = sanitize(read_script((SAMPLES / "av" / name).read_bytes(), name))
    wanted: list[tuple[str, list[str]]] = []
    for element in script.elements:
        if element.kind == "picture":
            wanted.append((" ".join(element.text.split()), []))
        elif element.kind == "narration":
            wanted[-1][1].extend(element.text.split())
    shown: list[tuple[str, list[str]]] = []
    for shot in direct(script, Options()).shots:
        picture = " ".join(shot.picture.split())
        if not shown or shown[-1][0] != picture:
            shown.append((picture, []))
        shown[-1][1].extend(word for line in shot.lines for word in line.text.split())
    assert shown == wanted


@pytest.mark.parametrize("name", SPELLINGS)
def test_a_column_is_known_however_it_is_drawn(name: str) -> None:
    heard = [
        (kind.removesuffix(" "), " ".join(words.split())) for kind, words in outline(a_script(SPELLINGS[name], name))
    ]
    assert heard == [
        ("picture", "A street"),
        ("speech ANNA", "Hello."),
        ("picture", "A hand"),
        ("narration", "It is hot."),
    ]


@pytest.mark.parametrize("name", SPELLINGS)
def test_columns_become_shots_in_step(name: str) -> None:
    board = direct(sanitize(a_script(SPELLINGS[name], name)), Options())
    assert [(shot.picture, [(line.speaker, line.text) for line in shot.lines]) for shot in board.shots] == [
        ("A street", [("ANNA", "Hello.")]),
        ("A hand", [("", "It is hot.")]),
    ]


def test_a_framing_in_brackets_is_a_framing() -> None:
    script = a_script("| Video | Audio |\n|---|---|\n| [WS] A street | Hello. |\n| (CU): A hand | Bye. |\n", "x.md")
    assert [(one.camera, one.text) for one in script.elements if one.kind == "picture"] == [
        ("WS", "A street"),
        ("CU", "A hand"),
    ]


@pytest.mark.parametrize("said", ["Well: nobody knows.", "It is 3:45 now.", "Attention : travaux.", "Note:nothing"])
def test_a_colon_alone_makes_no_speaker(said: str) -> None:
    script = a_script(f"| Video | Audio |\n|---|---|\n| A street | {said} |\n", "x.md")
    assert outline(script)[1] == ("narration", said)


def test_prose_with_gaps_in_it_has_no_columns() -> None:
    assert a_script("The video   is old.\nThe audio\tis older.\n", "x.txt").source == "text"


def test_a_sound_behind_a_sentence_is_heard_and_not_spoken() -> None:
    script = a_script("| Video | Audio |\n|---|---|\n| A hand | NARRATOR: Every second counts. SFX: click |\n", "x.md")
    assert outline(script)[1:] == [("narration", "Every second counts."), ("sound", "SFX: click")]


def test_words_on_the_screen_are_no_picture_and_keep_what_is_said_beside_them() -> None:
    row = '| 6s | SUPER: "Power, on time." | VO: Power, on time. |'
    script = a_script(f"| Time | Video | Audio |\n|---|---|---|\n| 4s | A street | Hello. |\n{row}\n", "x.md")
    assert outline(script)[2:] == [("centered", "Power, on time."), ("narration", "Power, on time.")]
    shot = direct(sanitize(script), Options()).shots[-1]
    assert (shot.title, [line.text for line in shot.lines]) == ("Power, on time.", ["Power, on time."])
    assert shot.duration_ms == 6000
