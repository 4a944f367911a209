"""Every other kind of script: what is seen, what is said, and on which line it stood."""

import io

import docx
from docx.oxml import parse_xml

from functions.ingest.reading import read_script
from tests.unit.writing.builders import a_script, outline


def test_a_table_has_pictures_on_the_left_and_sound_on_the_right() -> None:
    script = a_script(
        "# Rain\n\n| Time | Video | Audio |\n|---|---|---|\n"
        "| 0:00-0:04 | CU: a drop | NARRATOR: It begins.<br>SFX: thunder |\n"
        "| 3 s | The street | ANNA (V.O.): At last! |\n| | | MUSIC: slow |\n",
        "rain.md",
    )
    assert script.source == "av"
    assert outline(script) == [
        ("picture", "a drop"), ("narration", "It begins."), ("sound", "SFX: thunder"),
        ("picture", "The street"), ("speech ANNA", "At last!"), ("sound", "MUSIC: slow"),
    ]  # fmt: skip
    first, *_, speech, _ = script.elements
    assert (first.camera, first.seconds, first.line, speech.extension) == ("CU", 4.0, 5, "V.O.")


def test_a_table_without_known_heads_is_read_as_two_columns_and_loses_no_row() -> None:
    script = a_script("| One | Two |\n|---|---|\n| A street | Hello there |\n", "x.md")
    assert outline(script) == [
        ("picture", "One"),
        ("narration", "Two"),
        ("picture", "A street"),
        ("narration", "Hello there"),
    ]


def test_an_av_list_has_shots_and_the_words_that_go_with_them() -> None:
    script = a_script(
        "# Film\n\n- WS: A field\n    at night\nWords over the field.\n{:.red}*MS: A hand\n// a comment\nMore words.\n",
        "x.md",
    )
    assert [(element.kind, element.camera, element.text) for element in script.elements] == [
        ("picture", "WS", "A field\nat night"),
        ("narration", "", "Words over the field."),
        ("picture", "MS", "A hand"),
        ("narration", "", "More words."),
    ]


def test_headings_of_a_document_are_scenes_and_the_one_above_them_its_title() -> None:
    script = a_script(
        "---\ntitle: Front\nlang: en\nfps: 25\n---\n\n# Act one\n\n## The kitchen, night\n\n"
        "**ANNA (softly)**\nHello *you*.\n\n"
        "BEN: And you.\n\n> It was late.\n\nThey sit.\n\n## The garden\n\n- A gate\n- A lamp\n\n**SFX**: wind\n",
        "x.md",
    )
    assert (script.title, script.wishes) == ("Front", {"lang": "en", "fps": "25"})
    assert outline(script) == [
        ("heading", "The kitchen, night"), ("speech ANNA", "Hello you."), ("speech BEN", "And you."),
        ("narration", "It was late."), ("action", "They sit."), ("heading", "The garden"),
        ("picture", "A gate"), ("picture", "A lamp"), ("sound", "SFX: wind"),
    ]  # fmt: skip
    assert script.elements[0].line == 9


def test_screenplay_headings_inside_markdown_win_over_its_own() -> None:
    script = a_script(
        "# Film\n\n## Act\n\n### Scene\n\n**INT. ROOM - DAY**\n\n*Plan serré sur Eva* : elle dort.\n", "x.md"
    )
    assert outline(script) == [
        ("section", "Act"), ("section", "Scene"), ("heading", "INT. ROOM - DAY"),
        ("picture", "Plan serré sur Eva : elle dort."),
    ]  # fmt: skip
    assert script.elements[-1].camera == "Plan serré sur Eva"


def test_a_shot_list_gives_each_picture_its_framing_and_length() -> None:
    script = a_script(
        "# List\n\n## Scène 1\n\n### PLAN 1 : Vue\n- **Cadrage** : Plan large\n- **Durée** : 15 secondes\n"
        "- **Description** : La ville.\n"
        "- **Voix-off** : Il neige.\n",
        "x.md",
    )
    [picture] = [element for element in script.elements if element.kind == "picture"]
    assert (picture.text, picture.camera, picture.seconds) == ("La ville.", "Plan large", 15.0)
    assert [element.text for element in script.spoken()] == ["Il neige."]


def test_prose_is_read_aloud_word_for_word() -> None:
    script = a_script("A Walk\n\nShe went out.\nIt rained.\n\nShe came home.\n", "walk.txt")
    assert script.title == "A Walk"
    assert outline(script) == [("narration", "She went out. It rained."), ("narration", "She came home.")]


def test_a_text_with_names_before_colons_is_a_play() -> None:
    script = a_script(
        "Scene 1: A bench\n\nAnna: Cold?\nBen: A little.\nAnna: (smiling) Take my scarf.\n\nThey sit.\n", "x.txt"
    )
    assert outline(script) == [
        ("heading", "Scene 1: A bench"), ("speech Anna", "Cold?"), ("speech Ben", "A little."),
        ("speech Anna", "(smiling) Take my scarf."), ("action", "They sit."),
    ]  # fmt: skip


def test_a_text_laid_out_like_a_screenplay_is_one() -> None:
    script = a_script("INT. ROOM - DAY\n\nANNA\nHello.\n \t \nShe goes.\n", "x.txt")
    assert (script.source, outline(script)[1:]) == ("text", [("speech ANNA", "Hello."), ("action", "She goes.")])


def test_subtitles_keep_their_lengths_and_lose_their_numbers_and_tags() -> None:
    script = a_script(
        "1\n00:00:01,000 --> 00:00:03,500\n<i>Hello</i>\nthere.\n\n"
        "2\n00:00:04,000 --> 00:00:05,000\nANNA: 7 o'clock?\n\n"
        "3\n00:00:06,000 --> 00:00:07,000\n[door slams]\n\n4\n00:00:08,000 --> 00:00:10,000\n- Who?\n- Me.\n",
        "x.srt",
    )
    assert outline(script) == [
        ("narration", "Hello there."), ("speech ANNA", "7 o'clock?"), ("sound", "door slams"),
        ("narration", "Who?"), ("narration", "Me."),
    ]  # fmt: skip
    assert [element.seconds for element in script.elements] == [2.5, 1.0, 1.0, 1.0, 1.0]


FDX = """<?xml version="1.0" encoding="UTF-8" standalone="no" ?>
<FinalDraft DocumentType="Script"><Content>
<Paragraph Number="3" Type="Scene Heading"><Text>INT. ROOM - DAY</Text></Paragraph>
<Paragraph Type="Action"><ScriptNote><Paragraph><Text>hidden</Text></Paragraph></ScriptNote>
<Text>She </Text><Text Style="Bold">waits</Text><Text>.</Text></Paragraph>
<Paragraph Type="Character"><Text>ANNA (V.O.)</Text></Paragraph>
<Paragraph Type="Parenthetical"><Text>(low)</Text></Paragraph>
<Paragraph Type="Dialogue"><Text>One &amp; two.</Text></Paragraph>
<Paragraph><DualDialogue>
<Paragraph Type="Character"><Text>ANNA</Text></Paragraph><Paragraph Type="Dialogue"><Text>Yes.</Text></Paragraph>
<Paragraph Type="Character"><Text>BEN</Text></Paragraph><Paragraph Type="Dialogue"><Text>No.</Text></Paragraph>
</DualDialogue></Paragraph>
<Paragraph Type="Transition"><Text>CUT TO:</Text></Paragraph>
</Content><TitlePage><Content><Paragraph><Text>My Film</Text></Paragraph><Paragraph><Text>Written by</Text></Paragraph>
<Paragraph><Text>Ada</Text></Paragraph></Content></TitlePage></FinalDraft>"""


def test_final_draft_paragraphs_become_elements_on_their_lines() -> None:
    script = a_script(FDX, "x.fdx")
    assert (script.title, script.author, script.elements[0].scene_number) == ("My Film", "Ada", "3")
    assert outline(script) == [
        ("heading", "INT. ROOM - DAY"), ("action", "She waits."), ("speech ANNA", "One & two."),
        ("speech ANNA", "Yes."), ("speech BEN", "No."), ("transition", "CUT TO:"),
    ]  # fmt: skip
    voice_over, first, second = (element for element in script.elements if element.kind == "speech")
    assert (voice_over.extension, voice_over.manner, voice_over.line) == ("V.O.", "low", 8)
    assert (first.dual, second.dual) == (False, True)


def a_document(*paragraphs: tuple[str, str], bold: bool = False) -> bytes:
    document = docx.Document()
    for style, words in paragraphs:
        if style not in {known.name for known in document.styles}:
            document.styles.add_style(style, 1)
        document.add_paragraph(style=style).add_run(words).bold = bold
    written = io.BytesIO()
    document.save(written)
    return written.getvalue()


def test_a_word_document_with_screenplay_styles_is_a_screenplay() -> None:
    script = read_script(
        a_document(
            ("Scene Heading", "INT. ROOM"), ("Character", "ANNA"), ("Parenthetical", "(low)"), ("Dialogue", "Hello.")
        ),
        "x.docx",
    )
    assert outline(script) == [("heading", "INT. ROOM"), ("speech ANNA", "Hello.")]
    assert script.elements[1].manner == "low"


def test_a_word_document_that_was_typed_like_a_screenplay_is_one_too() -> None:
    script = read_script(
        a_document(*(("Normal", words) for words in ("INT. ROOM - DAY", "She waits.", "ANNA", "Hello.", "CUT TO:"))),
        "x.docx",
    )
    assert outline(script) == [
        ("heading", "INT. ROOM - DAY"), ("action", "She waits."), ("speech ANNA", "Hello."), ("transition", "CUT TO:"),
    ]  # fmt: skip


def test_a_table_in_a_word_document_is_an_av_script() -> None:
    document = docx.Document()
    table = document.add_table(rows=0, cols=2)
    for left, right in (("Video", "Audio"), ("A street", "BEN: Hello."), ("WS: The sea", "Words.")):
        for cell, words in zip(table.add_row().cells, (left, right), strict=True):
            cell.text = words
    written = io.BytesIO()
    document.save(written)
    assert outline(read_script(written.getvalue(), "x.docx")) == [
        ("picture", "A street"), ("speech BEN", "Hello."), ("picture", "The sea"), ("narration", "Words."),
    ]  # fmt: skip


def test_what_was_inserted_with_changes_tracked_is_read_and_what_was_deleted_is_not() -> None:
    document = docx.Document()
    paragraph = document.add_paragraph("A ")
    space = "http://schemas.openxmlformats.org/wordprocessingml/2006/main"
    for mark, tag, words in (("ins", "t", "bright "), ("del", "delText", "dark ")):
        part = parse_xml(
            f'<w:{mark} xmlns:w="{space}"><w:r><w:{tag} xml:space="preserve">{words}</w:{tag}></w:r></w:{mark}>'
        )
        paragraph._p.append(part)
    paragraph.add_run("street.")
    written = io.BytesIO()
    document.save(written)
    assert outline(read_script(written.getvalue(), "x.docx")) == [("narration", "A bright street.")]


def test_a_word_document_called_txt_is_read_as_what_it_is() -> None:
    assert read_script(a_document(("Normal", "She went out.")), "x.txt").source == "docx"


YAML = """
title: Film
options: {preset: animatic, seed: 012}
characters: [{name: ANNA, look: a red coat}]
scenes:
  - heading: INT. ROOM - NIGHT
    shots:
      - picture: A lamp
        size: close
        move: dolly_in
        seconds: 4
        lines: [{speaker: ANNA, text: no, manner: low}]
        sounds: [rain]
        surprise: me
      - {picture: A door, duration_ms: 2500, narration: It was late., title: The End}
"""


def test_a_storyboard_keeps_words_as_they_are_written() -> None:
    script = a_script(YAML, "x.yaml")
    assert outline(script) == [
        ("heading", "INT. ROOM - NIGHT"), ("picture", "A lamp"), ("speech ANNA", "no"), ("sound", "rain"),
        ("picture", "A door"), ("centered", "The End"), ("narration", "It was late."),
    ]  # fmt: skip
    lamp, door = (element for element in script.elements if element.kind == "picture")
    assert (lamp.camera, lamp.seconds, lamp.line, door.seconds) == ("close, dolly in", 4.0, 8, 2.5)
    assert (script.cast, script.wishes) == ({"ANNA": "a red coat"}, {"preset": "animatic", "seed": "012"})
    assert "surprise" in script.warnings[0]
    assert "Line 14" in script.warnings[0]


def test_json_tells_the_same_as_yaml() -> None:
    script = a_script(
        '{"scenes": [{"heading": "INT. ROOM",\n "shots": [{"picture": "A \\u00e9t\\u00e9",\n'
        ' "lines": ["ANNA: Hi: you"]}]}]}',
        "x.json",
    )
    assert outline(script) == [("heading", "INT. ROOM"), ("picture", "A été"), ("speech ANNA", "Hi: you")]
    assert [element.line for element in script.elements] == [1, 2, 3]
