"""French as a first-class language: headings, transitions, names and where voices come from."""

import pytest

from functions.ingest.reading import read_script
from tests.unit.writing.builders import a_script, a_storyboard, outline

HEADINGS = [
    "INT. CUISINE - NUIT", "INTÉRIEUR. CUISINE - NUIT", "INTÉRIEUR - CUISINE - NUIT", "INTERIEUR CUISINE NUIT",
    "EXT. JOUR. PLAGE", "EXTÉRIEUR NUIT", "INT.-EXT. VOITURE – JOUR", "INT / EXT. VOITURE - CRÉPUSCULE",
    "INTÉRIEUR/NUIT - BAR", "Ext. Plage – Aube", "INT. – CUISINE – MATIN", "INT. CUISINE, NUIT",
    "Intérieur. Cuisine – Nuit",
]  # fmt: skip
TRANSITIONS = [
    ("COUPE À :", "cut"), ("COUPE À", "cut"), ("COUPÉ À :", "cut"), ("COUPE SUR :", "cut"), ("COUPE FRANCHE :", "cut"),
    ("CUT :", "cut"), ("RETOUR À :", "cut"), ("FONDU AU NOIR.", "fade"), ("FONDU ENCHAÎNÉ :", "dissolve"),
    ("FONDU À L'OUVERTURE", "fade"), ("OUVERTURE EN FONDU :", "fade"), ("FERMETURE AU NOIR", "fade"),
    ("FONDU AU BLANC", "fade_white"), ("VOLET :", "wipe"), ("RACCORD SUR :", "match"), ("NOIR.", "fade"),
    ("DISSOLVE TO :", "dissolve"),
]  # fmt: skip
VOICES = [
    ("ÉVA (V.O.)", "ÉVA", "V.O."), ("ÉVA (OFF)", "ÉVA", "OFF"), ("ÉVA (HORS CHAMP)", "ÉVA", "HORS CHAMP"),
    ("ÉVA (H.C.)", "ÉVA", "H.C."), ("ÉVA (voix off)", "ÉVA", "voix off"), ("ÉVA (SUITE)", "ÉVA", ""),
    ("ÉVA (V.O.) (SUITE)", "ÉVA", "V.O."), ("ÉVA (au téléphone)", "ÉVA", "au téléphone"), ("ÉVA, OFF", "ÉVA", "OFF"),
    ("ÉVA – V.O.", "ÉVA", "V.O."), ("VOIX D’ÉVA", "ÉVA", "VOIX OFF"), ("VOIX OFF DE JEAN", "JEAN", "VOIX OFF"),
    ("ANNA'S VOICE", "ANNA", "V.O."),
]  # fmt: skip


IN_TEXTS = [
    (line, name)
    for line in HEADINGS
    for name in ("x.fountain", "x.txt", "x.md")
    if name != "x.txt" or line[:3].isupper()  # a text without a kind of its own is a screenplay by its capitals
]


@pytest.mark.parametrize(("line", "name"), IN_TEXTS)
def test_a_french_heading_is_a_heading_in_every_text(line: str, name: str) -> None:
    marked = f"**{line}**" if name == "x.md" else line
    assert outline(a_script(f"{marked}\n\nElle attend.\n\nÉVA\nBonjour.\n", name))[0] == ("heading", line)


@pytest.mark.parametrize(("line", "entry"), TRANSITIONS)
def test_a_french_transition_enters_the_scene_after_it(line: str, entry: str) -> None:
    page = f"INT. A - JOUR\n\nUn chat.\n\n{line}\n\nEXT. B - NUIT\n\nUn chien.\n"
    assert outline(a_script(page))[2] == ("transition", line)
    assert [scene.transition for scene in a_storyboard(page).scenes] == ["cut", entry]


@pytest.mark.parametrize(("cue", "name", "extension"), VOICES)
def test_a_french_name_says_who_speaks_and_from_where(cue: str, name: str, extension: str) -> None:
    [speech] = a_script(f"\n{cue}\nBonjour.\n").elements
    assert (speech.speaker, speech.extension, speech.text) == (name, extension, "Bonjour.")


@pytest.mark.parametrize("cue", ["NARRATEUR", "NARRATRICE", "LE NARRATEUR", "VOIX OFF", "VOIX HORS CHAMP"])
def test_nobodys_voice_is_the_narrators(cue: str) -> None:
    assert outline(a_script(f"\n{cue}\nIl neige.\n")) == [("narration", "Il neige.")]


@pytest.mark.parametrize(
    ("line", "number"),
    [("12. INT. CUISINE - NUIT", "12"), ("SCÈNE 12 - INT. CUISINE - NUIT", "12"), ("12A) INT. CUISINE - NUIT", "12A"),
     ("12   INT. CUISINE - NUIT   12", "12"), ("Séq. 4 INT. CUISINE - NUIT", "4")],
)  # fmt: skip
@pytest.mark.parametrize("name", ["x.fountain", "x.txt"])
def test_a_scene_may_be_numbered_by_hand(line: str, number: str, name: str) -> None:
    heading, action = a_script(f"{line}\n\nElle attend.\n", name).elements
    assert (heading.kind, heading.text, heading.scene_number) == ("heading", "INT. CUISINE - NUIT", number)
    assert action.kind == "action"


@pytest.mark.parametrize(
    "line", ["12 interviews plus tard.", "3 EXTRAS attendent.", "EST-CE QUE TU VIENS ?", "Scène 3"]
)
def test_what_only_begins_like_a_numbered_scene_is_none(line: str) -> None:
    assert outline(a_script(f"\n{line}\n\nElle attend.\n"))[0] == ("action", line)


@pytest.mark.parametrize("encoding", ["utf-8", "utf-8-sig", "utf-16", "utf-16-le", "cp1252", "latin-1"])
@pytest.mark.parametrize("ending", ["\n", "\r\n", "\r"])
@pytest.mark.parametrize("name", ["x.fountain", "x.txt", "x.md", "x.srt", "x.yaml", "x.json", "x.fdx"])
def test_french_letters_arrive_in_every_kind_of_file(name: str, ending: str, encoding: str) -> None:
    pages = {
        "fountain": "INT. CAFÉ - JOUR\n\nÉLÉONORE\nÇa va, « cœur » d’été ?\n",
        "txt": "INT. CAFÉ - JOUR\n\n\tÉLÉONORE\n\tÇa va, « cœur » d’été ?\n",
        "md": "## INT. CAFÉ - JOUR\n\n**ÉLÉONORE**  \nÇa va, « cœur » d’été ?\n",
        "srt": "1\n00:00:01,000 --> 00:00:03,000\nÉLÉONORE: Ça va, « cœur » d’été ?\n",
        "yaml": 'scenes:\n  - heading: CAFÉ\n    shots:\n      - lines: ["ÉLÉONORE: Ça va, « cœur » d’été ?"]\n',
        "json": '{"scenes": [{"heading": "CAFÉ",\n"shots": [{"lines": ["ÉLÉONORE: Ça va, « cœur » d’été ?"]}]}]}\n',
        "fdx": '<?xml version="1.0" encoding="ENC"?>\n<FinalDraft><Content>\n'
        '<Paragraph Type="Character"><Text>ÉLÉONORE</Text></Paragraph>\n'
        '<Paragraph Type="Dialogue"><Text>Ça va, « cœur » d’été ?</Text></Paragraph>\n</Content></FinalDraft>\n',
    }
    named = {"utf-8-sig": "utf-8", "utf-16-le": "utf-16", "cp1252": "windows-1252"}.get(encoding, encoding)
    page = pages[name.partition(".")[2]].replace("ENC", named).replace("\n", ending)
    if encoding == "latin-1":
        page = page.replace("œ", "oe").replace("’", "'")
    if name == "x.fdx" and encoding == "utf-16-le":
        page = "\ufeff" + page  # XML in UTF-16 has to begin with a mark
    [speech] = read_script(page.encode(encoding), name).spoken()
    said = "Ça va, « coeur » d'été ?" if encoding == "latin-1" else "Ça va, « cœur » d’été ?"
    assert (speech.speaker, speech.text) == ("ÉLÉONORE", said)


def test_a_play_is_read_as_french_theatre_is_printed() -> None:
    script = a_script(
        "Scène 1\n\n(Une cuisine.)\n\nMARIE, à voix basse. - Tu dors ?\n\nPAUL. — Non. Et toi ?\n\nPARIS — 1944\n",
        "x.txt",
    )
    assert outline(script) == [
        ("heading", "Scène 1"),
        ("action", "Une cuisine."),
        ("speech MARIE", "Tu dors ?"),
        ("speech PAUL", "Non. Et toi ?"),
        ("action", "PARIS — 1944"),
    ]
    assert script.elements[2].manner == "à voix basse"


def test_what_a_voice_over_is_laid_on_is_seen_without_its_label() -> None:
    page = "# Film\n\n## Scène 1\n\n**VOIX-OFF 1 (Sur la ville)**\n\n*Ton : las*\n\n> Avant, je voyageais.\n"
    script = a_script(page, "x.md")
    assert [row for row in outline(script) if row[0] != "note"][1:] == [
        ("action", "Sur la ville"),
        ("narration", "Avant, je voyageais."),
    ]
    assert script.elements[-1].manner == "las"
