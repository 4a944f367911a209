"""From words to shots: places, hours, people, framings, sounds and lengths."""

import time

import pytest

from functions.creative_director.directing import direct
from shared.model.job import Options
from shared.writing.places import setting_of
from shared.writing.sounds import CATEGORIES, SOUNDS, heard_in
from shared.writing.timing import speech_ms
from tests.unit.writing.builders import a_script, a_storyboard, words_by_speaker, words_in_lines

SETTINGS = [
    ("INT. KITCHEN - NIGHT", "KITCHEN", True, "night"),
    ("EXT. PLAGE – AUBE", "PLAGE", False, "dawn"),
    ("INT/EXT. CAR - DAY", "CAR", None, "day"),
    ("INT HOUSE DAY", "HOUSE", True, "day"),
    ("EXTÉRIEUR. QUAI - CRÉPUSCULE", "QUAI", False, "dusk"),
    ("INT. APPARTEMENT - CUISINE - SOIR (Plus tard)", "APPARTEMENT - CUISINE", True, "dusk"),
    ("Scene 3: The harbour at dawn", "The harbour", False, "dawn"),
    ("Scène 1 — La rue du Four, nuit de neige", "La rue du Four", False, "night"),
    ("EXT. FIELD - GOLDEN HOUR", "FIELD", False, "golden"),
    ("INT. ROOM - CONTINUOUS", "ROOM", True, None),
    ("KITCHEN", "KITCHEN", True, None),
    ("Scene 2", "", None, None),
    ("NIGHT OF THE FOX", "NIGHT OF THE FOX", None, "night"),
    ("INT. JOUR – CUISINE", "CUISINE", True, "day"),
    ("INT. JOUR. CUISINE", "CUISINE", True, "day"),
    ("INTÉRIEUR / NUIT – SALON", "SALON", True, "night"),
    ("1. INT. JOUR - CUISINE - PLACARD", "CUISINE - PLACARD", True, "day"),
    ("EXTERIEUR JOUR - RUE", "RUE", False, "day"),
    ("EXT. FIN DE JOURNÉE - RUE DU FOUR", "RUE DU FOUR", False, "dusk"),
    ("INT. NUIT - SALON - SUITE", "SALON", True, "night"),
    ("EXT. JARDIN/NUIT", "JARDIN", False, "night"),
    ("INT. CUISINE/SALON - MATIN", "CUISINE/SALON", True, "day"),
    ("INT. NIGHT CLUB - DAY", "NIGHT CLUB", True, "day"),
    ("INT. JOUR DE FÊTE - NUIT", "JOUR DE FÊTE", True, "night"),
    ("EXT. BEACH - 3 AM", "BEACH", False, "night"),
    ("EXT. PLAGE - 22 H 30", "PLAGE", False, "night"),
    ("INT. OFFICE - 9:15", "OFFICE", True, "day"),
    ("INT. ROOM - 9", "ROOM - 9", True, None),
    ("INT. STUDIO 54 - NIGHT", "STUDIO 54", True, "night"),
]


@pytest.mark.parametrize(("heading", "place", "interior", "hour"), SETTINGS)
def test_a_heading_tells_where_and_when(heading: str, place: str, interior: bool | None, hour: str | None) -> None:
    setting = setting_of(heading)
    assert (setting.place, setting.interior, setting.time_of_day) == (place, interior, hour)


def test_an_hour_lasts_until_a_heading_changes_it() -> None:
    board = a_storyboard(
        "INT. A - NIGHT\n\nOne.\n\nINT. B - CONTINUOUS\n\nTwo.\n\nEXT. C\n\nThree.\n\nEXT. D - DAY\n\nFour."
    )
    assert [scene.time_of_day for scene in board.scenes] == ["night", "night", "night", "day"]


@pytest.mark.parametrize(
    ("action", "weather"),
    [
        ("Rain falls.", "rain"),
        ("La neige tombe.", "snow"),
        ("Un orage éclate sous la pluie.", "storm"),
        ("There is no rain today.", ""),
        ("Sans un nuage.", ""),
        ("Le brouillard monte.", "fog"),
    ],
)
def test_the_weather_is_what_the_words_say_and_not_what_they_deny(action: str, weather: str) -> None:
    assert a_storyboard(f"EXT. FIELD - DAY\n\n{action}").scenes[0].weather == weather


def test_scenes_are_entered_by_the_transition_before_them() -> None:
    board = a_storyboard(
        "FADE IN:\n\nINT. A\n\nOne.\n\nFONDU ENCHAÎNÉ\n\nINT. B\n\nTwo.\n\nCUT TO:\n\nINT. C\n\nThree."
    )
    assert [scene.transition for scene in board.scenes] == ["fade", "dissolve", "cut"]


def test_people_look_as_the_script_says_and_the_same_in_every_film() -> None:
    text = "INT. A\n\nEVA (8), in a red coat, waits with BEN.\n\nBEN\nHello.\n\nEva smiles."
    eva, ben = a_storyboard(text).characters
    assert (eva.name, eva.look.split(";")[0], eva.colour) == ("EVA", "8, in a red coat", "#c0392b")
    assert "child" in eva.look
    again = a_storyboard("INT. ELSEWHERE\n\nBEN\nI am in another film.").characters[0]
    assert (again.look, again.colour) == (ben.look, ben.colour)


def test_neighbours_in_one_film_have_different_colours() -> None:
    cues = "\n\n".join(f"PERSON {chr(65 + number)}\nHello." for number in range(12))
    assert len({character.colour for character in a_storyboard(f"INT. A\n\n{cues}").characters}) == 12


def test_who_is_heard_from_elsewhere_is_not_in_the_picture() -> None:
    board = a_storyboard("INT. A\n\nBen listens.\n\nANNA (ON THE RADIO)\nHello?\n\nBEN\nYes.")
    first, second = board.shots
    assert (first.lines[0].speaker, first.characters, first.lines[0].manner) == ("ANNA", ("BEN",), "ON THE RADIO")
    assert "BEN" in second.characters


def test_he_and_she_are_whoever_was_there_before() -> None:
    board = a_storyboard("INT. A\n\nANNA\nCome.\n\nShe opens the window.")
    assert board.shots[-1].characters == ("ANNA",)


def test_the_writers_framing_is_kept() -> None:
    board = a_storyboard(
        "| Video | Audio |\n|---|---|\n| ECU: an eye, slow zoom out | A |\n"
        "| WS: pan left over a field | B |\n| Gros plan : une main | C |\n",
        "x.md",
    )
    assert [shot.size for shot in board.shots] == ["insert", "wide", "close"]
    assert [shot.move for shot in board.shots[:2]] == ["zoom_out", "pan_left"]


def test_a_row_of_an_av_script_is_one_shot_with_its_own_words() -> None:
    board = a_storyboard(
        "| Video | Audio |\n|---|---|\n| A street | BEN: One.<br>ANNA: Two. |\n| A field | Three. |\n", "x.md"
    )
    assert [(shot.picture, [line.text for line in shot.lines]) for shot in board.shots] == [
        ("A street", ["One.", "Two."]),
        ("A field", ["Three."]),
    ]


def test_a_long_speech_is_shot_in_pieces_of_about_eight_seconds_cut_at_sentences() -> None:
    speech = " ".join(f"This is sentence number {number} of a long speech." for number in range(12))
    board = a_storyboard(f"INT. A\n\nANNA\n{speech}")
    assert len(board.shots) > 4
    assert all(shot.duration_ms <= 8_500 for shot in board.shots)
    assert all(line.text.endswith(".") for shot in board.shots for line in shot.lines)


def test_speech_sets_the_least_length_of_a_shot() -> None:
    board = a_storyboard("INT. A\n\nANNA\nOne two three four five six seven eight nine ten.\n")
    assert board.shots[0].duration_ms > speech_ms("One two three four five six seven eight nine ten.", "en")


def test_pauses_and_numbers_take_time() -> None:
    assert speech_ms("Yes. No. Yes.", "en") > speech_ms("Yes No Yes aa", "en")
    assert speech_ms("1984", "en") > speech_ms("year", "en")


@pytest.mark.parametrize("category", CATEGORIES)
def test_every_family_of_sounds_is_known_in_both_languages(category: str) -> None:
    known = {
        "ambience": ("room tone", "bruits de la ville"),
        "foley": ("footsteps", "des bruits de pas"),
        "mechanical": ("typewriter", "engrenage"),
        "nature": ("rustling leaves", "des feuilles"),
        "weather": ("thunder", "le tonnerre"),
        "crowd": ("a crowd", "une foule"),
        "impact": ("a crash", "un fracas"),
        "vehicle": ("a truck", "un camion"),
        "animal": ("a dog barks", "un chien aboie"),
        "water": ("a river", "une rivière"),
        "electronic": ("a beep", "un bip"),
        "transition": ("whoosh", "bruit de transition"),
    }
    for words in known[category]:
        assert category in {hit.category for hit in SOUNDS.find(words)}, words


def test_words_of_one_language_are_no_sounds_of_the_other() -> None:
    assert heard_in("Elle est en train de lire, car il dort.", 1) == ()
    assert heard_in("They chat in a vague way, out of sight.", 1) == ()


def test_sounds_belong_to_the_shot_whose_words_ask_for_them() -> None:
    board = a_storyboard("INT. A - NIGHT\n\nSFX: distant thunder, a dog\n\nShe waits.\n\nThe door slams.")
    assert [(cue.category, cue.words) for shot in board.shots for cue in shot.sounds] == [
        ("weather", "distant thunder"),
        ("animal", "a dog"),
        ("impact", "The door slams"),
    ]


def test_music_follows_the_mood_and_keeps_quiet_where_silence_is_asked_for() -> None:
    board = a_storyboard(
        "INT. A\n\nShe weeps.\n\nINT. B\n\nSFX: silence\n\nThey laugh.\n\nINT. C\n\nMUSIC: a joyful waltz\n\nA chair."
    )
    assert [scene.music for scene in board.scenes] == ["sad", "none", "joyful"]


def test_a_film_that_is_too_long_for_its_preset_has_its_pictures_shortened() -> None:
    text = "EXT. ROAD - DAY\n\n" + "\n\n".join(
        f"A red truck number {number} drives past the old farm." for number in range(15)
    )
    free, fitted = a_storyboard(text), a_storyboard(text, preset="quick_social")
    assert free.duration_ms > 30_000 >= fitted.duration_ms
    assert "shortened" in fitted.warnings[0]
    assert [shot.id for shot in free.shots] == [shot.id for shot in fitted.shots]


def test_a_film_that_cannot_be_fitted_says_so_and_keeps_every_word() -> None:
    text = "INT. A\n\n" + "\n\n".join(
        f"ANNA\nThis is the line with the number {number}, and it is long." for number in range(20)
    )
    script = a_script(text)
    board = direct(script, Options(preset="quick_social"))
    assert words_in_lines(board) == words_by_speaker(script.elements)
    assert "quick_social allows 30 s" in board.warnings[-1]


def test_a_shots_name_stays_when_its_neighbours_change() -> None:
    before = a_storyboard("INT. A\n\nAnna sits.\n\nBen stands.\n\nANNA\nHello.")
    after = a_storyboard("INT. A\n\nAnna sits.\n\nA cat, a new one, sleeps.\n\nBen stands.\n\nANNA\nHello.")
    assert {shot.id for shot in before.shots} < {shot.id for shot in after.shots}


def test_ten_minutes_cost_twice_what_five_minutes_do() -> None:
    def cost(scenes: int) -> float:
        text = "\n\n".join(
            f"INT. ROOM {number} - DAY\n\nShe waits.\n\nANNA\nIt is late.\n\nBEN\nI know." for number in range(scenes)
        )
        script = a_script(text)
        began = time.process_time()
        direct(script, Options())
        return time.process_time() - began

    cost(20)
    assert min(cost(200) for _ in range(3)) < 4 * 2.5 * min(cost(50) for _ in range(3))
