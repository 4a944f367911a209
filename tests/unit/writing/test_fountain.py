"""Fountain as its syntax page has it, in English and French."""

import pytest

from tests.unit.writing.builders import a_script, outline

HEADINGS = [
    "INT. HOUSE - DAY",
    "EXT HOUSE DAY",
    "INT./EXT. CAR - DAY",
    "I/E. CAR - DAY",
    "EST. CITY - NIGHT",
    "int. house - day",
    "INTÉRIEUR. CUISINE - NUIT",
    "EXTÉRIEUR RUE - JOUR",
    "EXT. PLAGE – AUBE",
    "INT - HOUSE - DAY",
    "INT/EXT VOITURE",
]
TRANSITIONS = [
    "CUT TO:", "SMASH CUT TO:", "FADE IN:", "FADE OUT.", "FADE TO BLACK.", "COUPE À :", "FONDU AU NOIR.",
    "FONDU ENCHAÎNÉ", "OUVERTURE AU NOIR", "> Burn to white.",
]  # fmt: skip
ACTIONS = [
    "EST-CE QUE TU VIENS ?",
    "...not a heading",
    "Interest grows.",
    "CUT TO:  ",
    "The exterior is blue.",
    "!INT. NOT A ROOM",
]


@pytest.mark.parametrize("line", HEADINGS)
def test_a_line_that_begins_like_a_scene_is_a_heading(line: str) -> None:
    assert outline(a_script(f"{line}\n\nSomebody waits.\n"))[0] == ("heading", line)


@pytest.mark.parametrize("line", TRANSITIONS)
def test_a_transition_stands_alone(line: str) -> None:
    assert outline(a_script(f"Dark.\n\n{line}\n\nLight.\n"))[1] == ("transition", line.lstrip("> "))


@pytest.mark.parametrize("line", ACTIONS)
def test_what_only_looks_like_one_is_action(line: str) -> None:
    assert outline(a_script(f"Dark.\n\n{line}\n\nLight.\n"))[1] == ("action", line.strip().lstrip("!"))


@pytest.mark.parametrize(
    ("source", "elements"),
    [
        ("ANNA\nHello.\nAgain.", [("speech ANNA", "Hello. Again.")]),
        ("ÉLÉONORE\nBonjour.", [("speech ÉLÉONORE", "Bonjour.")]),
        ("@McAdam\nHello.", [("speech McAdam", "Hello.")]),
        ("R2D2\nBleep.", [("speech R2D2", "Bleep.")]),
        ("23\nHello.", [("action", "23\nHello.")]),
        ("ANNA\n\nHello.", [("action", "ANNA"), ("action", "Hello.")]),
        ("ANNA\nOne.\n  \nTwo.", [("speech ANNA", "One. Two.")]),
        ("ANNA\n~La la\n~lo lo", [("lyric ANNA", "La la"), ("lyric ANNA", "lo lo")]),
        ("NARRATRICE\nIl était une fois.", [("narration", "Il était une fois.")]),
        ("\tANNA\n\t(low)\n\tHello.", [("speech ANNA", "Hello.")]),
        ("ANNA\n*Really* _no_.", [("speech ANNA", "Really no.")]),
        ("ANNA\n5 * 3 * 2 is \\*30\\*.", [("speech ANNA", "5 * 3 * 2 is *30*.")]),
        ("> THE END <", [("centered", "THE END")]),
        ("# Act\n\n= What happens.\n\nGo.", [("section", "Act"), ("synopsis", "What happens."), ("action", "Go.")]),
        ("One.\n\n===\n\nTwo.", [("action", "One."), ("page_break", ""), ("action", "Two.")]),
        ("!ANNA\nHello.", [("action", "ANNA\nHello.")]),
        ("こんにちは\n你好", [("action", "こんにちは\n你好")]),
        (".KITCHEN\n\nGo.", [("heading", "KITCHEN"), ("action", "Go.")]),
        ("Before /* never\n\nINT. seen */ after.", [("action", "Before\nafter.")]),
        ("SFX: thunder\n\nGo.", [("sound", "SFX: thunder"), ("action", "Go.")]),
    ],
)
def test_the_syntax_as_it_is_written_down(source: str, elements: list[tuple[str, str]]) -> None:
    assert outline(a_script(f"\n{source}\n")) == elements


def test_a_cue_tells_where_a_voice_comes_from_and_a_parenthetical_how_it_sounds() -> None:
    script = a_script("\nANNA (V.O.) (CONT'D)\n(whispering)\nOne.\n(louder)\nTwo.\n\nBEN (HORS CHAMP) ^\nNon.\n")
    one, two, three = script.elements
    assert (one.extension, one.manner, one.text) == ("V.O.", "whispering", "One.")
    assert (two.extension, two.manner, two.text) == ("V.O.", "louder", "Two.")
    assert (three.speaker, three.extension, three.dual) == ("BEN", "HORS CHAMP", True)


def test_a_parenthetical_with_nothing_after_it_is_seen() -> None:
    assert outline(a_script("\nEVE\nOh, Adam.\n(kissing him)\n"))[1] == ("action EVE", "(kissing him)")


def test_notes_leave_no_trace_in_the_text_and_every_element_keeps_its_line() -> None:
    script = a_script("One [[a note]] two.\n\n[[over\ntwo lines]]\n\nThree [[inside\nhere]] four.\n\nFive.\n")
    told = [(element.line, element.kind, element.text) for element in script.elements]
    assert told == [
        (1, "action", "One  two."),
        (1, "note", "a note"),
        (3, "note", "over two lines"),
        (6, "action", "Three  four."),
        (6, "note", "inside here"),
        (9, "action", "Five."),
    ]


def test_an_open_boneyard_is_read_as_text_with_a_warning() -> None:
    script = a_script("One.\n\n/* Two.\n")
    assert outline(script)[1] == ("action", "/* Two.")
    assert "Line 3" in script.warnings[0]


def test_a_scene_keeps_its_number() -> None:
    assert a_script("INT. HOUSE - DAY #1-A#\n\nGo.").elements[0].scene_number == "1-A"


def test_the_title_page_names_the_film_its_people_and_its_wishes() -> None:
    script = a_script(
        "Titre:\n    _**La Mer**_\nAuteur: Ada\nPreset: quick_social\nLangue: français\nBudget: 4.50\n"
        "Personnages:\n    EVA: une enfant, manteau rouge\n\nINT. MER - JOUR\n\nElle nage.\n"
    )
    assert (script.title, script.author, script.language) == ("La Mer", "Ada", "fr")
    assert script.wishes == {"preset": "quick_social", "lang": "fr", "budget_usd": "4.50"}
    assert script.cast == {"EVA": "une enfant, manteau rouge"}


def test_a_script_may_begin_with_a_transition_or_a_name_and_no_title_page() -> None:
    assert outline(a_script("CUT TO:\n\nDark."))[0] == ("transition", "CUT TO:")
    assert outline(a_script("ANNA: hello\n\nDark."))[0] == ("action", "ANNA: hello")


def test_a_composers_name_on_a_title_page_hires_nobody() -> None:
    page = "Title: Sea\nScore: {score}\nVoices: {voices}\n\nINT. SEA - DAY\n\nShe swims.\n"
    assert a_script(page.format(score="Ada Byron", voices="Ada, Ben")).wishes == {}
    hired = a_script(page.format(score="Lyria", voices="google"))
    assert hired.wishes == {"score": "lyria", "voices": "google"}
