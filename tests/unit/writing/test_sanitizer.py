"""What may be filmed: secrets are pointed at and masked, forbidden things refused, innocent ones left alone."""

from pathlib import Path
from typing import get_args

import pytest

from functions.creative_director.directing import direct
from functions.ingest.forbidden import rules
from functions.ingest.reading import read_script
from functions.ingest.sanitizer import FILM_MS, PAID_FILM_MS, check_length, sanitize
from shared.model.errors import Refused
from shared.model.job import Options
from shared.model.script import Element, Kind, Script
from shared.writing.timing import script_ms
from tests.unit.writing.builders import SAMPLES, SHARED, a_script
from tests.unit.writing.truths import SAMPLES as OTHERS


def warnings_of(action: str) -> tuple[str, ...]:
    return sanitize(a_script(f"INT. ROOM - DAY\n\n{action}\n")).warnings


PRIVATE = [
    ("Write to jane.doe@example.com today.", "an e-mail address", "jane.doe"),
    ("On the screen: AKIAIOSFODNN7EXAMPLE.", "a key to a paid service", "IOSFODNN7"),
    ("The token ghp_0123456789abcdefghij0123456789abcd glows.", "a key to a paid service", "456789abcdef"),
    ("mot de passe : Tr0ub4dor&3", "a password", "Tr0ub4dor"),
    ("A note says password: hunter2hunter2", "a password", "hunter2"),
    ("-----BEGIN RSA PRIVATE KEY----- scrolls by.", "a private key", "RSA"),
    ("She pays with 4111 1111 1111 1111.", "a payment card", "4111"),
    ("Account DE89 3704 0044 0532 0130 00.", "a bank account", "3704"),
    ("Call +33 6 12 34 56 78 now.", "a telephone number", "12 34 56"),
    ("Appelle le 06 12 34 56 78 !", "a telephone number", "12 34 56"),
    ("A card reads (415) 867-4309.", "a telephone number", "867"),
    ("Her number is 078-05-1120.", "a social security number", "078"),
    ("Son numéro : 2 55 08 14 168 025 38.", "a social security number", "14 168"),
]


@pytest.mark.parametrize(("action", "what", "secret"), PRIVATE)
def test_what_is_private_is_pointed_at_by_line_and_masked(action: str, what: str, secret: str) -> None:
    [warning] = warnings_of(action)
    assert warning.startswith(f"Line 3: this looks like {what} (")
    assert secret not in warning


def test_a_secret_that_is_spoken_is_found_too_and_the_words_are_kept() -> None:
    script = sanitize(a_script("INT. ROOM - DAY\n\nANNA\nMail me: anna@example.org.\n"))
    assert "Line 4: this looks like an e-mail address (a…@….org)" in script.warnings[0]
    assert script.elements[-1].text == "Mail me: anna@example.org."


@pytest.mark.parametrize(
    "action",
    [
        "The clock says 12:34:56, then 23:59:59.",
        "In 1914-1918 and 2001, 10 000 000 people.",
        "A sign: 555-0123. Another: (212) 555-0147.",
        "The number 1234567890123456 means nothing.",
        "Flight AB 1234, gate 12, seat 14C, 3.14159265358979.",
        "The password is swordfish.",
        "ISBN 978-3-16-148410-0.",
        "He counts: 10, 20, 30, 40, 50, 60, 70, 80.",
        "Le 12.03.2024 à 18 h 30, au 06 bis rue du Four.",
        "@McDuck and #1 are no addresses.",
        "Route 66, mile 1 200 300.",
    ],
)
def test_numbers_of_every_day_are_left_alone(action: str) -> None:
    assert warnings_of(action) == ()


FORBIDDEN = [
    ("A teenager has sex.", "action", "sexual scene"),
    ("He wants sex with a child.", "action", "sexual scene"),
    ("Une fillette fait l'amour.", "action", "sexual scene"),
    ("A 15-year-old girl masturbates.", "action", "sexual scene"),
    ("A child is raped.", "action", "sexual scene"),
    ("Un homme viole un enfant.", "action", "sexual scene"),
    ("Explicit sex scene on the beach.", "action", "explicit sex"),
    ("Scène de sexe explicite.", "action", "explicit sex"),
    ("In this tutorial we build a pipe bomb.", "narration", "lesson in making a weapon"),
    ("Vous apprendrez à préparer la ricine.", "narration", "lesson in making a weapon"),
    ("Follow these steps to hang yourself.", "narration", "lesson in hurting oneself"),
    ("Étape par étape, comment vous pendre.", "narration", "lesson in hurting oneself"),
    ("Death to all refugees!", "narration", "call to kill people"),
    ("Mort aux juifs !", "narration", "call to kill people"),
]


@pytest.mark.parametrize(("words", "kind", "reason"), FORBIDDEN)
def test_what_is_forbidden_is_refused_with_its_reason_and_its_line(words: str, kind: str, reason: str) -> None:
    page = f"INT. ROOM - DAY\n\n{'' if kind == 'action' else 'NARRATOR' + chr(10)}{words}\n"
    with pytest.raises(Refused) as caught:
        sanitize(a_script(page))
    assert caught.value.code == "forbidden"
    assert caught.value.sentence.startswith(f"Line {3 if kind == 'action' else 4}: “")
    assert reason in caught.value.sentence
    assert caught.value.remedy


def test_what_a_villain_says_is_warned_about_and_kept() -> None:
    script = sanitize(a_script("INT. ROOM - DAY\n\nTHE GUARD\nDeath to all refugees!\n"))
    assert script.warnings[0].startswith("Line 4: “Death to all refugees” reads as a call to kill people")
    assert script.elements[-1].text == "Death to all refugees!"


INNOCENT = [
    "The children sleep while their parents make love.",
    "After the kids leave, they make love.",
    "They drink a 12 year old whisky and make love.",
    "Un mariage de 5 ans : ils font encore l'amour.",
    "A teenager hides a pornographic magazine under the bed.",
    "The sex of the child is not known yet.",
    "La leçon d'éducation sexuelle des enfants commence.",
    "The naked toddler escapes from the bath.",
    "She shot the child's first steps with her old camera.",
    "Kill the lights! The director wants death to look like sleep.",
    "A bombe glacée, the bomb of a party, a recipe for disaster.",
    "Step by step she crosses the minefield.",
    "Étape par étape, la grenade mûrit au soleil.",
    "The chemist knows how to synthesize sarin; nobody else does.",
    "The police find a pipe bomb and methamphetamine.",
    "You could kill yourself on that ladder.",
    "Exterminate the rats, gas the engine, kill the engine.",
    "Les noirs et les blancs du film sont magnifiques.",
    "The jury, the Jews of the quarter and the refugees dance.",
    "Mort à Venise. Mort aux vaches !",
    "Scunthorpe, Essex, Sussex, cocktail, assassin, analyse, Dickens.",
    "La chatte dort. Le coq chante. Une bite d'amarrage.",
    "This tutorial shows how to bake bread.",
    "Un enfant joue de la viole. La loi violée, les enfants rient.",
    "The rapeseed field is yellow; children run through it.",
    "A minor chord. The minor character smiles. A miner digs.",
    "Les mineurs descendent à la mine.",
]


@pytest.mark.parametrize("kind", ["action", "narration", "speech"])
@pytest.mark.parametrize("words", INNOCENT)
def test_innocent_words_are_neither_refused_nor_warned_about(words: str, kind: str) -> None:
    name = {"action": "", "narration": "NARRATOR\n", "speech": "ANNA\n"}[kind]
    assert sanitize(a_script(f"INT. ROOM - DAY\n\n{name}{words}\n")).warnings == ()


@pytest.mark.parametrize(
    "path",
    [
        *SAMPLES,
        *sorted(OTHERS.rglob("*.fountain")),
        *sorted(path for path in SHARED.glob("*.*") if path.suffix in (".md", ".json") and path.name != "README.md"),
    ],
    ids=lambda path: path.name,
)
def test_no_script_of_anybody_trips_over_the_rules(path: Path) -> None:
    if path.name == "vilcans_forced-transition.fountain":
        return  # a transition alone cannot be filmed
    warnings = sanitize(read_script(path.read_bytes(), path.name)).warnings
    assert not [warning for warning in warnings if "reads as" in warning or "looks like" in warning]


def test_every_list_belongs_to_a_rule_and_every_rule_to_kinds_that_there_are() -> None:
    _, known = rules()
    kinds = set(get_args(Kind))
    assert all(rule.kinds <= kinds and rule.kinds and rule.what for rule in known)


def long_script(hours: int) -> Script:
    element = Element(kind="picture", text="A wall.", line=1, seconds=3600)
    return Script(title="Long", language="en", source="av", elements=(element,) * hours)


def test_a_preview_may_be_long_and_what_costs_money_may_not() -> None:
    script = long_script(5)
    assert PAID_FILM_MS < script_ms(script) < FILM_MS
    assert sanitize(script).elements == script.elements
    check_length(script, "animatic")
    with pytest.raises(Refused, match=r"5.0 hours long; 3 hours is the most") as caught:
        check_length(script, "brand_campaign")
    assert "animatic" in caught.value.remedy


def test_even_a_preview_has_an_end() -> None:
    with pytest.raises(Refused, match=r"13.0 hours long; 12 hours is the most"):
        sanitize(long_script(13))


@pytest.mark.parametrize(
    ("page", "name"),
    [
        ("# Act one\n\n= They meet.\n\n## The kitchen\n", "x.fountain"),
        ("# One\n\n= They meet.\n\n# Two\n", "x.fountain"),
    ],
)
def test_an_outline_is_a_script_whose_headings_are_scenes(page: str, name: str) -> None:
    script = sanitize(a_script(page, name))
    assert [element.kind for element in script.elements] == ["heading", "action", "heading"]
    assert script.warnings == ("Line 1: the script is an outline; each of its headings became a scene.",)
    assert len(direct(script, Options()).scenes) == 2
