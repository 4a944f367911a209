"""What is one shot: beats, subjects, labels, and who is in them."""

import pytest

from functions.creative_director.directing.beats import beats_of
from shared.writing.atmosphere import weather
from shared.writing.camera import framing_of
from shared.writing.casting import Cast
from shared.writing.given_names import sex_of
from shared.writing.pronouns import genders
from shared.writing.sounds import heard_in
from shared.writing.words import Lexicon, tongue
from tests.unit.writing.builders import a_script, a_storyboard


def shots(action: str, people: str = "ANNA\nOh.\n\nBEN\nAh.") -> list[tuple[str, tuple[str, ...]]]:
    """What the scene's own pictures are, and who is in each, after both have been met."""
    board = a_storyboard(f"INT. ELSEWHERE - DAY\n\n{people}\n\nINT. ROOM - DAY\n\n{action}")
    return [(shot.picture, shot.characters) for shot in board.scenes[-1].shots]


@pytest.mark.parametrize(
    "text",
    [
        "She hesitates, then clicks on the button.",
        "Elle sourit faiblement, puis regarde la table.",
        'He reads "wait, then go" and leaves.',
        "Then. Puis.  And then\nnothing.",
    ],
)
def test_the_beats_of_an_action_are_the_action_again(text: str) -> None:
    assert " ".join(beats_of(text)) == " ".join(text.split())


def test_a_sentence_that_says_then_between_two_gestures_is_two_shots() -> None:
    assert shots("Anna hesitates, then opens the letter.") == [
        ("Anna hesitates,", ("ANNA",)),
        ("then opens the letter.", ("ANNA",)),
    ]


def test_what_is_quoted_is_not_cut() -> None:
    assert beats_of('He reads "she smiles, then opens the door" aloud.') == [
        'He reads "she smiles, then opens the door" aloud.'
    ]


def test_a_face_is_not_shot_as_hands_are() -> None:
    assert [picture for picture, _ in shots("Anna takes the key. She smiles.")] == [
        "Anna takes the key.",
        "She smiles.",
    ]


def test_somebody_else_who_acts_has_a_shot_of_their_own() -> None:
    assert shots("Anna waits. The cat jumps down.") == [("Anna waits.", ("ANNA",)), ("The cat jumps down.", ())]


@pytest.mark.parametrize("label", ["Montage", "Montage rapide", "Flashback", "Série de plans"])
def test_a_label_is_no_shot_of_its_own(label: str) -> None:
    text = f"**INT. ROOM - DAY**\n\n*{label}* :\n- Boxes\n- A truck\n"
    assert [shot.picture for shot in a_storyboard(text, "x.md").shots] == ["Boxes", "A truck"]


def test_a_transition_that_tells_a_picture_is_seen() -> None:
    text = "**EXT. ROUTE - JOUR**\n\nUn arbre.\n\n**TRANSITION** : La voiture disparaît dans la neige.\n"
    assert [shot.picture for shot in a_storyboard(text, "x.md").shots] == [
        "Un arbre.",
        "La voiture disparaît dans la neige.",
    ]


def test_in_a_screenplay_whoever_speaks_after_a_labelled_picture_is_seen_speaking() -> None:
    text = "**INT. ROOM - DAY**\n\n*Close on the face of Anna* : She stares.\n\n**BEN**\nAnna!\n\n**ANNA**\nYes.\n"
    board = a_storyboard(text, "x.md")
    assert [[line.speaker for line in shot.lines] for shot in board.shots] == [[], ["BEN"], ["ANNA"]]


def test_a_voice_is_laid_on_the_pictures_right_before_it() -> None:
    board = a_storyboard("INT. A - DAY\n\nRain falls.\n\nA lamp burns.\n\nANNA (V.O.)\nI waited.")
    assert [[line.text for line in shot.lines] for shot in board.shots] == [[], ["I waited."]]


def test_a_voice_that_outlasts_the_pictures_goes_on_over_whoever_speaks() -> None:
    words = " ".join(f"This is sentence number {number} of what she remembers." for number in range(6))
    board = a_storyboard(f"INT. A - DAY\n\nANNA (30) sits.\n\nA letter lies there.\n\nANNA (V.O.)\n{words}")
    assert len(board.shots) > 2
    assert all(shot.characters == ("ANNA",) for shot in board.shots[2:])


# -- who ---------------------------------------------------------------------------------------------------------------


def test_a_pronoun_means_whoever_it_can_be() -> None:
    board = a_storyboard(
        "INT. A - DAY\n\nANNA (a woman of thirty) sits. BEN (a man of forty) stands.\n\n"
        "She smiles.\n\nHe takes the key."
    )
    assert [shot.characters for shot in board.shots[-2:]] == [("ANNA",), ("BEN",)]


def test_the_script_itself_teaches_what_its_people_are_called() -> None:
    text = (
        "INT. A - JOUR\n\nCLAUDE\nBonjour.\n\nDOMINIQUE\nBonjour.\n\nClaude entre. Il sourit.\n\n"
        "Claude regarde Dominique. Elle prend la lettre."
    )
    assert a_storyboard(text).shots[-1].characters == ("DOMINIQUE",)


def test_a_thing_that_moves_is_nobody() -> None:
    assert shots("Ben waits.\n\nUn camion approche. Il freine.", "ANNA\nBonjour.\n\nBEN\nBonjour.")[-1][1] == ()


def test_the_hour_is_nobody() -> None:
    assert shots("Ben attend.\n\nIl est 22h30.")[-1] == ("Il est 22h30.", ())
    assert shots("Ben attend.\n\nIl est assis.")[-1] == ("Il est assis.", ("BEN",))


@pytest.mark.parametrize(
    ("action", "present"),
    [
        ("Anna's room is empty.", ()),
        ("La voiture d'Anna traverse la ville.", ()),
        ("Anna's face is pale.", ("ANNA",)),
        ("Le visage d'Anna se ferme.", ("ANNA",)),
        ("Anna n'est pas là.", ()),
        ("A framed photo: Anna and Ben, smiling.", ()),
        ("Anna's mother waits.", ()),
    ],
)
def test_to_be_named_is_not_to_be_there(action: str, present: tuple[str, ...]) -> None:
    assert shots(action)[-1][1] == present


def test_the_only_old_woman_of_the_cast_is_meant_by_the_old_woman() -> None:
    people = "GRANDMOTHER\nWho is it?\n\nTOM (9)\nMe."
    assert shots("The old woman frowns.", people) == [("The old woman frowns.", ("GRANDMOTHER",))]


def test_their_hands_are_the_hands_of_both() -> None:
    assert shots("Anna looks at Ben.\n\nThe light falls on their hands.")[-1][1] == ("ANNA", "BEN")


def test_a_title_and_the_bare_name_are_one_person() -> None:
    board = a_storyboard("INT. A - DAY\n\nSERGENT ROY\nBonjour.\n\nANNA\nBonjour.\n\nROY\nAsseyez-vous.")
    assert [person.name for person in board.characters] == ["SERGENT ROY", "ANNA"]


def test_two_bearers_of_a_name_are_two_people() -> None:
    board = a_storyboard("INT. A - DAY\n\nDR. ROY\nHello.\n\nMRS. ROY\nHello.\n\nROY\nHello.")
    assert len(board.characters) == 3


def test_people_are_drawn_as_the_woman_or_man_that_the_script_calls_them() -> None:
    board = a_storyboard("INT. A - DAY\n\nIRIS (62), in a navy coat, waits. She sighs.\n\nIRIS\nWell.")
    assert "woman" in board.characters[0].look


def test_who_has_no_name_but_comes_back_is_a_person() -> None:
    board = a_storyboard("A man stood upon a bridge.\n\nThe man's hands were bound.", "x.txt")
    assert [shot.characters for shot in board.shots] == [("man",), ("man",)]


# -- framing -----------------------------------------------------------------------------------------------------------


def test_a_screen_with_words_is_shown_near() -> None:
    board = a_storyboard(
        'INT. A - NIGHT\n\nAnna sits.\n\nHer phone lights up. On the screen: "COME HOME".\n\nANNA\nNo.'
    )
    assert "insert" in [shot.size for shot in board.shots]


def test_nobody_is_looked_for_where_nobody_stands() -> None:
    board = a_storyboard("EXT. FIELD - DAY\n\nGrass.\n\nMore grass.\n\nThe wind drops.\n\nSilence.")
    assert {shot.size for shot in board.shots} <= {"extreme_wide", "wide", "medium"}


def test_a_pan_goes_where_it_ends() -> None:
    assert framing_of("Travelling latéral lent (de gauche à droite)").move == "pan_right"
    assert framing_of("Travelling avant (suit Eva)").move == "dolly_in"


# -- words -------------------------------------------------------------------------------------------------------------


def test_a_word_of_one_language_is_no_word_of_the_other() -> None:
    bread = Lexicon({"bread": "pain@fr, bread"})
    assert bread.has("Il coupe le pain.")
    assert bread.has("PAIN")
    assert not bread.has("The pain is in his leg.")
    assert weather("The vent in the wall is open.") == ""
    assert weather("Le vent est fort.") == "wind"
    assert heard_in("A verse of the song.", 1) == ()


@pytest.mark.parametrize(
    ("text", "language"),
    [("The cat is on the mat.", "en"), ("Le chat est sur la table.", "fr"), ("INT. CAR - DAY", ""), ("", "")],
)
def test_small_words_tell_the_language(text: str, language: str) -> None:
    assert tongue(text) == language


def test_what_surrounds_a_scene_is_heard_where_its_picture_is() -> None:
    text = (
        "**INT. CUISINE - NUIT**\n\nAnna entre.\n\nSon téléphone est sur la table.\n\nElle sort.\n\n"
        "**AMBIANCE** : Bip du téléphone, bruit de la ville.\n"
    )
    board = a_storyboard(text, "x.md")
    assert [[cue.words for cue in shot.sounds] for shot in board.shots][:2] == [
        ["bruit de la ville"],
        ["Bip du téléphone"],
    ]


def test_the_same_script_is_the_same_storyboard() -> None:
    text = "INT. A - DAY\n\nAnna sits, then opens the letter.\n\nANNA\nNo.\n\nShe weeps."
    assert a_storyboard(text) == a_storyboard(text)
    assert a_script(text) == a_script(text)


@pytest.mark.parametrize(
    ("action", "mood"),
    [
        ("Une seule vitrine éclaire la rue.", "neutral"),
        ("Elle reste seule.", "sad"),
        ("The cup alone.", "neutral"),
        ("She sits alone.", "sad"),
        ("Personne ne pleure pour un gant.", "neutral"),
    ],
)
def test_one_of_a_thing_is_not_lonely_and_what_is_denied_is_not_felt(action: str, mood: str) -> None:
    assert a_storyboard(f"EXT. ROAD - DAY\n\n{action}").scenes[0].mood == mood


def test_there_is_no_weather_among_the_stars() -> None:
    assert a_storyboard("EXT. ORBIT - NIGHT\n\nA storm of dust.").scenes[0].weather == ""
    assert a_storyboard("EXT. ROAD - NIGHT\n\nA storm of dust.").scenes[0].weather == "storm"


@pytest.mark.parametrize(
    ("introduced", "name", "look"),
    [
        ("GRAND-PÈRE (70), barbe blanche, pull marin, la prend dans ses bras.", "GRAND-PÈRE",
         "70, barbe blanche, pull marin"),
        ("D’ARTAGNAN (25), torn red coat, laughs.", "D’ARTAGNAN", "25, torn red coat"),
        ("LÉNA (8 ans), ciré jaune, cheveux roux, court vers le phare.", "LÉNA", "8 ans, ciré jaune, cheveux roux"),
        ("JEANNE (60), la boulangère du village, attend.", "JEANNE", "60, la boulangère du village"),
        ("MR. HALE (68), grey beard, closes the red door.", "MR. HALE", "68, grey beard"),
    ],
)  # fmt: skip
def test_a_look_is_what_one_wears_and_ends_where_the_doing_begins(introduced: str, name: str, look: str) -> None:
    cast = Cast(a_script(f"EXT. SEA - DAY\n\n{introduced}\n\n{name}\nOui.\n"))
    assert cast.people() == (name,)
    assert cast.written_look(name) == look


def test_who_is_heard_from_beside_the_picture_is_not_in_it() -> None:
    board = a_storyboard(
        "INT. BRIDGE - NIGHT\n\nROY (50) waits.\n\nKIM (30) turns.\n\nROY\nReport!\n\n"
        "KIM (O.S.)\nWe are losing pressure.\n"
    )
    (shot,) = [shot for shot in board.shots for line in shot.lines if line.speaker == "KIM"]
    assert "KIM" not in shot.characters
    board = a_storyboard("INT. ROOM - NIGHT\n\nKIM (30) turns.\n\nROY\nReport!\n\nKIM (V.O.)\nI was afraid.\n")
    assert "KIM" in [name for shot in board.shots if shot.lines for name in shot.characters]


def test_a_scene_that_goes_on_knows_whom_its_pronouns_mean() -> None:
    page = (
        "EXT. SEA - NIGHT\n\nLÉA (8), a girl, runs to BEN (70), an old man.\n\n"
        "INT. HALL - {}\n\nHe pours tea. She smiles.\n"
    )
    later = a_storyboard(page.format("LATER")).scenes[1].shots
    assert {name for shot in later for name in shot.characters} == {"LÉA", "BEN"}
    other = a_storyboard(page.format("DAY")).scenes[1].shots
    assert {name for shot in other for name in shot.characters} == set()


def test_a_sound_is_told_without_the_words_around_it() -> None:
    (cue,) = heard_in("ROY (50, a scar) slams the console.", 1)
    assert cue.words == "slams the console"


@pytest.mark.parametrize(
    ("name", "sex"),
    [
        ("JEAN-PAUL", "he"), ("MARIE-CLAUDE", "she"), ("ÉLOÏSE", "she"), ("MR. PAUL HALE", "he"), ("CAMILLE", ""),
        ("R2D2", ""),
    ],
)  # fmt: skip
def test_a_given_name_that_leaves_no_doubt_says_he_or_she(name: str, sex: str) -> None:
    assert sex_of(name) == sex


def test_she_leaves_and_he_stays_though_both_were_named_together() -> None:
    board = a_storyboard(
        "INT. BISTRO - SOIR\n\nMARTHE et JEAN-PAUL dînent.\n\nMARTHE\nFini ?\n\nJEAN-PAUL\nOui.\n\n"
        "Elle sort.\n\nIl pleure.\n"
    )
    assert [shot.characters for shot in board.shots][-2:] == [("MARTHE",), ("JEAN-PAUL",)]


def test_what_the_script_says_goes_before_the_name() -> None:
    script = a_script("INT. A - DAY\n\nPAUL (30), a woman in red, waits.\n\nPAUL\nNo.\n")
    assert genders(script, Cast(script)) == {"PAUL": "she"}
