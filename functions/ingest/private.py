"""Secrets and personal data in a script: they would be shown, spoken and kept, so the writer is told.

The one rule: they are pointed at and never repeated; what stays readable of them could be anybody's.
"""

import re
from collections.abc import Callable, Iterable, Iterator
from typing import Final

from shared.model.script import Element


def _shortened(found: str) -> str:
    return f"{found[:4]}…" if len(found) > 12 else "…"


def _ends(found: str) -> str:
    digits = [char for char in found if char.isalnum()]
    return f"…{''.join(digits[-2:])}"


def _mailed(found: str) -> str:
    name, _, host = found.partition("@")
    return f"{name[:1]}…@…{host[host.rfind('.') :]}"


def _is_card(found: str) -> bool:
    digits = [int(char) for char in found if char.isdigit()]
    if not 13 <= len(digits) <= 19 or len(set(digits)) < 2:
        return False
    doubled = [digit if at % 2 == 0 else digit * 2 - 9 * (digit > 4) for at, digit in enumerate(reversed(digits))]
    return sum(doubled) % 10 == 0


def _is_account(found: str) -> bool:
    """An IBAN: the check digits after the country agree with the rest."""
    plain = found.replace(" ", "").upper()
    return int("".join(str(int(char, 36)) for char in plain[4:] + plain[:4])) % 97 == 1


def _is_phone(found: str) -> bool:
    digits = "".join(char for char in found if char.isdigit())
    return 9 <= len(digits) <= 15 and "55501" not in digits  # 555-01xx is kept for films


def _is_password(found: str) -> bool:
    word = re.split(r"[:=\s]+", found.strip())[-1]
    return len(word) >= 8 and any(char.isdigit() for char in word) and any(char.isalpha() for char in word)


def _is_french_number(found: str) -> bool:
    digits = re.sub(r"\D", "", found)
    return len(digits) == 15 and 97 - int(digits[:13]) % 97 == int(digits[13:])


_Marks = tuple[str, re.Pattern[str], Callable[[str], bool], Callable[[str], str]]


def _always(found: str) -> bool:
    return bool(found)


_KINDS: Final[tuple[_Marks, ...]] = (
    ("a private key", re.compile(r"-----BEGIN [A-Z ]{0,30}PRIVATE KEY-----"), _always, lambda found: "-----BEGIN …"),
    (
        "a key to a paid service",
        re.compile(
            r"\b(?:AKIA[0-9A-Z]{16}|AIza[\w\-]{35}|gh[pousr]_[A-Za-z0-9]{30,}|github_pat_\w{30,}|sk-[\w\-]{20,}|"
            r"sk_(?:live|test)_\w{16,}|xox[abprs]-[\w\-]{10,}|r8_[A-Za-z0-9]{30,}|key_[0-9a-f]{60,}|hf_[A-Za-z0-9]{30,}|"
            r"ya29\.[\w\-]{20,}|eyJ[\w\-]{10,}\.[\w\-]{10,}\.[\w\-]{5,})"
        ),
        _always,
        _shortened,
    ),
    (
        "a password",
        re.compile(r"\b(?:password|passwd|pwd|mot de passe|api[ _-]?key|token)\s*[:=]\s*\S{8,80}", re.IGNORECASE),
        _is_password,
        lambda found: f"{re.split(r'[:=]', found)[0].strip()}: …",
    ),
    ("an e-mail address", re.compile(r"[\w.+\-]{1,64}@[\w\-]{1,63}(?:\.[\w\-]{2,63})+"), _always, _mailed),
    ("a bank account", re.compile(r"\b[A-Z]{2}\d{2}(?: ?[A-Z0-9]{4}){3,7}(?: ?[A-Z0-9]{1,3})?\b"), _is_account, _ends),
    (
        "a social security number",
        re.compile(r"(?<!\d)(?:[12] ?\d{2} ?[01]\d ?\d{2} ?\d{3} ?\d{3} ?\d{2})(?!\d)"),
        _is_french_number,
        _ends,
    ),
    ("a payment card", re.compile(r"(?<![\d.])(?:\d[ \-]?){12,18}\d(?!\.?\d)"), _is_card, _ends),
    ("a social security number", re.compile(r"(?<![\d\-])(?!000|666|9)\d{3}-\d{2}-\d{4}(?![\d\-])"), _always, _ends),
    (
        "a telephone number",
        re.compile(
            r"(?<![\w.,:/\-])(?:\+\d{1,3}[ .\-]?(?:\(\d{1,4}\)[ .\-]?)?\d{1,4}(?:[ .\-]?\d{2,4}){2,4}|"
            r"0[1-9](?:[ .\-]?\d{2}){4}|"
            r"\(?[2-9]\d{2}\)?[ .\-]\d{3}[ .\-]\d{4})(?![\w\-])"
        ),
        _is_phone,
        _ends,
    ),
)
_ANY: Final = re.compile(r"@|\d[ .\-]?\d|-----BEGIN|_[A-Za-z0-9]{16}|sk-|eyJ|[:=]\s*\S{8}")


def findings(text: str) -> Iterator[tuple[str, str]]:
    """What was found and its mask. What was taken for one thing is not looked at for another."""
    if not _ANY.search(text):
        return
    for what, form, holds, masked in _KINDS:
        spans = [match for match in form.finditer(text) if holds(match[0])]
        yield from ((what, masked(match[0])) for match in spans)
        for match in spans:
            text = text[: match.start()] + " " * (match.end() - match.start()) + text[match.end() :]


def warned(elements: Iterable[Element]) -> list[str]:
    return [
        f"Line {element.line}: this looks like {what} ({mask}). The film would show or say it: take it out if real."
        for element in elements
        if element.kind != "note"
        for what, mask in findings(element.text)
    ]
