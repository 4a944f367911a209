"""What cannot be a script is refused in a sentence for a person, quickly, and never with a traceback."""

import io
import time
import tracemalloc
import zipfile

import pytest

from functions.ingest.reading import read_script
from tests.unit.writing.builders import refusal

BOMB = (
    b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a "ha"><!ENTITY b "&a;&a;">]>'
    b"<FinalDraft><Content>&b;</Content></FinalDraft>"
)
OUTSIDE = b'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY a SYSTEM "file:///etc/passwd">]><FinalDraft>&a;</FinalDraft>'


def a_zip(**parts: bytes) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in parts.items():
            archive.writestr(name.replace("__", "/"), content)
    return out.getvalue()


def a_docx(body: bytes) -> bytes:
    return a_zip(**{"[Content_Types].xml": b"<Types/>", "word__document.xml": body})


@pytest.mark.parametrize(
    ("data", "name", "code"),
    [
        (b"", "x.fountain", "empty"),
        (b"", "x.docx", "empty"),
        (b" \n\t\r\n  ", "x.txt", "empty"),
        ("\ufeff \u00a0\u2003\n".encode(), "x.md", "empty"),
        (b"[[only a note]]\n\n/* and a boneyard */", "x.fountain", "empty"),
        (b"= Only a synopsis", "x.fountain", "empty"),
        (b"Title: Nothing\n\n", "x.fountain", "empty"),
        (b"---\ntitle: Nothing\n---\n", "x.md", "empty"),
        (b"\x89PNG\r\n\x1a\n" + bytes(100), "x.fountain", "not_a_script"),
        (b"%PDF-1.7 ...", "script.pdf", "not_a_script"),
        (b"\xd0\xcf\x11\xe0\xa1\xb1\x1a\xe1" + bytes(50), "x.doc", "not_a_script"),
        (b"{\\rtf1 hello}", "x.rtf", "not_a_script"),
        (b"\x00\x00\x00\x20ftypisom" + bytes(50), "x.txt", "not_a_script"),
        (b"<!DOCTYPE html><html><body>hi</body></html>", "x.md", "not_a_script"),
        (b"<svg xmlns='x'/>", "x.fdx", "not_a_script"),
        (b"just words", "x.fdx", "not_a_script"),
        (a_zip(a=b"b"), "x.docx", "not_a_script"),
        (bytes(range(1, 256)) * 20, "x.txt", "encoding"),
        (b"\x01\x02\x03\x04\x05\x06" * 50, "x.txt", "binary"),
        (bytes(1000), "x.txt", "binary"),
        (b"INT. ROOM\n\nHel\x00lo\n", "x.fountain", "binary"),
        ("Élan, été, été".encode() + b"\xc3 caf\xe9" + "é".encode(), "x.txt", "encoding"),
        (b"Caf\xc3", "x.txt", "encoding"),
        (b"Hello \xff\xfe\xfd world", "x.txt", "encoding"),
        (b"\xff\xfe\x00\xd8a\x00", "x.txt", "encoding"),
        (b"PK\x03\x04 broken", "x.docx", "broken_file"),
        (a_docx(b"<w:document"), "x.docx", "broken_file"),
        (a_docx(b"<!DOCTYPE a [<!ENTITY b 'c'>]><a>&b;</a>"), "x.docx", "hostile"),
        (a_docx(bytes(100_000_000)), "x.docx", "zip_bomb"),
        (BOMB, "x.fdx", "hostile"),
        (OUTSIDE, "x.fdx", "hostile"),
        (b"<FinalDraft><Content>", "x.fdx", "broken_file"),
        (b"<FinalDraft>" + b"<a>" * 5000, "x.fdx", "too_deep"),
        (b"[" * 100_000, "x.json", "too_deep"),
        (b'{"a":' * 100_000, "x.json", "too_deep"),
        (b"[" * 100_000, "x.yaml", "too_deep"),
        (b"- " * 10_000 + b"a", "x.yaml", "too_deep"),
        (b"a: &a [x,x]\nb: &b [*a,*a]\nscenes: [*b,*b]", "x.yaml", "hostile"),
        (b"scenes: !!python/object/apply:os.system ['true']", "x.yaml", "hostile"),
        (b'{"scenes": [{"a": 1, "a": 2}]}', "x.json", "broken_file"),
        (b'{"scenes": [', "x.json", "broken_file"),
        (b"{}", "x.json", "no_scenes"),
        (b"3", "x.json", "no_scenes"),
        (b"scenes: [a", "x.yaml", "broken_file"),
        (b"no times here", "x.srt", "no_times"),
        (b"a" * 51_000_000, "x.fountain", "too_large"),
        (b"a b\n\n" * 1_200_000, "x.fountain", "too_large"),
        (b"word " * 900_000, "x.txt", "too_large"),
        (b"\n" * 70_000 + b"a", "x.txt", "too_large"),
        (b"INT. A\n\n" * 4_000, "x.fountain", "too_large"),
        (b"She looks at the sea for a while.\n\n" * 20_000, "x.fountain", "too_long"),
    ],
)  # fmt: skip
def test_garbage_is_refused_with_a_sentence_and_a_remedy(data: bytes, name: str, code: str) -> None:
    began = time.process_time()
    assert refusal(data, name).code == code
    assert time.process_time() - began < 5


def test_a_pdf_is_told_what_to_export_instead() -> None:
    assert "Final Draft" in refusal(b"%PDF-1.4", "x.pdf").remedy


def test_a_broken_letter_is_pointed_at() -> None:
    assert "line 3" in refusal("été\nété\n".encode() + b"\xc3(\n", "x.txt").sentence


def test_a_document_that_lies_about_its_size_is_measured_while_it_unpacks() -> None:
    honest = a_docx(bytes(80_000_000))
    lying = honest.replace((80_000_000).to_bytes(4, "little"), (1_000).to_bytes(4, "little"))
    assert lying != honest
    tracemalloc.start()
    assert refusal(lying, "x.docx").code in ("zip_bomb", "broken_file")
    assert tracemalloc.get_traced_memory()[1] < 20_000_000
    tracemalloc.stop()


def test_a_document_of_too_many_parts_is_not_opened() -> None:
    assert refusal(a_zip(**{f"p{number}": b"" for number in range(2500)}), "x.docx").code == "zip_bomb"


@pytest.mark.parametrize(
    "name", ["x.fountain", "x.md", "x.txt", "x.json", "x.yaml", "x.srt", "x.fdx", "x", "", "../x.md", "x." * 50]
)
@pytest.mark.parametrize(
    "text", ["[[" * 20_000, "*_" * 20_000, "(" * 20_000, "A:" * 20_000, "|-" * 20_000, "> " * 20_000, "<a" * 20_000]
)
def test_what_repeats_itself_takes_no_time(name: str, text: str) -> None:
    began = time.process_time()
    try:
        read_script(text.encode(), name)
    except Exception as error:
        assert type(error).__name__ == "Refused", repr(error)  # noqa: PT017
    assert time.process_time() - began < 5
