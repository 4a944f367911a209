"""The reading desk: looks at a file, finds out what it is, and hands it to the reader of its kind.

The one rule: the content decides; a wrong name is forgiven where the content is clear.
"""

import re
from collections.abc import Callable
from typing import Final, Literal

from functions.ingest.reading import intake
from functions.ingest.reading.encoding import decoded
from functions.ingest.reading.language import language_of
from functions.ingest.reading.wishes import FrontPage, is_known, wished_language
from shared.model.errors import Refused
from shared.model.script import Element, Script
from shared.writing.words import flat, fold

Source = Literal["fountain", "fdx", "av", "markdown", "text", "srt", "docx", "storyboard"]
Read = tuple[Source, list[Element], FrontPage]
Row = tuple[int, list[list[str]]]

LINES: Final = 60_000

_XML: Final = re.compile(r"\A\s*<(?:\?xml|!DOCTYPE|[A-Za-z])")
_HTML: Final = re.compile(r"\A\s*<(?:!DOCTYPE\s+html|html|head|body)\b", re.IGNORECASE)
_BOARD: Final = re.compile(r"^(?:scenes|shots)\s*:", re.MULTILINE)
_SEEN: Final = re.compile(
    r"^[\W_]{0,4}(?:video|visuals?|visuel|picture|image)[\W_]{0,4}:", re.MULTILINE | re.IGNORECASE
)
_HEARD: Final = re.compile(r"^[\W_]{0,4}(?:audio|heard|entendu|spoken)[\W_]{0,4}:", re.MULTILINE | re.IGNORECASE)


def read_script(data: bytes, name: str) -> Script:
    """Reads a script of any kind that we know. `name` is what the writer called the file."""
    intake.admit(data)
    suffix = name.rsplit(".", 1)[-1].lower() if "." in name else ""
    source, elements, page = _archive(data) if intake.is_archive(data) else _text(data, suffix)
    elements = [element for element in elements if element.text.strip() or element.kind == "page_break"]
    if all(element.kind in ("note", "page_break") for element in elements):
        raise intake.empty("The script holds nothing but comments.")
    elements = _voices_named(elements)
    if "lang" in page.wishes:
        language = wished_language(page.wishes)
        if language:
            page.wishes["lang"] = language
        else:
            page.warnings.append(f"“{page.wishes.pop('lang')[:40]}” is not a language that we know; it was left out.")
    return Script(
        title=flat(page.title) or _title(name, elements),
        language=page.wishes.get("lang") or language_of(elements),
        source=source,
        elements=tuple(elements),
        author=flat(page.author),
        cast=page.cast,
        wishes=page.wishes,
        warnings=tuple(page.warnings),
    )


def _voices_named(elements: list[Element]) -> list[Element]:
    """VOICE-OVER (Anna): where Anna speaks elsewhere, the voice is hers."""
    speakers = {fold(element.speaker): element.speaker for element in elements if element.speaker}
    return [
        element.model_copy(
            update={"kind": "speech", "speaker": speakers[fold(element.manner)], "manner": "", "extension": "V.O."}
        )
        if element.kind == "narration" and element.manner and fold(element.manner) in speakers
        else element
        for element in elements
    ]


def _title(name: str, elements: list[Element]) -> str:
    """A file without a title is called by its own name."""
    stem = re.split(r"[/\\]", name)[-1].rsplit(".", 1)[0]
    words = flat(re.sub(r"[_\-.]+", " ", stem))
    return (words[:1].upper() + words[1:])[:120] or elements[0].text[:60] or "Untitled"


def _archive(data: bytes) -> Read:
    from functions.ingest.reading.docx import read_docx

    elements, page = read_docx(data)
    return "docx", elements, page


def _text(data: bytes, suffix: str) -> Read:
    text = decoded(data)
    if intake.seems_binary(text):
        raise intake.not_text()
    if not text.strip():
        raise intake.empty("The file holds nothing but empty space.")
    if suffix != "fdx" and (lines := text.count("\n")) > LINES:
        raise Refused("too_large", f"The script has {lines:,} lines; {LINES:,} is the most.", "Split it into several.")
    return _guarded(_reader(text, suffix, data))


def _guarded(reader: Callable[[], Read]) -> Read:
    try:
        return reader()
    except RecursionError as error:
        raise Refused(
            "too_deep", "The script is nested too deeply to be read.", "Make its structure flatter."
        ) from error


def _reader(text: str, suffix: str, data: bytes) -> Callable[[], Read]:
    if _HTML.match(text[:400]):
        raise intake.unknown("is a web page, not a script; copy its text into a .txt file")
    if suffix == "fdx" or "<FinalDraft" in text[:2000]:
        return lambda: _fdx(text, data)
    if _XML.match(text[:400]) and suffix not in ("md", "markdown", "txt", "text", "fountain", "spmd"):
        raise intake.unknown("is XML, but not Final Draft's")
    from functions.ingest.reading.srt import looks_like_srt

    if suffix in ("srt", "vtt") or looks_like_srt(text):
        return lambda: _srt(text)
    if (
        suffix in ("json", "yaml", "yml")
        or (suffix in ("", "txt") and _is_json(text))
        or (suffix in ("", "txt") and _is_board(text))
    ):
        return lambda: _board(text, as_json=suffix == "json" or (suffix not in ("yaml", "yml") and _is_json(text)))
    if suffix in ("md", "markdown", "mdown", "mkd"):
        return lambda: _markdown(text)
    if suffix in ("fountain", "spmd"):
        return lambda: _fountain(text, "fountain")
    return lambda: _plain(text)


def _is_json(text: str) -> bool:
    return re.match(r"\s*(?:\{\s*[\"}]|\[\s*[{\"\[])", text[:400]) is not None


def _is_board(text: str) -> bool:
    return _BOARD.search(text) is not None


def _fdx(text: str, data: bytes) -> Read:
    from functions.ingest.reading.fdx import read_fdx

    if "<" not in text[:400]:
        raise intake.unknown("is called .fdx, but holds no Final Draft XML")
    elements, page = read_fdx(data)
    return "fdx", elements, page


def _srt(text: str) -> Read:
    from functions.ingest.reading.srt import read_srt

    return "srt", read_srt(text), FrontPage()


def _board(text: str, *, as_json: bool) -> Read:
    from functions.ingest.reading.board import read_board
    from functions.ingest.reading.nodes import read_json, read_yaml

    elements, page = read_board(read_json(text) if as_json else read_yaml(text))
    return "storyboard", elements, page


def _fountain(text: str, source: Source) -> Read:
    from functions.ingest.reading.fountain import read_fountain

    elements, page = read_fountain(text)
    return source, elements, page


def _markdown(text: str) -> Read:
    from functions.ingest.reading.blocks import script_of
    from functions.ingest.reading.markdown import blocks_of, front_matter
    from functions.ingest.reading.shotlist import looks_like_a_shotlist, read_shotlist

    body, page = front_matter(text)
    if looks_like_a_shotlist(body):
        elements, listed = read_shotlist(body)
        page.title = page.title or listed.title
        return "av", elements, page
    blocks = blocks_of(body)
    title, elements = script_of(blocks)
    page.title = page.title or title
    rows = sum(1 for block in blocks if block.kind == "row")
    columns = rows * 2 > len([block for block in blocks if block.kind != "heading"]) or _is_labelled(body)
    return "av" if columns else "markdown", elements, page


def _is_labelled(text: str) -> bool:
    """VIDEO: and AUDIO: in turn, line by line, are two columns as well."""
    return len(_SEEN.findall(text)) > 1 and len(_HEARD.findall(text)) > 1


def _plain(text: str) -> Read:
    """A text without a kind of its own may still be a screenplay, a Markdown document or an AV list."""
    from functions.ingest.reading.columns import columns_of
    from functions.ingest.reading.fountain import looks_like_a_screenplay
    from functions.ingest.reading.markdown import front_matter
    from functions.ingest.reading.plain import read_plain
    from functions.ingest.reading.shotlist import looks_like_a_shotlist

    if looks_like_a_screenplay(text):
        return _fountain("\n".join(row.strip() for row in text.split("\n")), "text")
    if looks_like_a_shotlist(text) or re.search(
        r"^\s*\|?[^|\n]+\|[^\n]*\n\s*\|?\s*:?-{3,}", text[:50_000], re.MULTILINE
    ):
        return _markdown(text)
    body, page = front_matter(text)
    if columns := columns_of(body):
        return _columns(*columns, page)
    elements, found = read_plain(body)
    for name in ("title", "author"):
        setattr(page, name, getattr(page, name) or getattr(found, name))
    page.wishes = {**found.wishes, **page.wishes}
    return "av" if _is_labelled(body) else "text", elements, page


def _columns(above: list[str], rows: list[Row], page: FrontPage) -> Read:
    """A table of columns, and above it what is called after the film or tells of it."""
    from functions.ingest.reading.av import rows_as_blocks

    elements: list[Element] = []
    for line, row in enumerate(above, 1):
        key, colon, value = row.partition(":")
        if colon and is_known(key):
            page.note(key, value)
        elif row.strip() and not page.title:
            page.title = flat(row).strip("# ")
        elif row.strip():
            elements.append(Element(kind="note", text=flat(row), line=line))
    for block in rows_as_blocks(rows):
        elements.extend(block.elements)
    return "av", elements, page
